"""Scans that somebody pastes: pages and lists of many carriers, and what is said of the lines that are none."""

import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.scan_kinds import KINDS
from partners.tracking.by_hand import MOST_LINES, WHY, LeftOver, read_by_hand
from partners.tracking.countries import COUNTRIES, country_named
from partners.tracking.page_words import is_of_the_page
from partners.tracking.written_dates import DAY_FIRST, date_in, time_in

NOW = datetime(2026, 7, 5, 12, 0, tzinfo=UTC)


def read(text: str, carrier: str | None = None, now: datetime = NOW):
    return read_by_hand(text, "N1", now, carrier)


def told(text: str, carrier: str | None = None) -> list[tuple[str, str, str | None, str | None]]:
    """Kind, local time, city and country of every scan."""
    return [
        (one.kind, one.local.isoformat(sep=" ")[: 16 if one.has_hour else 10], one.city, one.country)
        for one in read(text, carrier).scans
    ]


# -- pages -----------------------------------------------------------------------------------------------------------


def test_a_page_with_the_date_below_the_words():
    page = """
    Delivered, Front Door/Porch
    LOS ANGELES, CA 90001
    June 29, 2026, 10:05 am

    Out for Delivery
    LOS ANGELES, CA 90001
    June 29, 2026, 6:10 am

    Shipping Label Created, USPS Awaiting Item
    June 25, 2026
    """
    assert told(page) == [
        ("delivered", "2026-06-29 10:05", "LOS ANGELES", "US"),
        ("out_for_delivery", "2026-06-29 06:10", "LOS ANGELES", "US"),
        ("announced", "2026-06-25", None, None),
    ]
    assert read(page).left_over == ()
    assert read(page).scans[0].words == "Delivered, Front Door/Porch"


def test_what_belongs_to_the_page_is_part_of_no_scan_and_no_place():
    page = """Tracking Number:
    9400111899223100001234
    Copy Add to Informed Delivery
    Get More Out of USPS Tracking:
    USPS Tracking Plus®
    Moving Through Network
    Arrived at USPS Regional Facility
    CHICAGO IL DISTRIBUTION CENTER
    June 26, 2026, 4:12 pm
    Processed Through Facility
    ISC CHICAGO IL (USPS)
    June 24, 2026, 11:03 pm
    Hide Tracking History
    What Do USPS Tracking Statuses Mean?
    Need More Help? Contact USPS Tracking support for further assistance."""
    found = read(page, "usps")
    assert [(one.kind, one.words) for one in found.scans] == [
        ("arrived", "Moving Through Network, Arrived at USPS Regional Facility, CHICAGO IL DISTRIBUTION CENTER"),
        ("arrived", "Processed Through Facility"),
    ]
    assert {one.why for one in found.left_over} == {"of_the_page"}
    french = """mardi 23 juin 2026
    Votre colis a été déposé par l'expéditeur au bureau de poste
    Vous avez une question ? Centre d'aide
    mercredi 24 juin 2026
    Le destinataire était absent. Un avis de passage a été déposé."""
    assert told(french) == [("accepted", "2026-06-23", None, None), ("attempted", "2026-06-24", None, None)]


@pytest.mark.parametrize(
    ("line", "is_furniture"),
    [
        ("Weitere Informationen", True),
        ("Newsletter · Impressum · Datenschutz · AGB", True),
        ("查看更多 收起", True),
        ("客服热线 95338", True),
        ("运单号 SF6043310798724", True),
        ("Où est mon colis ?", True),
        ("お荷物お問い合わせ", True),
        ("Delivered", False),
        ("Status: Delivered", False),
        ("Was it refused? The parcel was refused by the recipient", False),
        ("Hold at location", False),
        ("Shipment details sent to carrier", False),
        ("Zustellung erfolgreich, Kontakt: Nachbar", False),
        ("已签收", False),
    ],
)
def test_only_furniture_is_furniture(line: str, is_furniture: bool):
    assert is_of_the_page(line) is is_furniture


