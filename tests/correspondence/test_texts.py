"""What is written to others: every kind in every language, facts and nothing but facts, gaps that are seen."""

import re
import tomllib
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Environment
from jinja2.meta import find_undeclared_variables

from cases.correspondence import BUYER_LANGUAGES, KINDS
from cases.money import Money
from handlers.drafting import TEXTS, country, draft, kinds_in, open_gaps, without_gaps, word

EVERY = [(kind.name, language) for kind in KINDS.values() for language in kind.languages]
FACTS = {
    "number": "1Z999AA10123456784",
    "party": "UPS",
    "case": "LOST-0142",
    "loss": "lost",
    "order": "305-1234567-1234567",
    "goods": "1 vase, blue",
    "value": Money(Decimal("1089.50"), "EUR"),
    "amount": Money(Decimal("100"), "USD"),
    "granted": Money(Decimal("55"), "USD"),
    "shipped_on": date(2026, 3, 4),
    "destination": "Germany",
    "contact_on": datetime(2026, 4, 2, 3, tzinfo=UTC),
    "their_reference": "C-77",
    "wanted": "A photo of the label.",
    "answer": "It is enclosed.",
    "denied_because": "Insufficient description.",
    "grounds": "The description was complete.",
    "last_day": date(2026, 5, 27),
    "write_by": date(2026, 4, 10),
    "refund": Money(Decimal("89"), "EUR"),
    "replacement": "1Z000001",
    "whereabouts": "pickup_point",
    "until": date(2026, 4, 20),
    "may_ask_address": True,
    "may_ask_phone": False,
    "documents": ["invoice", "label"],
    "others": ["DHL: 40 EUR claimed"],
    "sender": "Lin Wei",
    "count": 3,
    "parcels": ["1Z999AA10123456784 – 4 March 2026, Memphis US", "1Z999AA10123456785", "1Z999AA10123456786"],
    "place": "Memphis US",
    "days": "4 March 2026",
    "incident": "INC-0007",
}


def test_every_language_has_every_kind_that_is_written_in_it_and_no_other() -> None:
    for language in BUYER_LANGUAGES:
        assert list(kinds_in(language)) == [kind.name for kind in KINDS.values() if language in kind.languages]


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_with_every_fact_known_a_text_is_whole(kind: str, language: str) -> None:
    written = draft(kind, FACTS, language)
    assert written.gaps == () and open_gaps(written.subject + written.body) == ()
    assert written.subject == " ".join(written.subject.split()) and len(written.subject) <= 150
    assert "{" not in written.body and "%}" not in written.body and "\n\n\n" not in written.body
    assert len(written.body) < 2500


@pytest.mark.parametrize(("kind", "language"), EVERY)
def test_with_no_fact_known_what_is_missing_is_seen_and_nothing_is_made_up(kind: str, language: str) -> None:
    written = draft(kind, {}, language, lambda name: f"the {name}")
    assert written.gaps
    assert set(open_gaps(written.subject + written.body)) == {f"the {name}" for name in written.gaps}
    assert not re.search(r"\d", without_gaps(written.body, {}).replace("1.", ""))


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_languages_of_a_kind_use_the_same_facts(kind: str) -> None:
    used = {language: _facts_in(kind, language) for language in KINDS[kind].languages}
    # How a company is addressed by name is a matter of the language.
    assert len({frozenset(names - {"party"}) for names in used.values()}) == 1, used


def _facts_in(kind: str, language: str) -> set[str]:
    found: dict[str, dict[str, str]] = {}
    for path in (TEXTS / f"{language}.toml", TEXTS / f"buyers_{language}.toml"):
        found |= tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return set(find_undeclared_variables(Environment().parse(found[kind]["subject"] + found[kind]["body"])))


def test_an_inquiry_reads_as_somebody_would_write_it() -> None:
    facts = {**FACTS, "last_scan": "2 April 2026, Memphis, United States, Departed facility"}
    written = draft("inquiry", facts, "en")
    assert written.subject == "Inquiry: parcel 1Z999AA10123456784 has not arrived"
    assert (
        written.body
        == """Dear UPS team,

Parcel 1Z999AA10123456784 has not reached the addressee. Please open an inquiry.

Tracking number: 1Z999AA10123456784
Handed over on: 4 March 2026
To: Germany
Contents: 1 vase, blue
Value: 1,089.50 EUR
Last scan: 2 April 2026, Memphis, United States, Departed facility
Our reference: LOST-0142

Please tell us
- where the parcel was last seen for certain,
- what the search at that site has found,
- by when you will confirm delivery or loss.

Kind regards
Lin Wei"""
    )


