"""What is said of addresses as sellers get them, with the real data of posts and telephone networks."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.address_check import Facts, Shipment, findings
from cases.address_words import has_house_number, po_box_in, script_of
from partners.addresses.carrier_habits import DATA, HabitError, habit, read_habits
from partners.addresses.phones import phone_facts
from partners.addresses.postal import is_country, postal_facts, postcode_in
from partners.addresses.typed import country_written, read_typed, read_value

BERLIN = Shipment("DE", "Max Muster", ("Hauptstr. 5",), "Berlin", "", "10115", "+49 30 901820", "ups", "UPS")
AUSTIN = replace(BERLIN, country="US", lines=("123 Main St",), city="Austin", region="TX", postcode="78701")
AUSTIN = replace(AUSTIN, phone="+1 512 463 4630")
TOKYO = replace(BERLIN, country="JP", lines=("2-21-1 Dogenzaka",), city="", region="Tokyo", postcode="150-0043")
TOKYO = replace(TOKYO, phone="+81 3 3463 1211")
HONG_KONG = replace(BERLIN, country="HK", lines=("1 Queen's Road",), city="", region="Kowloon", postcode="")
HONG_KONG = replace(HONG_KONG, phone="+852 2921 2222")


def facts_of(shipment: Shipment) -> Facts:
    country = shipment.country
    return Facts(
        postal_facts(country, shipment.region, shipment.postcode) if country else None,
        phone_facts(shipment.phone, country),
        habit(shipment.carrier, "po_box", shipment.service, country),
        habit(shipment.carrier, "letters", shipment.service, country),
    )


def about(shipment: Shipment) -> list[str]:
    return [one.about for one in findings(shipment, facts_of(shipment))]


def said(shipment: Shipment) -> str:
    (one,) = findings(shipment, facts_of(shipment))
    return str(one.sentence)


@pytest.mark.parametrize("shipment", [BERLIN, AUSTIN, TOKYO, HONG_KONG], ids=["DE", "US", "JP", "HK"])
def test_an_address_that_will_do_has_no_finding(shipment: Shipment) -> None:
    assert about(shipment) == []


@pytest.mark.parametrize(
    ("shipment", "changed", "found"),
    [
        (BERLIN, {"country": None}, ["country"]),
        (BERLIN, {"country": "XX"}, ["country"]),
        (BERLIN, {"city": ""}, ["city"]),
        (BERLIN, {"lines": ()}, ["street"]),
        (BERLIN, {"lines": ("Hauptstr.",)}, ["house_number"]),
        (AUSTIN, {"lines": ("5th Avenue",)}, ["house_number"]),
        (BERLIN, {"lines": ("Calle Mayor s/n",)}, []),
        (BERLIN, {"lines": ("Postfach 12",)}, ["po_box"]),
        (AUSTIN, {"lines": ("PO Box 12",), "service": "SurePost"}, ["po_box"]),
        (AUSTIN, {"lines": ("P.O. Box 12",), "carrier": "usps", "carrier_name": "USPS"}, []),
        (AUSTIN, {"region": ""}, ["region"]),
        (AUSTIN, {"region": "Texas"}, []),
        (AUSTIN, {"region": "Taxes"}, ["region"]),
        (AUSTIN, {"region": "CA"}, ["postcode"]),
        (BERLIN, {"region": "Berlin"}, []),
        (replace(BERLIN, country="IE", postcode="D02 AF30", phone="+353 1 702 0000"), {"region": "Dublin"}, []),
        (AUSTIN, {"postcode": "78701-1234"}, []),
        (BERLIN, {"postcode": ""}, ["postcode"]),
        (BERLIN, {"postcode": "1011"}, ["postcode"]),
        (HONG_KONG, {"postcode": "999077"}, ["postcode"]),
        (HONG_KONG, {"postcode": "0000"}, []),
        (BERLIN, {"name": "张三"}, ["letters"]),
        (BERLIN, {"name": "Łukasz Müller"}, []),
        (BERLIN, {"city": "Берлин", "name": "張"}, ["letters"]),
        (BERLIN, {"phone": ""}, ["phone"]),
        (BERLIN, {"phone": "no"}, ["phone"]),
        (BERLIN, {"phone": "030 901820"}, ["phone"]),
        (BERLIN, {"phone": "+49 30 9"}, ["phone"]),
        (BERLIN, {"phone": "+1 512 463 4630"}, ["phone"]),
        (BERLIN, {"phone": "0049 30 901820"}, []),
    ],
)
def test_each_thing_that_is_wrong_is_found_once(shipment: Shipment, changed: dict[str, Any], found: list[str]) -> None:
    assert about(replace(shipment, **changed)) == found


def test_a_finding_says_what_would_be_right() -> None:
    assert said(replace(BERLIN, postcode="1011")) == (
        "“1011” is no postcode of DE: one looks like 26133. Ask the buyer."
    )
    assert said(replace(AUSTIN, region="CA")) == (
        "78701 is no postcode of California: there one looks like 90000. One of the two is wrong."
    )
    assert said(replace(BERLIN, phone="030 901820")) == (
        "Write the telephone number in international form: +49 30 901820."
    )


def test_what_is_not_known_of_a_carrier_is_said_so_and_what_is_known_has_its_source() -> None:
    box = replace(BERLIN, lines=("Postfach 12",))
    (known,) = findings(box, facts_of(box))
    assert known.habit is not None and known.habit.source.startswith("https://")
    assert "does not deliver there" in str(known.sentence)
    other = replace(box, carrier="gls", carrier_name="GLS")
    assert "Whether GLS delivers there is not known here" in said(other)
    nobody = replace(box, carrier=None, carrier_name="")
    assert "choose a carrier that does" in said(nobody)
    assert "Whether GLS prints that is not known here" in said(replace(other, lines=("北京路 5",)))


@pytest.mark.parametrize(
    "line",
    ["P.O. Box 12", "PO BOX 9", "p o box 3", "Post Office Box 1", "Postfach 1 02", "BP 12", "Boîte postale 4",
     "Apartado 55", "Casella Postale 3", "Caixa Postal 7", "Postbus 88", "Skrytka pocztowa 1", "邮政信箱 3",
     "私書箱5号", "사서함 12", "а/я 15", "ص.ب 123"],
)  # fmt: skip
def test_a_po_box_is_known_in_many_languages(line: str) -> None:
    assert po_box_in(("c/o Lin", line)) == line


@pytest.mark.parametrize("line", ["Boxhagener Str. 5", "12 Post Street", "Poboxa 3", "Compo Boxer 4", "Postfachweg 5"])
def test_a_street_is_no_po_box(line: str) -> None:
    assert po_box_in((line,)) is None and has_house_number((line,))


@pytest.mark.parametrize(
    ("text", "script"),
    [("Ｂｅｒｌｉｎ", None), ("São", None), ("東京", "chinese"), ("トウキョウ", "japanese"), ("서울", "korean"),
     ("Киев", "cyrillic"), ("دبي", "arabic"), ("Αθήνα", "greek"), ("ไทย", "thai"), ("ⴰ", "other"), ("12 – 4", None)],
)  # fmt: skip
def test_letters_are_told_apart(text: str, script: str | None) -> None:
    assert script_of(text) == script


def test_pasted_lines_are_taken_apart_by_what_each_piece_can_be() -> None:
    pasted = 'John Doe\n123 Main St\nAustin, TX 78701\nUnited States\n(512) 463-4630\nUPS Ground\n"glass vase" 300 USD'
    read = read_typed(pasted)
    assert (read.country, read.region, read.postcode, read.phone) == ("US", "TX", "78701", "(512) 463-4630")
    assert (read.lines, read.carrier, read.service) == (("John Doe", "123 Main St", "Austin"), "ups", "Ground")
    assert (str(read.value), read.goods, read.by_fields) == ("300.00 USD", "glass vase", False)
    unbroken = read_typed("12 Rue de Rivoli 75001 Paris France")
    assert (unbroken.country, unbroken.postcode, unbroken.lines) == ("FR", "75001", ("12 Rue de Rivoli Paris",))
    assert read_typed("1 Main St 10001 Leeds United Kingdom").country == "GB"
    assert [
        read_typed(f"12 Main St {state} 30301").country for state in ("Atlanta Georgia", "Santa Fe New Mexico")
    ] == [None, None]
    assert [read_typed(f"12 Main St 30301 {town}").country for town in ("Atlanta Georgia", "Santa Fe New Mexico")] == [
        None,
        None,
    ]
    street = read_typed("Große Straße 5 10115 Berlin, Deutschland")
    assert (street.country, street.postcode, street.lines) == ("DE", "10115", ("Große Straße 5 Berlin",))
    assert read_typed("12 High St, London sw1a 1aa, UK").postcode == "sw1a 1aa"
    chinese = read_typed("张三，科技园路1号，深圳市，广东省，518057，中国，13800138000，顺丰")
    assert (chinese.country, chinese.postcode, chinese.region, chinese.phone) == (
        "CN",
        "518057",
        "广东省",
        "13800138000",
    )
    assert (chinese.carrier, chinese.lines) == ("sf_express", ("张三", "科技园路1号", "深圳市"))


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("de", "DE"),
        ("UK", "GB"),
        ("Germany", "DE"),
        ("阿联酋", "AE"),
        ("Kenya", "KE"),
        ("Narnia", None),
        ("ZZ", None),
    ],
)
def test_countries_are_known_by_letters_and_names(written: str, code: str | None) -> None:
    assert country_written(written) == code


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.sampled_from(["DE", "US", "CN", "BR", "HK", "GB", "XX"]))
def test_whatever_is_pasted_is_read_and_looked_at(text: str, country: str) -> None:
    read = read_typed(text)
    assert read.country is None or is_country(read.country)
    filled = Shipment(country, text, (text,), text, text, text, text, "ups", "UPS")
    for shipment in (read, filled):
        found = findings(shipment, facts_of(shipment))
        assert len({one.about for one in found}) == len(found)
        assert all(str(one.sentence) for one in found)
    assert read_value(text) is None or read_value(text).amount > 0  # type: ignore[union-attr]
    assert (code := postcode_in(country, text)) is None or code in text


@pytest.mark.parametrize("lacks", ["source", "checked", "carriers", "text_zh"])
def test_what_is_said_of_a_carrier_without_all_that_belongs_to_it_does_not_load(lacks: str) -> None:
    written = DATA.read_text(encoding="utf-8")
    assert len(read_habits(written)) == 8
    cut = "\n".join(line for line in written.split("\n") if not line.startswith(f"{lacks} ="))
    with pytest.raises(HabitError, match=lacks if lacks != "source" else "source"):
        read_habits(cut)


def test_what_ends_a_piece_without_a_comma_is_told_apart() -> None:
    read = read_typed("221B Baker Street, London NW1 6XE, UK, 020 7946 0018 UPS 300 USD")
    assert (read.lines, read.postcode, read.phone) == (("221B Baker Street", "London"), "NW1 6XE", "020 7946 0018")
    assert (read.country, read.carrier, str(read.value)) == ("GB", "ups", "300.00 USD")


@pytest.mark.parametrize("line", ["5 Rue du DHL", "Route 66 TX", "12 Main Street Unit 300"])
def test_a_street_that_looks_like_more_stays_a_street(line: str) -> None:
    assert read_typed(f"{line}, Berlin 10115, Germany").lines[0] == line