def test_a_page_with_the_date_above_the_words():
    page = """June 29, 2026, 10:05 am
    Delivered, Front Door/Porch
    LOS ANGELES, CA 90001
    June 28, 2026, 9:00 pm
    Arrived at USPS Regional Facility
    LOS ANGELES, CA"""
    assert told(page, "usps") == [
        ("delivered", "2026-06-29 10:05", "LOS ANGELES", "US"),
        ("arrived", "2026-06-28 21:00", "LOS ANGELES", "US"),
    ]


def test_a_page_with_one_heading_for_the_times_of_a_day():
    page = """Monday, June 29, 2026
    10:05\tDelivered - Signed for by: MUELLER\tLEIPZIG - GERMANY
    08:12\tWith delivery courier\tLEIPZIG - GERMANY
    Sunday, June 28, 2026
    22:40\tArrived at Sort Facility LEIPZIG - GERMANY\tLEIPZIG - GERMANY"""
    assert told(page) == [
        ("delivered", "2026-06-29 10:05", "LEIPZIG", "DE"),
        ("out_for_delivery", "2026-06-29 08:12", "LEIPZIG", "DE"),
        ("arrived", "2026-06-28 22:40", "LEIPZIG", "DE"),
    ]


def test_a_german_page():
    page = """Mo, 29.06.2026, 10:05 Uhr, Nürnberg
    Die Sendung wurde zugestellt.
    So, 28.06.2026, 07:30 Uhr, Nürnberg
    Die Sendung ist im Ziel-Paketzentrum eingetroffen."""
    assert told(page) == [
        ("delivered", "2026-06-29 10:05", "Nürnberg", None),
        ("arrived", "2026-06-28 07:30", "Nürnberg", None),
    ]


def test_a_french_page_with_days_alone():
    page = """lundi 29 juin 2026
    Votre colis est livré.
    samedi 27 juin 2026
    Votre colis est arrivé sur son site de distribution."""
    assert told(page) == [("delivered", "2026-06-29", None, None), ("arrived", "2026-06-27", None, None)]


def test_a_portuguese_page_whose_state_is_no_country():
    assert told("29/06/2026 14:23\nRECIFE - PE\nObjeto entregue ao destinatário") == [
        ("delivered", "2026-06-29 14:23", "RECIFE", None)
    ]


def test_a_spanish_line():
    assert told("29 de junio de 2026, 10:05 h | Madrid, España | Entregado") == [
        ("delivered", "2026-06-29 10:05", "Madrid", "ES")
    ]


def test_a_chinese_list_keeps_its_own_words():
    page = "2026-06-29 21:05:33 【深圳市】快件已到达 【深圳转运中心】\n6月29日 下午6:00 【深圳市】顺丰速运 已收取快件"
    assert told(page) == [
        ("arrived", "2026-06-29 21:05", "深圳市", None),
        ("accepted", "2026-06-29 18:00", "深圳市", None),
    ]
    assert read(page).scans[0].words == "【深圳市】快件已到达 【深圳转运中心】"


def test_a_japanese_list():
    page = "2026/06/29 10:05 お届け先にお届け済み\n6月28日 08:00 到着"
    assert [scan.kind for scan in read(page).scans] == ["delivered", "arrived"]


def test_a_trackers_lines_with_the_place_before_the_words():
    page = """2026-06-29 21:05 LOS ANGELES, US, Arrived at destination country port
    2026-06-24 09:00 SHENZHEN, CN, Picked up"""
    assert told(page) == [
        ("imported", "2026-06-29 21:05", "LOS ANGELES", "US"),
        ("accepted", "2026-06-24 09:00", "SHENZHEN", "CN"),
    ]


def test_a_table_with_a_heading_whose_heading_is_no_scan():
    rows = "04/06/2026\t10:05\tLondon\tDelivered\n03/06/2026\t08:00\tLondon\tOut for delivery"
    read_table = read(f"Date\tTime\tLocation\tStatus\n{rows}")
    assert [(one.kind, one.local.date(), one.city) for one in read_table.scans] == [
        ("delivered", date(2026, 6, 4), "London"),
        ("out_for_delivery", date(2026, 6, 3), "London"),
    ]
    assert read_table.left_over == (LeftOver(1, "Date\tTime\tLocation\tStatus", "of_the_page"),)


