"""What people paste: numbers in every dress, and what stands beside them."""

from decimal import Decimal

import pytest

from partners.carriers.beside import without_price
from partners.carriers.pasted import LIMIT, NAMED_BESIDE, Hints, Pasted, read_pasted

UPS, YUN, GB, FEDEX, USPS = (
    "1Z999AA10123456784",
    "YT2133821236040818",
    "RB123456785GB",
    "986578788855",
    "9400111206206406260787",
)


def numbers(text: str) -> list[str]:
    return [entry.number for entry in read_pasted(text).numbers]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1Z 999 AA1 01 2345 6784", [UPS]),
        ("1z999aa10123456784", [UPS]),
        ("1Z-999-AA1-01-2345-6784", [UPS]),
        ("１Ｚ９９９ＡＡ１０１２３４５６７８４", [UPS]),
        ("1Z9\u200b99AA1012\u00ad3456784", [UPS]),
        (" 1 Z 9 9 9 A A 1 0 1 2 3 4 5 6 7 8 4 ", [UPS]),
        ("9400 1112 0620 6406 2607 87", [USPS]),
        ("9400 1000 0000 0000 0000 00", ["9400100000000000000000"]),
        ("420 78745 9400 1112 0620 6406 2607 87", [USPS]),
        ("42078745 9400111206206406260787", [USPS]),
        ("5108 7693037816", ["51087693037816"]),
        ("0081 827 0998 0000 0200 45 327 276 N", ["008182709980000020045327276N"]),
        ("1LS7119013618127-1", ["1LS71190136181271"]),
        ("RB 123 456 785 GB", [GB]),
        ("TBC 000000000000", ["TBC000000000000"]),
        ("sf 6043310798724", ["SF6043310798724"]),
        ("4px 1234567890123 cn", ["4PX1234567890123CN"]),
        ("JFV 247 545 960", ["JFV247545960"]),
        ("99.60.123456.12345678", ["996012345612345678"]),
        ("is 98.34.123456.12345678 lost? asks 99.60.123456.12345678", ["983412345612345678", "996012345612345678"]),
    ],
)
def test_spaces_dashes_case_and_width_do_not_matter(text, expected):
    assert numbers(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        f"{UPS}\n{YUN}\n{GB}",
        f"{UPS}\r\n{YUN}\r\n{GB}",
        f"{UPS} {YUN} {GB}",
        f"{UPS},{YUN};{GB}",
        f"{UPS}\t{YUN}\t{GB}",
        f"{UPS}、{YUN}，{GB}。",
        f"{UPS} / {YUN} | {GB}",
        f"`{UPS}` *{YUN}* ({GB})",
        f'"{UPS}","{YUN}","{GB}"',
        f"【{UPS}】「{YUN}」“{GB}”",
        f"单号：{UPS}；还有{YUN}（还没到）和{GB}！",
        f"My parcels {UPS} and {YUN} are lost, so is {GB}.",
        f'="{UPS}"\t="{YUN}"\t\'{GB}',
        f"tracking={UPS}&other={YUN} No.{GB}",
        "1Z 999 AA1 01 2345 6784\nYT 2133 8212 3604 0818\nRB 123 456 785 GB",
    ],
)
def test_several_numbers_are_found_whatever_stands_between_them(text):
    assert numbers(text) == [UPS, YUN, GB]


def test_two_numbers_with_spaces_in_one_line_are_told_apart_by_their_check_digits():
    text = "9400 1112 0620 6406 2607 87 9400 1112 0108 0805 4830 16"
    assert numbers(text) == [USPS, "9400111201080805483016"]


def test_digits_in_groups_are_one_number_where_only_the_whole_has_a_form_of_its_own():
    (only,) = read_pasted("lost: 9400 1112 0620 6406 2607 88").numbers
    assert only.number == "9400111206206406260788"
    assert (only.verdict, only.slips[0].expected) == ("slip", "7")


