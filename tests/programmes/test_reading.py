"""A programme's data file loads whole or not at all: what is wrong is said with file and line, and what would do."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from cases.money import Money
from cases.rules import FACTS, Programme, Scope
from partners import programmes as known
from partners.programmes.reading import ProgrammeError, read_programme
from tests.documents.pages import ROOT, Page

HEAD = """\
id = "northwind"
name = "Northwind Express"
role = "carrier"
carriers = ["northwind"]
country = "DE-NW"
zone = "Europe/Berlin"
"""
RULE = """\

[[rule]]
id = "claim"
field = "claim_latest"
amount = 30
unit = "days"
anchor = "shipped"
text = "30 days after hand-over."
source = "https://example.com/claims"
confidence = "high"
checked = 2026-11-01
"""
WHOLE = HEAD + RULE


def read(folder: Path, text: str) -> Programme:
    path = folder / "northwind.toml"
    path.write_text(text, encoding="utf-8")
    return read_programme(path)


def test_a_file_becomes_a_programme_with_its_rules(tmp_path: Path) -> None:
    more = """\
web = "https://example.com"
labels = ["shippo"]
marketplaces = ["ebay"]
instead_of = ["ups"]
"""
    rule = """
[[rule]]
id = "cover"
field = "liability_default"
money = "USD 100"
covered = true
saturdays = true
lane = "international"
origin = ["CN", "HK"]
destination = ["US"]
destination_not = ["PR"]
carrier = ["northwind"]
service = ["Air"]
loss = ["lost"]
label = ["own"]
scanned = false
customer = "private"
per = "in a bag"
per_zh = "装在袋里"
text = "USD 100 for a parcel."
text_zh = "每个包裹 USD 100。"
source = "http://example.com/cover"
page_date = "2024-03"
confidence = "low"
checked = 2026-10-31
"""
    made = read(tmp_path, HEAD + more + RULE + rule)
    assert (made.id, made.name, made.role, made.country, made.zone) == (
        "northwind",
        "Northwind Express",
        "carrier",
        "DE-NW",
        "Europe/Berlin",
    )
    assert (made.carriers, made.labels, made.marketplaces) == (("northwind",), ("shippo",), ("ebay",))
    assert (made.instead_of, made.web) == (("ups",), "https://example.com")
    claim, cover = made.rules
    assert (claim.id, claim.programme, claim.field) == ("northwind.claim", "northwind", "claim_latest")
    assert (claim.amount, claim.unit, claim.anchor, claim.saturdays) == (30, "days", "shipped", False)
    assert (claim.scope, claim.unknown, claim.covered, claim.page_date) == (Scope(), False, None, "")
    assert (cover.money, cover.covered, cover.saturdays) == (Money(Decimal(100), "USD"), True, True)
    assert (cover.source, cover.page_date, cover.confidence, cover.checked) == (
        "http://example.com/cover",
        "2024-03",
        "low",
        date(2026, 10, 31),
    )
    assert (claim.text, claim.text_zh) == ("30 days after hand-over.", "")
    assert (cover.text, cover.text_zh) == ("USD 100 for a parcel.", "每个包裹 USD 100。")
    assert cover.scope == Scope(
        origin=frozenset({"CN", "HK"}),
        destination=frozenset({"US"}),
        destination_not=frozenset({"PR"}),
        lane="international",
        carrier=frozenset({"northwind"}),
        service=frozenset({"Air"}),
        loss=frozenset({"lost"}),
        label=frozenset({"own"}),
        scanned=False,
        customer="private",
        per="in a bag",
        per_zh="装在袋里",
    )


def test_unknown_is_a_value_that_needs_no_source(tmp_path: Path) -> None:
    rule = (
        '\n[[rule]]\nid = "claim"\nfield = "claim_latest"\nunknown = true\ntext = "Not public."\nchecked = 2026-11-01\n'
    )
    (made,) = read(tmp_path, HEAD + rule).rules
    assert made.unknown
    assert (made.amount, made.source, made.confidence, made.gives_a_date) == (None, "", "", False)


def test_a_value_in_words_alone_is_one(tmp_path: Path) -> None:
    in_words = WHOLE.replace('amount = 30\nunit = "days"\nanchor = "shipped"\n', 'text_zh = "交运后 30 天。"\n')
    (made,) = read(tmp_path, in_words).rules
    assert (made.amount, made.anchor, made.unknown, made.gives_a_date) == (None, None, False, False)


def test_a_file_without_rules_is_a_programme_of_which_nothing_is_known(tmp_path: Path) -> None:
    assert read(tmp_path, HEAD).rules == ()


HEADS = [
    ('name = "Northwind Express"\n', "", "“name” is missing. Write name = \"…\" at the head of the file."),
    ('zone = "Europe/Berlin"', 'zone = ""', "“zone” is missing. Write zone = \"…\" at the head of the file."),
    ('id = "northwind"', 'id = "north"', "its id is “north”, and must be the file's name, “northwind”."),
    ('role = "carrier"', 'role = "post"', "“role” is 'post'. It must be one of carrier, insurer, marketplace, law."),
    ('"Europe/Berlin"', '"Berlin"', "“Berlin” is no time zone. Write one such as Europe/Berlin."),
    ('"DE-NW"', '"Germany"', "“country” is 'Germany'. It must be a country, or a part of one, such as US or DE-NW."),
    ('carriers = ["northwind"]', 'carriers = "northwind"',
     "“carriers” must be a list of words, such as [\"US\", \"CA\"]."),
    ('carriers = ["northwind"]', 'web = "example.com"', "“web” is no address. Write it like \"https://…\"."),
    ('carriers = ["northwind"]', 'carrier = ["northwind"]',
     "Tracer knows no “carrier” here. It knows by_site, carriers, country, id, instead_of, labels, marketplaces, name, "
     "role, rule, web, zone."),
    ('carriers = ["northwind"]', "by_site = true", "“by_site” is true or false, and for a marketplace only."),
    ("[[rule]]", "[rule]", "each rule must be a table of its own. Begin it with a line [[rule]]."),
]  # fmt: skip


@pytest.mark.parametrize(("was", "becomes", "said"), HEADS)
def test_a_wrong_head_is_refused_with_the_file(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    assert was in WHOLE
    with pytest.raises(ProgrammeError) as refused:
        read(tmp_path, WHOLE.replace(was, becomes, 1))
    assert str(refused.value) == f"northwind.toml:1: {said}"


RULES = [
    ('source = "https://example.com/claims"\n', "",
     "this rule has no source, so it does not count. Write source = \"https://…\" with the page that says so, or "
     "unknown = true."),
    ('source = "https://example.com/claims"', 'source = "their terms"',
     "this rule has no source, so it does not count. Write source = \"https://…\" with the page that says so, or "
     "unknown = true."),
    ('confidence = "high"', 'confidence = "sure"', "“confidence” is 'sure'. It must be one of high, medium, low."),
    ('confidence = "high"\n', "", "“confidence” is missing. It must be one of high, medium, low."),
    ("checked = 2026-11-01", "",
     "“checked” is missing. Write the day on which the source was read: 2026-11-01."),
    ("checked = 2026-11-01", 'checked = "2026-11-01"',
     "“checked” is missing. Write the day on which the source was read: 2026-11-01."),
    ("checked = 2026-11-01", "checked = 2026-11-01T12:00:00",
     "“checked” is missing. Write the day on which the source was read: 2026-11-01."),
    ('id = "claim"\n', "", "“id” is missing."),
    ('text = "30 days after hand-over."\n', "", "“text” is missing."),
    ('text = "30 days after hand-over."', 'text = " "', "“text” must be words between quotes."),
    ('id = "claim"', 'id = "Claim 1"',
     "“id” is 'Claim 1'. It must be small letters, digits and single _, such as claim_us."),
    ('id = "claim"', 'id = "own_claim_latest"',
     "ids that begin with own_ are for rules of workspaces. Choose another."),
    ('anchor = "shipped"', 'anchor = "posted"',
     "“anchor” is 'posted'. It must be one of label_created, shipped, first_scan, last_scan, expected_delivery, "
     "delivered, inquiry, documents, claim_filed, claim_decided, denied, notice, buyer_message, case_closed."),
    ('anchor = "shipped"\n', "",
     "“anchor” is missing: what the period is counted from. Where the source does not say, leave out amount and unit, "
     "and say so in the text."),
    ('unit = "days"', 'unit = "weeks"',
     "“unit” is 'weeks'. It must be one of hours, days, working_days, months, years."),
    ('unit = "days"\n', "", "“unit” is missing. It must be one of hours, days, working_days, months, years."),
    ("amount = 30\n", "", "“unit” needs an amount. Write amount = 30, or leave both out."),
    ("amount = 30", "amount = 30.5", "“amount” is 30.5. It must be a whole number, and its unit beside it."),
    ("amount = 30", "amount = -1", "“amount” is -1. It must be a whole number, and its unit beside it."),
    ("amount = 30", "amount = true", "“amount” is True. It must be a whole number, and its unit beside it."),
    ("amount = 30", 'amount = "30"', "“amount” is '30'. It must be a whole number, and its unit beside it."),
    ("amount = 30", "amount = 99999", "99999 days are longer than any rule. At most 3660 can be."),
    ("amount = 30", "amount = 30\nunknown = true", "a value is either unknown or 30, not both."),
    ("amount = 30", 'amount = 30\nunknown = "yes"', "“unknown” must be true or false, without quotes."),
    ("amount = 30", "amount = 30\nsaturdays = 1", "“saturdays” must be true or false, without quotes."),
    ("amount = 30", 'amount = 30\nmoney = "100 dollars"', "“100 dollars” is no amount. Write it like USD 100."),
    ("amount = 30", 'amount = 30\nmoney = "USD lots"', "“USD lots” is no amount. Write it like USD 100."),
    ("amount = 30", 'amount = 30\nlane = "abroad"', "“lane” is 'abroad'. It must be one of domestic, international."),
    ("amount = 30", 'amount = 30\nloss = ["gone"]',
     "“loss” is 'gone'. It must be one of lost, not_received, stolen, damaged, contents_missing, destroyed."),
    ("amount = 30", 'amount = 30\norigin = "US"', "“origin” must be a list of words, such as [\"US\", \"CA\"]."),
    ("amount = 30", 'amount = 30\norigin = ["US", 1]', "“origin” must be a list of words, such as [\"US\", \"CA\"]."),
    ("amount = 30", 'amount = 30\ndestination_not = ["usa"]',
     "“destination_not” is 'usa'. It must be a list of countries of two capital letters each."),
    ("amount = 30", 'amount = 30\ncustomer = "people"',
     "“customer” is 'people'. It must be one of private, business."),
]  # fmt: skip


@pytest.mark.parametrize(("was", "becomes", "said"), RULES)
def test_a_wrong_rule_is_refused_with_file_and_line(tmp_path: Path, was: str, becomes: str, said: str) -> None:
    """The rule that is wrong is the second of the file and begins on its 19th line."""
    first = RULE.replace('"claim"', '"first"')
    assert was in RULE
    with pytest.raises(ProgrammeError) as refused:
        read(tmp_path, HEAD + first + RULE.replace(was, becomes, 1))
    assert str(refused.value) == f"northwind.toml:19: {said}"


NO_CHINESE = (
    'northwind.toml:19: “text_zh” is missing: this rule is told in its words. Write text_zh = "…" with its text in '
    "Simplified Chinese."
)
HALF_A_CONDITION = (
    "northwind.toml:19: “per” and “per_zh” go together: the condition in English, and the same in Simplified Chinese. "
    "Write both, or leave both out."
)
TOLD_IN_WORDS = [
    pytest.param('amount = 30\nunit = "days"\nanchor = "shipped"\n', "", NO_CHINESE, id="a period without amount"),
    pytest.param('anchor = "shipped"', 'anchor = "shipped"\nper = "in a bag"', NO_CHINESE, id="a condition in words"),
    pytest.param('anchor = "shipped"', 'anchor = "shipped"\nper = "in a bag"\ntext_zh = "30 天。"', HALF_A_CONDITION,
                 id="a condition in English only"),
    pytest.param('anchor = "shipped"', 'anchor = "shipped"\nper_zh = "装在袋里"', HALF_A_CONDITION,
                 id="a condition in Chinese only"),
    *(pytest.param('"claim_latest"', f'"{field}"', NO_CHINESE, id=field) for field in FACTS),
]  # fmt: skip


@pytest.mark.parametrize(("was", "becomes", "said"), TOLD_IN_WORDS)
def test_what_is_told_in_its_words_is_refused_without_its_chinese(
    tmp_path: Path, was: str, becomes: str, said: str
) -> None:
    first = RULE.replace('"claim"', '"first"')
    assert was in RULE
    with pytest.raises(ProgrammeError) as refused:
        read(tmp_path, HEAD + first + RULE.replace(was, becomes, 1))
    assert str(refused.value) == said


# What some facts come to, without which they do not load.
FOLLOWED = {
    "stands": 'code = "beside"\nnames = ["carrier"]\n',
    "refund_timing": 'code = "wait"\n',
    "value_basis": 'code = "cost"\n',
    "claim_form": 'names = ["tracking_number", "bank"]\n',
}
NOT_FOLLOWED = [
    ("stands", 'names = ["carrier"]\n', "“code” is missing. It must be one of instead, after, beside."),
    ("stands", 'code = "after"\n', '“names” is missing: to whom it stands so. Write names = ["carrier"], or ids.'),
    ("refund_timing", 'code = "later"\n', "“code” is 'later'. It must be one of wait, first."),
    ("note", 'code = "wait"\n', "“code” is for refund_timing, stands, value_basis only. Leave it out."),
    ("note", 'web = "northwind"\n', '“web” is no address. Write it like "https://…".'),
    ("liability_default", 'per_kg = "XDR much"\n', "“XDR much” is no amount. Write it like XDR 4.5."),
    ("liability_default", 'flat = "EUR"\n', "“EUR” is no amount. Write it like USD 100."),
]


@pytest.mark.parametrize(("field", "more", "said"), NOT_FOLLOWED)
def test_what_claims_hang_on_is_refused_where_it_cannot_be_followed(
    tmp_path: Path, field: str, more: str, said: str
) -> None:
    with pytest.raises(ProgrammeError) as refused:
        read(tmp_path, WHOLE.replace('"claim_latest"', f'"{field}"') + 'text_zh = "交运后 30 天。"\n' + more)
    assert str(refused.value) == f"northwind.toml:8: {said}"


def test_the_form_of_a_payer_asks_only_for_what_is_known(tmp_path: Path) -> None:
    with pytest.raises(
        ProgrammeError, match=r"^northwind\.toml:8: “names” is 'shoe_size'\. It must be one of tracking_"
    ):
        read(tmp_path, WHOLE.replace("claim_latest", "claim_form") + 'text_zh = "表 30。"\nnames = ["shoe_size"]\n')


def test_an_amount_by_weight_may_be_in_special_drawing_rights(tmp_path: Path) -> None:
    more = 'text_zh = "交运后 30 天。"\nflat = "XDR 40"\nper_kg = "XDR 4.5"\n'
    (made,) = read(tmp_path, WHOLE.replace("claim_latest", "liability_default") + more).rules
    assert (made.flat, made.per_kg) == (Money(Decimal(40), "XDR"), Money(Decimal("4.5"), "XDR"))


@pytest.mark.parametrize("field", FACTS)
def test_a_fact_loads_with_its_chinese(tmp_path: Path, field: str) -> None:
    text = WHOLE.replace('"claim_latest"', f'"{field}"') + 'text_zh = "交运后 30 天。"\n' + FOLLOWED.get(field, "")
    (made,) = read(tmp_path, text).rules
    assert (made.field, made.text_zh) == (field, "交运后 30 天。")


def test_what_is_unknown_needs_no_chinese(tmp_path: Path) -> None:
    rule = '\n[[rule]]\nid = "cover"\nfield = "documents"\nunknown = true\ntext = "Not public."\nchecked = 2026-11-01\n'
    (made,) = read(tmp_path, HEAD + rule).rules
    assert (made.unknown, made.text_zh) == (True, "")


def test_chinese_that_is_empty_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProgrammeError) as refused:
        read(tmp_path, WHOLE + 'text_zh = " "\n')
    assert str(refused.value) == "northwind.toml:8: “text_zh” must be words between quotes."


def test_the_example_that_the_documentation_gives_loads(tmp_path: Path) -> None:
    (example,) = Page(ROOT / "docs" / "adding-a-carrier.md").blocks("toml")
    made = read(tmp_path, example)
    assert [(rule.id, rule.amount, rule.unit, rule.anchor, rule.text_zh) for rule in made.rules] == [
        ("northwind.claim", 30, "days", "shipped", ""),
        ("northwind.documents", None, None, None, "运单和商业发票。"),
    ]


def test_a_field_that_nothing_reads_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProgrammeError, match=r"^northwind\.toml:8: “field” is 'claim_last'\. It must be one of lost_"):
        read(tmp_path, WHOLE.replace("claim_latest", "claim_last"))


def test_a_misspelled_word_is_refused_and_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(ProgrammeError, match=r"^northwind\.toml:8: Tracer knows no “orign” here\. It knows amount, an"):
        read(tmp_path, WHOLE + 'orign = ["US"]\n')


def test_two_rules_of_one_id_are_refused_with_the_line_of_the_second(tmp_path: Path) -> None:
    with pytest.raises(ProgrammeError) as refused:
        read(tmp_path, WHOLE + RULE)
    assert str(refused.value) == "northwind.toml:19: there are two rules “claim”. Give each an id of its own."


def test_what_is_no_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(ProgrammeError, match=r"^northwind\.toml:10: this is no TOML: Invalid value \(at line 10, col"):
        read(tmp_path, WHOLE.replace('"claim_latest"', "claim_latest"))


def test_what_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "northwind.toml"
    path.write_bytes(WHOLE.replace("Northwind", "Nordwärts").encode("latin-1"))
    with pytest.raises(ProgrammeError) as refused:
        read_programme(path)
    assert str(refused.value) == "northwind.toml:1: this is not written in UTF-8. Save it so."


def test_one_broken_file_takes_no_other_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "northwind.toml").write_text(WHOLE, encoding="utf-8")
    (tmp_path / "southwind.toml").write_text(WHOLE, encoding="utf-8")
    monkeypatch.setattr(known, "FILES", tmp_path)
    found, broken = known._read.__wrapped__()
    assert list(found) == ["northwind"]
    assert broken == ("southwind.toml:1: its id is “northwind”, and must be the file's name, “southwind”.",)
