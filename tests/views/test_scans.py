"""The timeline in its modal: both languages, the reader's zone, within the limits whatever carriers write."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.playground.block_limits import check_view
from cases.scan_kinds import KINDS
from cases.scans import Look, Scan
from cases.timelines import timeline
from handlers.language import Words
from handlers.views.scans import (
    ANSWERED,
    event_told,
    look_told,
    paste_form,
    pasted_modal,
    scans_line,
    scans_modal,
    when_told,
)
from partners.tracking.asking import TROUBLES
from partners.tracking.by_hand import WHY, LeftOver
from tests.views.nasty import ALL, TURNING, marks_of_others, texts
from tests.views.scenes import crowded, with_names

ENGLISH, CHINESE = Words("en", "Asia/Shanghai"), Words("zh_CN", "America/Los_Angeles")
both = pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh_CN"])
NOW = datetime(2026, 7, 9, 14, 0, tzinfo=UTC)
AT = datetime(2026, 6, 29, 13, 5, tzinfo=UTC)
SCAN = Scan(
    "imported", "Arrived at port", "17track", "1Z", AT, AT.replace(tzinfo=None), city="Los Angeles", country="US"
)


def scans(text: str) -> list[Scan]:
    made = [
        replace(
            SCAN, kind=kind, words=text, city=text[:200] or None, region=text[:90] or None, at=AT + timedelta(hours=n)
        )
        for n, kind in enumerate([*KINDS, "not_ours"])
    ]
    return [*made, replace(SCAN, provider="by_hand", at=None, taken_back=True, words=text)]


@both
@pytest.mark.parametrize("text", ALL, ids=range(len(ALL)))
def test_slack_takes_it_and_nothing_comes_of_what_carriers_write(words: Words, text: str) -> None:
    case = with_names(crowded(), text[:300]).case
    events = timeline(scans(text))
    looks = [Look("17track", "1Z", NOW, one, NOW, NOW) for one in ANSWERED]
    looks += [Look("unheard of", text[:300], NOW, "failed", NOW, why=why) for why in (*TROUBLES, None, "new")]
    left_over = [LeftOver(n, text, why) for n, why in enumerate([*WHY] * 10)]
    views = [
        scans_modal(case, {text[:200]: events, "2Z": events * 3}, looks, words, NOW, can_ask=True),
        scans_modal(case, {}, [], words, NOW, can_ask=False),
        paste_form(case, words, {"ch": "C1"}),
        pasted_modal(events, 40, left_over, words),
    ]
    for view in views:
        assert check_view(view) == []
        for kind, shown in texts(view):
            assert kind != "mrkdwn" or marks_of_others(shown) == []
            assert not TURNING.search(shown.replace("\u2068", "").replace("\u2069", ""))
    assert "\n" not in scans_line(events, words)
    assert marks_of_others(scans_line(events, words)) == []


def test_a_happening_is_told_in_the_readers_zone_with_the_carriers_own_words() -> None:
    [event] = timeline([SCAN, replace(SCAN, provider="aftership", words="Arrived at port")])
    when, what, words, who = event_told(event, ENGLISH).splitlines()
    assert (when, what, words) == (
        "*2026-06-29 (Mon) 21:05 CST*  ·  Los Angeles, US",
        "It arrived in the country it is sent to.",
        "“Arrived at port”",
    )
    assert who in ("Told by 17TRACK, AfterShip.", "Told by AfterShip, 17TRACK.")
    assert event_told(event, CHINESE).splitlines()[:2] == [
        "*2026-06-29 (周一) 06:05 PDT*  ·  Los Angeles, US",
        "已到达目的国。",
    ]


def test_marks_in_the_name_of_a_place_format_nothing() -> None:
    events = timeline([replace(SCAN, city="*** HUB ```")])
    for told in (event_told(events[0], ENGLISH), scans_line(events, ENGLISH)):
        assert "```" not in told and "***" not in told and told.replace("\u200b", "").upper().count("*** HUB ```") == 1


def test_a_time_without_zone_is_said_to_be_that_of_the_place() -> None:
    bare = replace(SCAN, at=None)
    assert when_told(bare, ENGLISH) == "2026-06-29 (Mon) 13:05, local time there"
    assert when_told(replace(bare, has_hour=False), ENGLISH) == "2026-06-29 (Mon)"
    assert when_told(replace(bare, local=None), ENGLISH) == "no time given"


def test_what_was_taken_back_says_so() -> None:
    [event] = timeline([replace(SCAN, taken_back=True)])
    assert "No longer shown by 17TRACK: it was taken back." in event_told(event, ENGLISH)


def test_the_cards_line_has_the_last_scan_and_the_way_and_no_number_of_days() -> None:
    first = replace(SCAN, kind="accepted", at=AT - timedelta(days=5), city="SHENZHEN", country="CN")
    assert scans_line(timeline([SCAN, first]), ENGLISH) == (
        "*Last scan*  2026-06-29 (Mon): It arrived in the country it is sent to.  ·  Shenzhen CN → Los Angeles US"
    )
    assert scans_line((), ENGLISH) == ""


def test_silence_is_told_in_the_modal() -> None:
    view = scans_modal(crowded().case, {"1Z": timeline([SCAN])}, [], ENGLISH, NOW, can_ask=False)
    assert "10 days without a scan (2026-06-29 (Mon))" in "\n".join(text for _, text in texts(view))


def test_a_tracker_that_lost_sight_says_when_it_last_had_something() -> None:
    look = Look("dhl", "1Z", NOW, "failed", NOW, AT, why="silent")
    assert look_told(look, ENGLISH) == (
        "DHL did not answer in time. Tracer asks again by itself. "
        "It last had scans to show at 2026-06-29 (Mon) 21:05 CST (<!date^1782738300^{date_short_pretty} {time}|"
        "2026-06-29 13:05 UTC>)."
    )


def test_a_pasted_page_is_told_of_as_such_and_its_headings_are_counted_and_not_listed() -> None:
    [event] = timeline([replace(SCAN, provider="by_hand")])
    left_over = [
        LeftOver(1, "FAQs", "of_the_page"),
        LeftOver(2, "See more", "of_the_page"),
        LeftOver(3, "?!", "no_date"),
    ]
    shown = "\n".join(text for _, text in texts(pasted_modal([event], 1, left_over, ENGLISH)))
    assert "Told by a page that somebody pasted." in shown
    assert "Line 3: “?!”" in shown
    assert "FAQs" not in shown
    assert "2 lines are the page's own, such as headings and buttons." in shown