@pytest.mark.parametrize(
    ("text", "hints"),
    [
        (
            'amazon.de 305-123 "vase, 31 EUR"',
            Hints("amazon.de", "305-123", "vase, 31 EUR", Decimal(31), "EUR"),
        ),
        ("amazon.de 305-1234567-1234567", Hints("amazon.de", "305-1234567-1234567")),
        ("amazon.de 89 EUR", Hints("amazon.de", None, None, Decimal(89), "EUR")),
        ("amazon.de 89.50 EUR", Hints("amazon.de", None, None, Decimal("89.50"), "EUR")),
        ("ebay 1,234.50 USD", Hints("ebay", None, None, Decimal("1234.50"), "USD")),
        ("amazon uk, 305-1234567-1234567", Hints("amazon.co.uk", "305-1234567-1234567")),
        ("<http://amazon.de|amazon.de> 305-123", Hints("amazon.de", "305-123")),
        ("ebay.co.uk 12-34567-89012", Hints("ebay.co.uk", "12-34567-89012")),
        ("etsy 3312345678", Hints("etsy", "3312345678")),
        ("TikTok Shop 576461413038785752", Hints("tiktok", "576461413038785752")),
        ("速卖通 订单号：8123456789012345", Hints("aliexpress", "8123456789012345")),
        ("#1001 “lamp”", Hints(order="#1001", note="lamp")),
        ("order no. 1234567890", Hints(order="1234567890")),
        ("“花瓶，31 欧元”", Hints(note="花瓶，31 欧元", value=Decimal(31), currency="EUR")),
        ("'vase, 31'", Hints(note="vase, 31", value=Decimal(31))),
        ("US$1,234.50", Hints(value=Decimal("1234.50"), currency="USD")),
        ("1.234.567 €", Hints(value=Decimal(1234567), currency="EUR")),
        ("31.555 EUR", Hints(value=Decimal("31.555"), currency="EUR")),
        ("1.234,50 €", Hints(value=Decimal("1234.50"), currency="EUR")),
        ("EUR 31,5", Hints(value=Decimal("31.5"), currency="EUR")),
        ("￥200", Hints(value=Decimal(200), currency="CNY")),
        ("200元", Hints(value=Decimal(200), currency="CNY")),
        ("£12.99", Hints(value=Decimal("12.99"), currency="GBP")),
        ("usps", Hints(carrier="usps")),
        ("Royal Mail", Hints(carrier="royal_mail")),
        ("云途", Hints(carrier="yunexpress")),
        ("顺丰的", Hints(carrier="sf_express")),
        ("ups or fedex", Hints()),
    ],
)
def test_hints_beside_a_number_are_read_and_not_taken_for_numbers(text, hints):
    assert read_pasted(f"{UPS} {text}").hints == hints
    assert numbers(f"{UPS} {text}") == [UPS]
    assert read_pasted(f"{text} {YUN}").hints == hints
    assert numbers(f"{text} {YUN}") == [YUN]


@pytest.mark.parametrize(
    "beside",
    [
        "+49 170 1234567",
        "(555) 123-4567",
        "555-123-4567",
        "tel: 0170 1234567",
        "电话：13812345678",
        "13812345678",
        "John Smith, 12 High Street, London, 07700900123",
        "Max Mustermann, 015112345678",
        "2026-11-23",
        "23.11.2026",
        "11/23/2026 14:05",
        "2026年11月23日",
        "20261123",
        "buyer12345678@example.com",
        "<@U0123456789>",
        "<#C0123456789|parcels>",
        "<mailto:a12345678@b.com|a12345678@b.com>",
        "B07XJ8C8F5",
        "80x60cm",
        "60x40x30cm",
        "60.5 × 40 × 30 cm",
        "0044 20 7946 0958 London",
        "0049 30 901820",
        "微信 zhang13812345678",
        "ISBN 978-3-16-148410-0",
        "EAN: 4006381333931",
        "PLZ 10115 Berlin",
        "zip code 90210-1234",
        "邮编：100022",
        "邮编100022",
        "Rechnung Nr. 2026-004711",
        "invoice #2026004711",
        "Invoice RE-2026-00123",
        "ticket 550e8400-e29b-41d4-a716-446655440000",
        "发票号：12345678",
        "VAT DE123456789",
        "IBAN DE89 3704 0044 0532 0130 00",
        "IBAN: DE89370400440532013000",
        "2 pcs 3kg",
    ],
)
def test_telephones_days_addresses_and_articles_are_no_numbers(beside):
    assert numbers(f"{UPS} {beside}") == [UPS]
    assert numbers(f"{beside} {UPS}") == [UPS]
    assert read_pasted(f"{UPS} {beside}").left_over == ()


@pytest.mark.parametrize(
    "text", ["9400 1112 0620 6406 2607 87 x2", "2x 9400 1112 0620 6406 2607 87", "9400 1112 0620 6406 2607 87 * 3 pcs"]
)
def test_how_many_there_are_is_no_part_of_a_number_and_takes_nothing_from_it(text):
    assert numbers(text) == [USPS]


def test_a_number_in_groups_that_begins_like_a_telephone_abroad_is_a_number():
    assert numbers("0034 0434 1610 9402 2115") == ["00340434161094022115"]
    assert numbers("lost: 0034 0434 1610 9402 2115, help") == ["00340434161094022115"]


def test_quotes_around_a_number_hold_no_note():
    assert read_pasted('"1Z 999 AA1 01 2345 6784"').hints == Hints()
    assert numbers('"1Z 999 AA1 01 2345 6784"') == [UPS]


@pytest.mark.parametrize(
    ("quoted", "note"),
    [
        ("vase for <@U0123456789>, see <https://shop.example/vase|the shop>", "vase for , see the shop"),
        ("<!channel> & <@U0123456789>", "&"),
        ("<@U0123456789>", None),
    ],
)
def test_of_a_note_nothing_is_left_where_a_mention_stood(quoted, note):
    assert read_pasted(f'{UPS} "{quoted}"').hints.note == note


