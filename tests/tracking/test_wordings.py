"""What carriers write is understood in seven languages; what is denied, threatened or only announced is not."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.scan_kinds import KINDS
from partners.tracking.scan_words import LEFT_OPEN, kind_said
from partners.tracking.wordings import LANGUAGES, LONGEST, kind_of, read_wordings

VOCABULARY = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))
# Taking one of these for something else does harm: a case is closed, or money is asked for.
GRAVE = frozenset({"delivered", "delivered_neighbour", "returned", "lost", "destroyed", "seized"})


@pytest.mark.parametrize("language", sorted(VOCABULARY))
def test_most_of_what_carriers_write_is_understood(language: str) -> None:
    rows = VOCABULARY[language]
    wrong = {words: kind_of(words)[0] for words, kinds in rows.items() if not is_one_of(words, kinds)}
    assert len(wrong) / len(rows) <= 0.05, wrong


@pytest.mark.parametrize("language", sorted(VOCABULARY))
def test_nothing_else_is_taken_for_an_end(language: str) -> None:
    wrong = {
        words: kind
        for words, kinds in VOCABULARY[language].items()
        if (kind := kind_of(words)[0]) in GRAVE and kind not in kinds.split("|")
    }
    assert wrong == {}


def is_one_of(words: str, kinds: str) -> bool:
    return (kind_of(words)[0] or "unknown") in kinds.split("|")


def test_every_group_gives_a_kind_that_exists_in_some_language() -> None:
    for kind, by_language in read_wordings():
        assert kind in KINDS
        assert set(by_language) <= set(LANGUAGES)
        assert all(wording.strip() == wording and wording for one in by_language.values() for wording in one)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Delivered, To Original Sender", "returned"),
        ("DELIVERED", "delivered"),
        ("Ｄｅｌｉｖｅｒｅｄ", "delivered"),
        ("The parcel has not been delivered", "attempted"),
        ("Your parcel will be delivered tomorrow", None),
        ("Expected to be delivered soon", None),
        ("Die Sendung wird heute zugestellt.", "out_for_delivery"),
        ("Die Sendung wurde noch nicht zugestellt.", "attempted"),
        ("Votre colis n'a pas été livré", "attempted"),
        ("Votre colis sera livré aujourd’hui", "out_for_delivery"),
        ("El paquete no ha sido entregado", None),
        ("包裹未妥投", "attempted"),
        ("包裹将于明日妥投", None),
        ("请准备签收", None),
        ("配達できませんでした", "attempted"),
        ("The parcel is not lost", None),
        ("Nothing was lost", None),
        ("No parcel was lost in the fire at our depot", "accident"),
        ("未发现包裹丢失，正在派送", "out_for_delivery"),
        ("没有出现丢失", None),
        ("El envío no fue extraviado", None),
        ("It may be lost", "searching"),
        ("An investigation has been opened for your lost package", "searching"),
        ("The investigation is closed: the parcel is considered lost", "lost"),
        ("Item will be returned to sender if not collected by 3 March", None),
        ("Final Notice: Item will be returned to sender if not collected by 3 March", "pickup_ready"),
        ("Objeto sujeito a atraso na entrega ou a devolução ao remetente", "delayed"),
        (
            "A entrega não pode ser efetuada - Endereço incorreto. Objeto sujeito a devolução ao remetente",
            "address_problem",
        ),
        ("It cannot be delivered as further clarification is needed", "address_problem"),
        ("Departed. If the parcel is lost or not delivered within 60 days, please contact your seller", "departed"),
        ("We will tell you when it is delivered", None),
        ("Returned to sender if not collected", None),
        ("逾期未取将退回", None),
        ("Parcel is no longer held by customs", "customs"),
        ("Shipping information received from sender", "announced"),
        ("Envío entregado a la agencia de transporte", "handed_on"),
        ("Colis remis à La Poste", "handed_on"),
        ("Arrived at Danang", "arrived"),
        ("Customer satisfaction survey sent", None),
        ("Zorbling completed", None),
        ("", None),
    ],
)
def test_words_mean_what_they_say(words: str, kind: str | None) -> None:
    assert kind_of(words)[0] == kind


def test_a_bare_everyday_word_is_weak_evidence() -> None:
    assert kind_of("Held") == ("held", "low")
    assert kind_of("Departed from facility")[1] in ("low", "medium")
    assert kind_of("Delivered to the buyer's neighbour") == ("delivered_neighbour", "high")


@given(st.text(max_size=2 * LONGEST))
def test_whatever_is_written_gives_a_kind_or_none(words: str) -> None:
    kind, confidence = kind_of(words)
    assert kind is None or kind in KINDS
    assert confidence in ("high", "medium", "low")
    assert (kind, confidence) == kind_of(words)


@pytest.mark.parametrize(
    ("code", "words", "kind"),
    [
        ("lost", "An investigation has been opened for your lost package", "searching"),
        ("lost", "Package lost", "lost"),
        ("customs", "海关查验中", "customs_inspection"),
        ("customs", "Clearance processing complete", "customs_released"),
        ("delayed", "Delay: the vehicle was involved in an accident", "accident"),
        ("delayed", "Running late", "delayed"),
        ("delivered", "Delivered to original sender", "returned"),
        ("delivered", "Out for delivery", "delivered"),
        ("in_transit", "Zorbling completed", "in_transit"),
    ],
)
def test_words_narrow_a_code_and_never_contradict_it(code: str, words: str, kind: str) -> None:
    assert kind_said(code, words) == kind


def test_every_code_that_is_left_open_is_a_kind() -> None:
    assert set(LEFT_OPEN) <= set(KINDS)
    assert {one for allowed in LEFT_OPEN.values() for one in allowed or ()} <= set(KINDS)
