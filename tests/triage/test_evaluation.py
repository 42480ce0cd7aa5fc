"""How often triage is right on histories it was not written for; `pytest -s` prints the table of confusions."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cache

import pytest

from cases.causes import CAUSES, NEXT_STEPS
from cases.verdicts import Verdict
from tests.triage.labelled import Labelled, histories, judged

RIGHT, RIGHT_IN_EACH, RIGHT_NEXT, ENOUGH = 0.90, 0.75, 0.85, 6
# Of these nobody may say that they are lost: they are somewhere, or nobody has said that they are not.
NEVER_LOST = frozenset(
    {"delivered", "not_received", "returned", "returning", "pickup_point", "customs_hold", "customs_inspection",
     "duties_unpaid", "address", "attempted", "refused", "recovery_centre", "too_early", "late", "tracker_lost",
     "wrong_scan"}
)  # fmt: skip
SEARCHED = "searching"
# Both sets of histories; of the second nobody had tried the rules before it was written.
SETS = ("histories", "held_out")


@cache
def answers() -> tuple[tuple[Labelled, Verdict], ...]:
    return tuple((history, judged(history)) for name in SETS for history in histories(name))


def test_the_set_is_large_and_speaks_seven_languages() -> None:
    found = [one for name in SETS for one in histories(name)]
    languages = Counter(one.language for one in found)
    assert len(found) >= 150
    assert set(languages) == {"en", "zh", "de", "fr", "es", "pt", "ja"}
    assert min(languages.values()) >= ENOUGH
    assert {one.cause for one in found} == set(CAUSES) - {"unknown"}
    of_each = Counter(one.cause for one in histories("held_out"))
    assert min(of_each.values()) >= 2 and set(of_each) == set(CAUSES) - {"unknown"}
    assert all(cause in CAUSES for one in found for cause in one.causes)
    assert all(step in NEXT_STEPS for one in found for step in one.next_steps)
    names = Counter(one.name for one in [*found, *histories("development")])
    assert [name for name, times in names.items() if times > 1] == []


def test_nine_of_ten_causes_are_right() -> None:
    print(confusions())
    assert share(answers(), is_right) >= RIGHT, confusions()


def test_nine_of_ten_are_right_among_those_that_changed_no_rule() -> None:
    unseen = [one for one in answers() if "seen" not in one[0].entry]
    assert len(unseen) >= 150
    assert share(unseen, is_right) >= RIGHT


@pytest.mark.parametrize("by", ["cause", "language"])
def test_three_of_four_are_right_in_every_cause_and_language(by: str) -> None:
    groups = defaultdict(list)
    for history, verdict in answers():
        groups[getattr(history, by)].append((history, verdict))
    shares = {name: share(group, is_right) for name, group in groups.items() if len(group) >= ENOUGH}
    assert {name: one for name, one in shares.items() if one < RIGHT_IN_EACH} == {}


def test_the_next_step_is_right_in_most() -> None:
    assert share(answers(), lambda history, verdict: verdict.next_step in history.next_steps) >= RIGHT_NEXT


def test_nothing_is_called_lost_that_is_somewhere() -> None:
    wrong = [
        history.name
        for history, verdict in answers()
        if verdict.cause == "lost" and (history.cause in NEVER_LOST or "lost" not in history.causes)
    ]
    assert wrong == []


def test_nothing_is_called_lost_that_is_merely_searched_for() -> None:
    searched = [one for one in answers() if one[0].scans and one[0].scans[-1].kind == SEARCHED]
    assert len(searched) >= 4
    assert [history.name for history, verdict in searched if verdict.cause == "lost"] == []


def test_every_verdict_gives_reasons_and_a_step_that_is_known() -> None:
    for history, verdict in answers():
        assert verdict.reasons, history.name
        assert all(str(reason.sentence) for reason in verdict.reasons), history.name
        assert verdict.next_step in NEXT_STEPS, history.name
        assert verdict.because is None or verdict.because in CAUSES, history.name
        shown = {scan.words for scan in history.scans}
        told = {scan.words for reason in verdict.reasons for scan in reason.scans}
        assert told <= shown | {""}, history.name


def is_right(history: Labelled, verdict: Verdict) -> bool:
    return verdict.cause in history.causes


def share(among: Iterable[tuple[Labelled, Verdict]], right: Callable[[Labelled, Verdict], bool]) -> float:
    found = [right(history, verdict) for history, verdict in among]
    return sum(found) / len(found)


def confusions() -> str:
    """Every cause with how many of its histories were right, and what was said of the others."""
    rows: dict[str, Counter[str]] = defaultdict(Counter)
    for history, verdict in answers():
        rows[history.cause]["right" if is_right(history, verdict) else verdict.cause] += 1
    lines = [f"{cause:22} {sum(said.values()):3}  {dict(said)}" for cause, said in sorted(rows.items())]
    right = share(answers(), is_right)
    return "\n".join(["", *lines, f"{len(answers())} histories, {right:.1%} right"])