def test_the_cells_of_a_pasted_table_are_no_notes():
    pasted = read_pasted(f'"{UPS}","John Smith","31.00 EUR"\n"{GB}","Jo","12 EUR"')
    assert [entry.number for entry in pasted.numbers] == [UPS, GB]
    assert pasted.hints.note is None


def test_a_carrier_named_in_the_same_line_decides_about_digits():
    pasted = read_pasted(f"{FEDEX}\tFedEx\n91113952333\tGLS\n287809468872")
    assert [(n.verdict, n.candidates[0].courier) for n in pasted.numbers] == [
        ("known", "fedex"),
        ("known", "gls"),
        ("ambiguous", "purolator"),
    ]
    assert pasted.numbers[1].candidates[0].reason == NAMED_BESIDE
    assert pasted.hints.carrier is None


def test_a_carrier_named_beside_digits_that_it_refuses_makes_a_slip():
    (only,) = read_pasted("fedex 986578788856").numbers
    assert (only.verdict, only.candidates, only.slips[0].courier) == ("slip", (), "fedex")


@pytest.mark.parametrize(
    "text", ["GLS ZC9DQ8F5", "zc9dq8f5 gls", "ZC9DQ8F5，GLS 的", "https://gls-group.eu/track/ZC9DQ8F5"]
)
def test_a_track_id_of_gls_is_a_number_where_gls_is_named(text):
    pasted = read_pasted(text)
    assert ([one.number for one in pasted.numbers], pasted.hints.carrier) == (["ZC9DQ8F5"], "gls")


def test_eight_letters_and_digits_are_no_number_by_themselves():
    assert numbers("ZC9DQ8F5") == numbers("https://example.com/track/ZC9DQ8F5") == []
    assert numbers(f"gls vase2024 {UPS}") == [UPS]
    assert numbers("gls parcels2 is lost") == []


def test_a_carriers_name_never_overrules_letters():
    (only,) = read_pasted(f"fedex {UPS}").numbers
    assert only.candidates[0].courier == "ups"


def test_a_double_is_counted_and_kept_once():
    pasted = read_pasted(f"{UPS}\n1Z 999 AA1 01 2345 6784\n420787459400111206206406260787 {USPS}")
    assert [entry.number for entry in pasted.numbers] == [UPS, USPS]
    assert pasted.doubles == 2


def test_fifty_numbers_are_read_and_the_others_counted():
    many = [f"YT{10**15 + place}" for place in range(LIMIT + 7)]
    pasted = read_pasted("\n".join(many))
    assert [entry.number for entry in pasted.numbers] == many[:LIMIT]
    assert pasted.too_many == 7


def test_fifty_numbers_with_spaces_are_all_read():
    many = [f"YT{10**15 + place}" for place in range(LIMIT)]
    spaced = [" ".join(number[at : at + 4] for at in range(0, 18, 4)) for number in many]
    assert numbers("\n".join(spaced)) == many
    assert numbers(" ".join(spaced)) == many


def test_an_unknown_number_is_returned_for_a_case_with_an_unknown_carrier():
    (only,) = read_pasted("parcel ZZZ99887766554433 is gone").numbers
    assert (only.number, only.verdict) == ("ZZZ99887766554433", "unknown")


@pytest.mark.parametrize(
    ("text", "left_over"),
    [
        ("12345", ("12345",)),
        (f"12345\n{UPS}", ("12345",)),
        (f"ticket 12345678 about {UPS}", ("12345678",)),
        ("9.40011E+21", ("9.40011E+21",)),
        (f"{'7' * 45} {UPS}", ("7" * 45,)),
    ],
)
def test_pieces_meant_as_numbers_that_are_none_are_left_over(text, left_over):
    assert read_pasted(text).left_over == left_over


@pytest.mark.parametrize("text", ["", "   ", "hello world", "lost!", "my parcel 123 is lost since 2026", "号码"])
def test_a_text_without_numbers_has_none(text):
    assert read_pasted(text) == Pasted((), Hints(), (), 0, 0)


def test_what_was_written_is_kept_beside_the_number():
    (only,) = read_pasted("please find 1z 999 aa1 01 2345 6784, thanks").numbers
    assert (only.written, only.number) == ("1z 999 aa1 01 2345 6784", UPS)


@pytest.mark.parametrize(
    ("note", "goods"),
    [
        ("vase, 31 EUR", "vase"),
        ("31 EUR vase", "vase"),
        ("花瓶，€31", "花瓶"),
        ("vase ¥ 31,50", "vase"),
        ("two vases, 31 EUR each", "two vases, 31 EUR each"),
        ("31 EUR", "31 EUR"),
        ("vase 31", "vase 31"),
        ("", ""),
    ],
)
def test_goods_are_what_a_note_says_without_the_price_at_its_end_or_beginning(note: str, goods: str) -> None:
    assert without_price(note) == goods