def test_an_offset_makes_an_instant_and_none_makes_none():
    [zoned] = read("2026-06-29T21:05:00+08:00 Delivered").scans
    [bare] = read("2026-06-29 21:05 Delivered").scans
    assert (zoned.at, zoned.local.hour) == (datetime(2026, 6, 29, 13, 5, tzinfo=UTC), 21)
    assert (bare.at, bare.zoned) == (None, False)


def test_words_that_nobody_knows_are_kept_and_mean_nothing():
    [scan] = read("2026-06-29 10:05 Parcel had its photograph taken").scans
    assert (scan.kind, scan.words, scan.number, scan.provider) == (
        "unknown",
        "Parcel had its photograph taken",
        "N1",
        "by_hand",
    )


def test_the_same_line_twice_is_one_scan():
    assert len(read("2026-06-29 10:05 Delivered\n2026-06-29 10:05 Delivered").scans) == 1


# -- what was not understood -----------------------------------------------------------------------------------------


def test_what_is_not_understood_is_told_line_by_line():
    page = """Track another package +
    Tracking Number: 9400100000000000000000

    Expected delivery by July 20, 2026
    See less"""
    assert read(page).scans == ()
    assert read(page).left_over == (
        LeftOver(1, "Track another package +", "of_the_page"),
        LeftOver(2, "Tracking Number: 9400100000000000000000", "of_the_page"),
        LeftOver(4, "Expected delivery by July 20, 2026", "ahead"),
        LeftOver(5, "See less", "of_the_page"),
    )


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("05/06/2026 Delivered", "two_readings"),
        ("2026-02-30 10:00 Delivered", "no_such_day"),
        ("2026-06-29 10:00", "no_words"),
        ("2026-07-08 10:00 Delivered", "ahead"),
    ],
)
def test_a_date_that_does_not_do_says_why(line, why):
    assert read(line).scans == ()
    assert read(line).left_over == (LeftOver(1, line, why),)
    assert why in WHY


@pytest.mark.parametrize(
    "line",
    [
        "昨天 10:00 Cologne 派送失败",
        "Yesterday, 10:00 Delivery failed",
        "Gestern um 10.00 Uhr Zustellung",
        "今日 午後3時 配達完了",
    ],
)
def test_a_day_that_is_told_from_the_readers_own_is_no_scan_of_the_day_above_it(line):
    pasted = read(f"2026-06-21 03:10 Departed\n{line}\n11:30 Delivered")
    assert [one.local.day for one in pasted.scans] == [21]
    assert [(one.line, one.why) for one in pasted.left_over] == [(2, "relative"), (3, "relative")]


def test_a_day_in_a_sentence_below_a_date_is_a_word_of_its_scan():
    [scan] = read("2026-06-21 03:10\nYour parcel will be delivered today").scans
    assert scan.words == "Your parcel will be delivered today"


def test_no_more_lines_are_read_than_a_person_would_paste():
    page = "\n".join(f"2026-06-29 10:00 Delivered {n}" for n in range(MOST_LINES + 5))
    assert len(read(page).scans) == MOST_LINES
    assert [one.why for one in read(page).left_over] == ["too_many"]


# -- which of two days ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "carrier", "days"),
    [
        ("29/06/2026 Delivered\n05/06/2026 Accepted", None, ["2026-06-29", "2026-06-05"]),
        ("06/29/2026 Delivered\n06/05/2026 Accepted", None, ["2026-06-29", "2026-06-05"]),
        (
            "03/06/2026 Delivered\n02/06/2026 Arrived\n01/06/2026 Accepted",
            None,
            ["2026-06-03", "2026-06-02", "2026-06-01"],
        ),
        ("06/05/2026 2:05 PM Delivered", None, ["2026-06-05"]),
        ("06/05/2026 Delivered", "fedex", ["2026-06-05"]),
        ("05/06/2026 Delivered", "royal_mail", ["2026-06-05"]),
        ("08/05/2026 Delivered", None, ["2026-05-08"]),
        ("06/06/2026 Delivered", None, ["2026-06-06"]),
        ("06-05 10:05 Delivered", "ups", ["2026-06-05"]),
    ],
    ids=[
        "a day above twelve tells for all",
        "and so does one in the second place",
        "a history of three days, not of three months",
        "a.m. and p.m. are American",
        "an American carrier",
        "a carrier of elsewhere",
        "the other reading would lie ahead",
        "both readings are the same day",
        "without a year",
    ],
)
def test_days_and_months_are_told_apart_by_what_the_whole_page_says(page, carrier, days):
    assert [one.local.date().isoformat() for one in read(page, carrier).scans] == days


