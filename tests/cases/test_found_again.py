"""A settled case's parcel is seen again: which scans are that news, and how often it is told."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cases.case import Case, LogEntry
from cases.found_again import money_was_paid, seen_again, settled_at
from cases.scans import Scan
from cases.timelines import timeline
from cases.words import NoLongerApplies
from tests.cases.telling import CARRIER, FIN, LEA, Story, eur

NUMBER = "1Z999AA10123456784"


def closed(*, outcome: str | None = None) -> Story:
    """A case of which the refund was made and that was closed, or closed as not lost."""
    story = Story(paid=eur(80))
    if outcome:
        story.do("not_lost", outcome=outcome)
        return story
    story.refund(eur(31))
    story.do("refund_done", FIN, reference="PP-1")
    story.do("no_claim", reason="no cover")
    story.do("give_up", reason="never answered")
    story.do("close")
    return story


def scan(kind: str, at: datetime, provider: str = "17track", city: str = "Reno") -> Scan:
    return Scan(kind, kind, provider, NUMBER, at, at.astimezone(UTC).replace(tzinfo=None), city=city, country="US")


def news(
    case: Case, known: Iterable[Scan], fresh: Iterable[Scan], log: Iterable[LogEntry] = (), now: datetime | None = None
) -> str | None:
    """What is told once these fresh scans are kept beside the known ones."""
    known, fresh = list(known), list(fresh)
    now = now or max(one.at for one in fresh if one.at) + timedelta(hours=1)
    events, before = timeline([*known, *fresh]), timeline(known)
    return seen_again(case, events, before, [one.key for one in fresh], log, now)


def after(story: Story, **time: float) -> datetime:
    return story.now + timedelta(**time)


@pytest.mark.parametrize("kind", ["arrived", "out_for_delivery", "found", "pickup_ready"])
def test_a_scan_made_after_closing_is_news(kind: str) -> None:
    story = closed()
    assert news(story.case, [], [scan(kind, after(story, days=3))]) == kind


@pytest.mark.parametrize("kind", ["announced", "delayed", "lost", "destroyed", "searching", "customs_query"])
def test_a_notice_is_none_however_new(kind: str) -> None:
    story = closed()
    assert news(story.case, [], [scan(kind, after(story, days=3))]) is None


def test_a_scan_made_before_closing_and_told_later_is_none() -> None:
    story = closed()
    assert news(story.case, [], [scan("arrived", after(story, days=-3))]) is None


@pytest.mark.parametrize("kind", ["delivered", "delivered_neighbour", "returned", "returning"])
def test_a_delivery_or_return_is_news_whenever_it_was(kind: str) -> None:
    story = closed()
    assert news(story.case, [], [scan(kind, after(story, days=-3))]) == kind


def test_a_late_copy_by_another_tracker_is_none() -> None:
    story = closed()
    first = scan("delivered", after(story, days=-3))
    assert news(story.case, [first], [scan("delivered", after(story, days=-3), "dhl")]) is None
    hours_off = scan("delivered", after(story, days=-3, hours=7), "dhl", "Sparks")
    assert news(story.case, [first], [hours_off]) is None
    left_there = scan("delivered_neighbour", after(story, days=-3), "dhl")
    assert news(story.case, [first], [left_there]) is None


def test_what_another_tracker_only_called_moving_is_news_once_it_is_called_delivered() -> None:
    story = closed()
    vague = scan("in_transit", after(story, days=-1))
    assert news(story.case, [vague], [scan("delivered", after(story, days=-1), "dhl")]) == "delivered"


def test_of_several_new_scans_the_delivery_is_told() -> None:
    story = closed()
    scans = [scan("arrived", after(story, days=1)), scan("delivered", after(story, days=2))]
    assert news(story.case, [], scans) == "delivered"
    assert news(story.case, [], [*scans, scan("departed", after(story, days=3))]) == "delivered"


def test_it_is_told_once_that_it_was_seen_and_once_that_it_arrived() -> None:
    story = closed()
    first, second = scan("arrived", after(story, days=1)), scan("departed", after(story, days=1, hours=5))
    story.wait(days=1, hours=1)
    story.do("seen_again", CARRIER, number=NUMBER, scan="arrived")
    assert news(story.case, [first], [second], story.log) is None
    home = scan("delivered", after(story, hours=9))
    assert news(story.case, [first, second], [home], story.log) == "delivered"
    story.wait(hours=10)
    story.do("seen_again", CARRIER, number=NUMBER, scan="delivered")
    later = [scan("arrived", after(story, hours=1)), scan("returned", after(story, days=9))]
    assert news(story.case, [first, second, home], later, story.log) is None


def test_what_was_told_before_it_was_closed_again_does_not_silence_a_new_scan() -> None:
    story = closed()
    story.wait(days=1)
    story.do("seen_again", CARRIER, number=NUMBER, scan="arrived")
    story.do("reopen", reason="it was seen")
    story.wait(days=1)
    story.do("close")
    assert news(story.case, [], [scan("departed", after(story, days=1))], story.log) == "departed"


def test_a_number_is_watched_for_sixty_days() -> None:
    story = closed()
    one = scan("arrived", after(story, days=59))
    assert news(story.case, [], [one], now=after(story, days=59, hours=12)) == "arrived"
    assert news(story.case, [], [one], now=after(story, days=61)) is None


@pytest.mark.parametrize("outcome", ["delivered", "duplicate", "wrong_number"])
def test_what_was_not_lost_is_no_news_when_it_arrives(outcome: str) -> None:
    story = closed(outcome=outcome)
    assert settled_at(story.case, story.now) is None
    assert news(story.case, [], [scan("delivered", after(story, days=1))]) is None


def test_a_find_that_people_know_of_is_no_news() -> None:
    story = closed()
    story.do("found", whereabouts="moving")
    story.do("give_up", reason="the buyer keeps it")
    story.do("late_fact", whereabouts="moving")
    known = replace(story.case, status="closed", closed_at=story.now)
    assert news(known, [], [scan("delivered", after(story, days=1))]) is None


def test_an_open_case_is_settled_from_its_first_payment_on() -> None:
    story = Story(paid=eur(80))
    assert settled_at(story.case, story.now) is None and not money_was_paid(story.case)
    story.refund(eur(31))
    assert settled_at(story.case, story.now) is None
    story.wait(hours=1)
    story.do("refund_done", FIN, reference="PP-1")
    paid = story.now
    assert settled_at(story.case, story.now) == paid and money_was_paid(story.case)
    story.wait(hours=1)
    story.do("draft_claim", payer="UPS", payer_kind="carrier", money=eur(80))
    story.do("file_claim", reference="CL-1")
    story.do("claim_approved", money=eur(80))
    story.do("claim_paid", FIN, money=eur(80), reference="B-1")
    assert settled_at(story.case, story.now) == paid
    assert news(story.case, [], [scan("arrived", after(story, days=1))]) == "arrived"
    assert news(story.case, [], [scan("arrived", after(story, days=-1))]) is None


def test_a_claim_that_was_paid_settles_an_open_case_by_itself() -> None:
    story = Story()
    story.filed_claim()
    story.do("claim_approved", money=eur(80))
    story.wait(days=1)
    story.do("claim_paid", FIN, money=eur(20), reference="B-1")
    assert settled_at(story.case, story.now) == story.now and money_was_paid(story.case)


def test_that_it_was_seen_changes_nothing_and_is_nobodys_work() -> None:
    story = closed()
    before = story.case
    story.wait(days=1)
    story.do("seen_again", LEA, number=NUMBER, scan="delivered")
    assert replace(story.case, version=before.version) == before
    assert (story.log[-1].move, story.log[-1].before, story.log[-1].after) == ("seen_again", "closed", "closed")


def test_a_number_that_is_none_of_the_cases_was_not_seen() -> None:
    refusal = closed().refused("seen_again", CARRIER, number="1Z0", scan="delivered")
    assert isinstance(refusal, NoLongerApplies)
    assert str(refusal) == "1Z0 no longer belongs to this case."