# What is not said of a parcel that arrived damaged, or with something missing.
NEVER_ARRIVED = {
    "en": (
        "lost",
        "not arrived",
        "not reached",
        "where the parcel is",
        "delivery or loss",
        "last seen",
        "all the same",
    ),
    "de": ("verloren", "nicht angekommen", "nicht wie geplant", "wo die Sendung", "oder Verlust", "doch noch ankommen"),
    "fr": ("perdu", "non arrivé", "pas parvenu", "pas arrivée", "où le colis", "ou la perte", "arrivait malgré tout"),
    "es": ("perdió", "no ha llegado", "dónde está", "llegara a pesar"),
    "zh": ("丢失", "未送达", "没有送到", "没有按计划", "下落", "见到包裹", "还是到了"),
}


@pytest.mark.parametrize("kind", ["inquiry", "chase", "carrier_answer", "holding", "refunded", "resent"])
def test_of_a_parcel_that_arrived_nobody_is_told_that_it_did_not(kind: str) -> None:
    for language in KINDS[kind].languages:
        told = {
            loss: draft(kind, {**FACTS, "loss": loss}, language) for loss in ("lost", "damaged", "contents_missing")
        }
        assert any(word in told["lost"].subject + told["lost"].body for word in NEVER_ARRIVED[language])
        for loss in ("damaged", "contents_missing"):
            text = told[loss].subject + told[loss].body
            assert [word for word in NEVER_ARRIVED[language] if word in text] == [] and told[loss].gaps == ()


def test_a_buyer_whose_parcel_is_shown_as_delivered_is_not_told_that_it_was_lost() -> None:
    for loss in ("not_received", "stolen", "destroyed"):
        body = draft("refunded", {**FACTS, "loss": loss}, "en").body
        assert "did not reach you" in body and "lost" not in body
        assert "丢失" not in draft("refunded", {**FACTS, "loss": loss}, "zh").body


def test_dates_and_amounts_are_written_as_the_language_does() -> None:
    told = {language: draft("claim", FACTS, language).body for language in ("en", "de", "fr", "zh")}
    assert "4 March 2026" in told["en"] and "100.00 USD" in told["en"]
    assert "4. März 2026" in told["de"] and "100,00 USD" in told["de"]
    assert "4 mars 2026" in told["fr"] and "1 089,50 EUR" in told["fr"].replace(" ", " ").replace("\u202f", " ")
    assert "2026年3月4日" in told["zh"] and "100.00 USD" in told["zh"]
    assert [country("DE", one) for one in ("en", "de", "fr", "zh")] == ["Germany", "Deutschland", "Allemagne", "德国"]


def test_a_claim_says_what_was_asked_elsewhere() -> None:
    body = draft("claim", FACTS, "en").body
    assert "For the same loss we have also turned to:\n- DHL: 40 EUR claimed\nWe do not ask for more" in body
    assert "also turned to" not in draft("claim", {**FACTS, "others": []}, "en").body


def test_what_somebody_says_fills_its_gap_and_the_others_stay_open() -> None:
    written = draft("inquiry", {**FACTS, "goods": None, "shipped_on": None}, "de")
    assert written.gaps == ("shipped_on", "goods")
    filled = without_gaps(written.body, {"goods": "1 Vase"})
    assert "Inhalt: 1 Vase" in filled and open_gaps(filled) == ("shipped_on",)


def test_every_loss_and_document_has_its_word_in_the_desks_languages() -> None:
    from cases.evidence import SLOTS
    from cases.rules import LOSSES

    for language in ("en", "de", "fr", "zh"):
        assert all(word("losses", one, language) for one in LOSSES)
        assert all(word("slots", one, language) for one in SLOTS)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_a_fact_is_told_as_it_is_and_never_read_as_a_template_or_a_gap(goods: str) -> None:
    written = draft("inquiry", {**FACTS, "goods": goods}, "en")
    assert written.gaps == (("goods",) if not goods.strip() else ())
    for nasty in ("{{ sender }}", "{% if x %}", "⟦goods⟧", "{{ ''.__class__ }}"):
        told = draft("inquiry", {**FACTS, "goods": nasty}, "en").body
        assert f"Contents: {nasty.replace('⟦', '[').replace('⟧', ']')}" in told and open_gaps(told) == ()
