"""The likely cause on the card and in its modal: in both languages, within the limits, whatever carriers write."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from bot.playground.block_limits import check_view
from cases.causes import CAUSES, CLOSE, PARK
from cases.customs_wants import WANTS
from cases.reasons import quiet, seen
from cases.scans import Scan
from cases.verdicts import Verdict
from handlers.language import Words
from handlers.views.verdict import Confirmed, cause_line, cause_modal
from tests.views.nasty import ALL, TURNING, marks_of_others, texts

LANGUAGES = [Words("en", "Asia/Shanghai"), Words("zh_CN", "America/Los_Angeles")]
both = pytest.mark.parametrize("words", LANGUAGES, ids=["en", "zh_CN"])
AT = datetime(2026, 3, 17, 8, tzinfo=UTC)
META = {"r": "T" * 200}


def verdict(cause: str = "customs_hold", written: str = "Held by customs", **more: object) -> Verdict:
    scan = Scan("customs_hold", written, "17track", at=AT, local=AT.replace(tzinfo=None), city=written, country="US")
    reasons = (seen(scan), quiet(scan, date(2026, 3, 17), date(2026, 3, 20)), seen(scan), seen(scan))
    return Verdict(cause, "medium", reasons, CAUSES[cause].next_step, **more)  # type: ignore[arg-type]


def every(written: str) -> Iterator[Verdict]:
    for cause in CAUSES:
        yield verdict(cause, written, because="network_disruption", look_again_on=date(2026, 3, 23))
    yield verdict(wants=tuple(WANTS), written=written, new_number="9" * 300)


@both
@pytest.mark.parametrize("written", ALL, ids=range(len(ALL)))
def test_slack_takes_it_and_nothing_comes_of_what_carriers_write(words: Words, written: str) -> None:
    confirmed = Confirmed("lost", "UANA0000001", AT)
    for one in every(written):
        for said in (None, confirmed):
            view = cause_modal(142, "LOST-0142", one, words, META, said)
            assert check_view(view) == []
            for kind, text in texts(view):
                assert kind != "mrkdwn" or marks_of_others(text) == []
                assert not TURNING.search(text.replace("\u2068", "").replace("\u2069", ""))
            line = cause_line(one, words, said)
            assert marks_of_others(line) == []
            assert "\n" not in line


@both
def test_no_words_of_our_own_are_cut(words: Words) -> None:
    for one in every("Held"):
        shown = [text for _, text in texts(cause_modal(1, "LOST-0001", one, words, META))]
        assert [text for text in shown if text.endswith("…") and "9999" not in text] == []


def test_the_line_says_the_cause_how_sure_it_is_and_why() -> None:
    assert cause_line(verdict(written="Miami"), LANGUAGES[0]) == (
        "*Likely cause*  customs hold – likely: Customs is holding it back. Recorded on 2026-03-17 (Tue) in Miami, US."
    )


def test_what_a_person_said_stands_and_the_verdict_stays_beside_it() -> None:
    words = LANGUAGES[0]
    assert cause_line(verdict(), words, Confirmed("lost", "U1", AT)) == (
        "*Cause*  confirmed lost, says <@U1>; the scans say: customs hold"
    )
    assert cause_line(verdict(), words, Confirmed("customs_hold", "U1", AT)) == (
        "*Cause*  customs hold, confirmed by <@U1>"
    )
    view = cause_modal(142, "LOST-0142", verdict(), words, META, Confirmed("lost", "U1", AT))
    assert chosen(view) == "lost"
    assert chosen(cause_modal(142, "LOST-0142", verdict(), words, META)) == "customs_hold"


def test_three_reasons_the_carriers_words_and_what_follows_are_told() -> None:
    view = cause_modal(142, "LOST-0142", verdict(wants=("invoice", "identity")), LANGUAGES[0], META)
    told = "\n".join(text for _, text in texts(view["blocks"]))
    assert [f"{n}. " in told for n in (1, 2, 3, 4)] == [True, True, True, False]
    assert told.count("“Held by customs”") == 1
    assert "*Wanted from us*  Customs wants a commercial invoice with the true value." in told
    assert "*Wanted from the buyer*  Customs wants the buyer's tax or identity number." in told
    assert "*Tell the buyer*" in told


@pytest.mark.parametrize("cause", sorted(CAUSES))
def test_one_click_closes_or_parks_what_is_not_lost_and_nothing_else(cause: str) -> None:
    view = cause_modal(142, "LOST-0142", verdict(cause, look_again_on=date(2026, 3, 23)), LANGUAGES[0], META)
    clicks = [one["action_id"] for block in view["blocks"] if block["type"] == "actions" for one in block["elements"]]
    wanted = {CLOSE: ["form:not_lost"], PARK: ["form:wait"], None: []}
    assert clicks == wanted[CAUSES[cause].way_out]


def test_every_cause_can_be_chosen_once() -> None:
    view = cause_modal(142, "LOST-0142", verdict(), LANGUAGES[0], META)
    [element] = [block["element"] for block in view["blocks"] if block.get("block_id") == "cause"]
    values = [one["value"] for one in element["options"]]
    assert sorted(values) == sorted(CAUSES)


def chosen(view: dict[str, object]) -> str:
    blocks = view["blocks"]
    assert isinstance(blocks, list)
    [element] = [block["element"] for block in blocks if block.get("block_id") == "cause"]
    value: str = element["initial_option"]["value"]
    return value