def test_a_day_without_a_year_is_the_last_one_that_has_come():
    assert [one.local.date() for one in read("5. Juli 08:00 Angekommen\n20. Dezember 08:00 Angekommen").scans] == [
        date(2026, 7, 5),
        date(2025, 12, 20),
    ]


@pytest.mark.parametrize(
    ("line", "day", "hour"),
    [
        ("2026-06-29 21:05", "2026-06-29", "21:05:00"),
        ("2026年06月29日 14时05分", "2026-06-29", "14:05:00"),
        ("2026/6/29 21:05:33 (GMT+8)", "2026-06-29", "21:05:33"),
        ("20260629 x", "2026-06-29", None),
        ("6月29日 下午2:05", "2026-06-29", "14:05:00"),
        ("6月29日 上午2:05", "2026-06-29", "02:05:00"),
        ("２０２６年６月２９日 ２１：０５", "2026-06-29", "21:05:00"),
        ("June 29, 2026, 12:05 a.m.", "2026-06-29", "00:05:00"),
        ("Jun 29th 2026 12:05pm", "2026-06-29", "12:05:00"),
        ("29 June 2026", "2026-06-29", None),
        ("29-Jun-2026 10:05", "2026-06-29", "10:05:00"),
        ("29-Jun-26 10:05", "2026-06-29", "10:05:00"),
        ("Montag, 29.06.2026, 10:05 Uhr", "2026-06-29", "10:05:00"),
        ("29. Juni 2026 10.05 Uhr", "2026-06-29", "10:05:00"),
        ("29.06. 08:15", "2026-06-29", "08:15:00"),
        ("29.06.26 08:15", "2026-06-29", "08:15:00"),
        ("4. März 2026", "2026-03-04", None),
        ("le 1er févr. 2026 à 10h05", "2026-02-01", "10:05:00"),
        ("29 de junho de 2026", "2026-06-29", None),
        ("29 giugno 2026 ore 10:05", "2026-06-29", "10:05:00"),
        ("29 juni 2026", "2026-06-29", None),
        ("1Z999AA10123456784", None, None),
        ("30 February 2026", None, None),
        ("a quarter past 25:99", None, None),
    ],
)
def test_dates_and_times_as_pages_print_them(line, day, hour):
    written, clock = date_in(line), time_in(line)
    assert (written and written.read(DAY_FIRST, NOW)) == (date.fromisoformat(day) if day else None)
    assert (clock and clock.time.isoformat()) == hour


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Germany", "DE"),
        ("德国", "DE"),
        ("DEU", "DE"),
        ("UK", "GB"),
        ("États-Unis", "US"),
        ("CN", "CN"),
        ("Narnia", None),
    ],
)
def test_countries_by_their_names(words, code):
    assert country_named(words) == code


def test_no_name_stands_for_two_countries():
    names = [name.casefold() for known in COUNTRIES.values() for name in known]
    assert len(names) == len(set(names))


# -- whatever is pasted ----------------------------------------------------------------------------------------------


@given(
    st.lists(
        st.one_of(
            st.text(max_size=40),
            st.sampled_from(
                [
                    "2026-06-29 10:05",
                    "06/05/2026",
                    "LEIPZIG - GERMANY",
                    "Delivered",
                    "10:05 am",
                    "\n",
                    "\t",
                    "29. Juni",
                    "【深圳】",
                ]
            ),
        ),
        max_size=20,
    ).map(" ".join)
)
def test_no_text_breaks_it_and_every_scan_is_of_a_known_kind(text):
    made = read(text)
    assert all(one.kind in KINDS and one.words and one.day for one in made.scans)
    assert all(one.why in WHY for one in made.left_over)


def test_a_page_of_the_greatest_length_is_read_at_once():
    nasty = "\n".join("1 " * 500 + "2026-06-" + "9" * 300 + " A" * 100 for _ in range(MOST_LINES))
    begun = time.process_time()
    read(nasty)
    assert time.process_time() - begun < 20
