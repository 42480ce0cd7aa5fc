"""A person reads one reminder and knows what to do: a whole sentence, and one button in colour that does it."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from cases.case import Case, Clock
from cases.ladder import CHANNEL, MISSED, OWNER, QUIETLY, SILENT, THREAD
from handlers.language import Words
from handlers.views.reminder import lead_line, nudge_blocks, ring_blocks
from handlers.views.reminder_words import Reminder, told_of
from tests.cases.telling import Story, at, eur
from tests.views.scenes import walked

ENGLISH, CHINESE = Words("en", "UTC"), Words("zh_CN", "UTC")
LEVELS = range(QUIETLY, MISSED + 1)
# What ends a sentence, a closing mark included.
ENDS = {"en": re.compile(r"[.!?]$"), "zh_CN": re.compile(r"[。！？]$")}


def read(one: Reminder, words: Words) -> str:
    """What is read of a reminder."""
    return without_tokens(told_of(one, words))


def without_tokens(text: str) -> str:
    """A text without the dates of other zones."""
    return re.sub(r" \(<!date[^>]*>\)", "", text)


def every_reminder() -> Iterator[Reminder]:
    """Every clock of many cases, at every rung, of a large sum and a small one."""
    for seed in range(30):
        case = walked(seed).case
        for clock in case.clocks if case.is_open else ():
            if clock.kind not in SILENT and clock.due_at is not None:
                yield from (Reminder(case, clock, level, 3, small) for level in LEVELS for small in (False, True))


def buttons(blocks: list[dict[str, object]]) -> list[list[dict[str, object]]]:
    return [one["elements"] for one in blocks if one["type"] == "actions"]  # type: ignore[misc]


@pytest.mark.parametrize("words", [ENGLISH, CHINESE], ids=["en", "zh_CN"])
def test_every_reminder_is_sentences_and_has_one_button_in_colour_the_first(words: Words) -> None:
    kinds = set()
    for one in every_reminder():
        kinds.add(one.clock.kind)
        assert ENDS[words.language].search(read(one, words)), read(one, words)
        assert "–" not in read(one, words).replace("UPS – ", ""), read(one, words)
        for text, blocks in (ring_blocks(one, words), nudge_blocks([one], words, "ULEA")):
            assert "{" not in without_tokens(text)
            for row in buttons(blocks):
                assert [button.get("style") for button in row] == ["primary", *[None] * (len(row) - 1)]
                assert len({button["action_id"] for button in row}) == len(row) <= 7
        assert buttons(nudge_blocks([one], words)[1])
        assert "\n" not in lead_line(one, words)
    assert len(kinds) > 10


def clock_of(case: Case, key: str, **terms: str) -> Clock:
    clock = case.clock(key)
    assert clock is not None, [one.key for one in case.clocks]
    return replace(clock, terms={**clock.terms, **terms})


def asked() -> Case:
    story = Story(eur("89"), now=at())
    story.do("ask_carrier", target="I1")
    return story.case


def test_a_silent_carrier_in_english_and_chinese() -> None:
    case = asked()
    one = Reminder(case, clock_of(case, "carrier_silence:I1"), OWNER, 3)
    assert read(one, ENGLISH) == (
        "UPS has not answered for 3 working days. Last contact: 2026-03-02 (Mon). A follow-up is ready to be copied."
    )
    assert read(one, CHINESE) == "UPS 已 3 个工作日没有回复。上次联系：2026-03-02 (周一)。催询文字已备好，可直接复制。"


def test_a_claim_whose_last_day_comes_near_says_with_whom_and_what_is_lost() -> None:
    case = Story(eur("89")).case
    clock = replace(clock_of(case, "filing_deadline"), due_at=at(days=7))
    by_rule = replace(clock, terms={"deadline": at(days=7).isoformat(), "last_day": "2026-03-09", "programme": "UPS"})
    one = Reminder(case, by_rule, OWNER, 3)
    assert read(one, ENGLISH) == (
        "File the claim with UPS before 2026-03-09 (Mon): 3 working days are left. "
        "After that date about EUR 89.00 is lost."
    )
    assert read(one, CHINESE).startswith("向 UPS 提交索赔")
    last = read(replace(one, level=CHANNEL), ENGLISH)
    assert last.startswith(
        "File the claim with UPS before 2026-03-09 (Mon). Hardly any working time is left until then: now is the last "
        "moment."
    )
    assert read(replace(one, level=CHANNEL), CHINESE).startswith(
        "向 UPS 提交索赔，须在 2026-03-09 (周一) 之前。到那时几乎已没有工作时间，现在是最后时刻。"
    )


def test_no_more_is_said_to_be_lost_than_the_payer_would_pay() -> None:
    case = Story(eur("89")).case
    one = Reminder(case, clock_of(case, "filing_deadline", deadline=at(days=7).isoformat()), OWNER, 3)
    assert read(replace(one, at_stake=eur("20")), ENGLISH).endswith("After that date about EUR 20.00 is lost.")
    assert read(replace(one, at_stake=eur("0")), ENGLISH).endswith("3 working days are left.")


def test_a_missed_deadline_asks_what_to_choose_and_offers_it() -> None:
    case = Story(eur("89")).case
    clock = replace(clock_of(case, "filing_deadline"), due_at=at(days=1))
    clock = replace(clock, terms={"deadline": at(days=1).isoformat(), "programme": "UPS"})
    one = Reminder(case, clock, MISSED, 0)
    assert read(one, ENGLISH) == (
        "The date has passed: file the claim with UPS, by 2026-03-03 (Tue) 09:00 UTC. "
        "Nothing was closed. Choose: late all the same, ask for goodwill, or write it off."
    )
    row = buttons(nudge_blocks([one], ENGLISH, "ULEA")[1])[0]
    assert [button["text"]["text"] for button in row][:3] == [  # type: ignore[index]
        "Prepare a claim",
        "Ask for goodwill",
        "No claim",
    ]


def test_of_many_what_can_still_be_lost_by_a_date_is_on_top_and_never_among_those_that_are_only_counted() -> None:
    case = asked()
    filing = clock_of(case, "filing_deadline")

    def claim(days: int) -> Clock:
        due = at(days=days)
        return replace(filing, due_at=due, terms={"deadline": due.isoformat(), "programme": f"Payer {days}"})

    silent = [Reminder(case, clock_of(case, "carrier_silence:I1"), OWNER, 3)] * 9
    ours = Reminder(case, clock_of(case, "decision"), OWNER, 0)
    claims = [
        Reminder(case, claim(9), OWNER, 5),
        Reminder(case, claim(1), MISSED, 0),
        Reminder(case, claim(4), OWNER, 2),
    ]
    told, blocks = nudge_blocks([*silent, ours, *claims], ENGLISH, "ULEA")
    assert [line.split(" ", 1)[1].partition(" by ")[0] for line in told.splitlines()[:3]] == [
        "File the claim with Payer 4",
        "File the claim with Payer 9",
        "The date has passed: file the claim with Payer 1,",
    ]
    assert [line.split(" ", 1)[1][:6] for line in told.splitlines()[3:]] == ["Decide", *["UPS ha"] * 6]
    assert blocks[-1]["elements"][0]["text"] == "and 3 more: /lost list mine due"


def test_half_way_to_our_own_hour_and_after_it() -> None:
    case = Story(eur("89")).case
    clock = clock_of(case, "decision")
    assert read(Reminder(case, clock, THREAD, 0), ENGLISH) == (
        "Decide refund or resend, by 2026-03-03 (Tue) 09:00 UTC. The buyer gets nothing until it is decided."
    )
    assert read(Reminder(case, clock, OWNER, 0), ENGLISH) == (
        "Decide refund or resend. It was due 2026-03-03 (Tue) 09:00 UTC. The buyer gets nothing until it is decided."
    )


def test_whoever_reads_a_reminder_is_offered_only_what_they_may_do() -> None:
    story = Story(eur("9"), now=at())
    story.filed_claim(eur(9))
    silent = Reminder(story.case, clock_of(story.case, "claim_silence:C1"), OWNER, 6, small=True)
    story.do("claim_denied", reason="too late", answer_by=at(days=9))
    denied = Reminder(story.case, clock_of(story.case, "appeal_deadline:C1"), MISSED, 0)
    shown = {}
    for role in ("agent", "lead"):
        for one in (silent, denied):
            text, blocks = nudge_blocks([replace(one, roles=frozenset({role}))], ENGLISH, "ULEA")
            shown[role, one.clock.kind] = [button["action_id"] for button in buttons(blocks)[0]]
            if one is silent:
                ends = {"agent": "a lead or finance may write it off.", "lead": "may cost less than going on."}
                assert text.endswith(ends[role])
    assert "form:write_off:C1" not in shown["agent", "claim_silence"] + shown["agent", "appeal_deadline"]
    assert shown["lead", "claim_silence"][1] == "form:write_off:C1"
    assert shown["agent", "appeal_deadline"][:2] == ["form:appeal_claim:C1", "chase:goodwill"]
    assert "form:write_off:C1" in shown["lead", "appeal_deadline"]
