"""Scans as they are kept: nothing dropped, corrections marked, one story from many trackers."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import scans as scans_module
from cases import timelines
from cases.scan_kinds import IF_PLACED, IN_HAND, KINDS, NOTICE
from cases.scans import Scan, after_answer, fingerprint, scan_at
from cases.timelines import (
    Known,
    days_of_silence,
    instant_of,
    known,
    last_event,
    last_physical,
    live,
    route,
    timeline,
)

NOON = datetime(2026, 6, 29, 12, 0, tzinfo=UTC)


def scan(kind: str = "arrived", at: str = "2026-06-29T21:05:00+08:00", provider: str = "17track", **more) -> Scan:
    """A scan whose zone is known when `at` says it, and is not when it does not."""
    read = datetime.fromisoformat(at)
    instant, local = scan_at(read) if read.tzinfo else (None, read)
    return Scan(kind, more.pop("words", kind), provider, "N1", instant, local, **more)


# -- what one tracker says, answer after answer ----------------------------------------------------------------------


PICKED = scan("accepted", "2026-06-24T09:00:00+08:00", city="Shenzhen", country="CN")
LEFT = scan("departed", "2026-06-26T16:30:00+08:00", city="Shenzhen", country="CN")
CAME = scan("imported", "2026-06-29T21:05:00+08:00", city="Los Angeles", country="US")


def test_a_first_answer_is_kept_as_it_is():
    assert after_answer([], [CAME, LEFT, PICKED]) == (CAME, LEFT, PICKED)


def test_the_same_answer_again_changes_nothing():
    assert after_answer([PICKED, LEFT], [LEFT, PICKED]) == (PICKED, LEFT)


def test_what_the_carrier_no_longer_shows_between_what_it_shows_was_taken_back():
    kept = after_answer([PICKED, LEFT, CAME], [PICKED, CAME])
    assert kept == (PICKED, replace(LEFT, taken_back=True), CAME)


def test_what_it_no_longer_shows_at_the_end_was_taken_back():
    assert after_answer([PICKED, LEFT, CAME], [PICKED, LEFT]) == (PICKED, LEFT, replace(CAME, taken_back=True))


def test_history_that_was_cut_off_at_its_beginning_still_holds():
    assert after_answer([PICKED, LEFT, CAME], [CAME]) == (PICKED, LEFT, CAME)


def test_an_answer_without_scans_takes_nothing_back():
    assert after_answer([PICKED, LEFT], []) == (PICKED, LEFT)


def test_a_scan_that_comes_back_holds_again():
    gone = after_answer([PICKED, LEFT, CAME], [PICKED, CAME])
    assert after_answer(gone, [PICKED, LEFT, CAME]) == (PICKED, LEFT, CAME)


def test_other_words_for_the_same_scan_are_no_correction():
    reworded = replace(LEFT, words="Left the sorting centre")
    assert after_answer([PICKED, LEFT], [PICKED, reworded]) == (PICKED, replace(LEFT, reworded=True), reworded)


def test_a_kind_that_our_tables_have_learned_takes_the_place_of_the_old_one():
    assert after_answer([PICKED, replace(LEFT, kind="unknown")], [PICKED, LEFT]) == (PICKED, LEFT)


def test_a_code_the_tracker_changed_for_the_same_words_is_no_correction():
    old = replace(LEFT, kind="in_transit", code="InTransit_Other")
    new = replace(LEFT, code="InTransit_Departure")
    assert after_answer([PICKED, old], [PICKED, new]) == (PICKED, replace(old, reworded=True), new)


def test_a_delivery_that_becomes_an_attempt_was_taken_back():
    delivered = scan("delivered", "2026-07-01T10:00:00-07:00", city="Reno", country="US")
    attempted = scan("attempted", "2026-07-01T10:00:00-07:00", city="Reno", country="US")
    kept = after_answer([PICKED, delivered], [PICKED, attempted])
    assert kept == (PICKED, replace(delivered, taken_back=True), attempted)


def test_a_carrier_the_tracker_has_lost_sight_of_has_taken_nothing_back():
    first_mile = replace(LEFT, carrier="yanwen")
    last_mile = scan("out_for_delivery", "2026-07-01T08:00:00-07:00", carrier="usps")
    early = scan("announced", "2026-06-20T08:00:00-07:00", carrier="usps")
    assert after_answer([first_mile, early, last_mile], [early, last_mile]) == (first_mile, early, last_mile)


def test_a_zone_that_is_known_at_last_is_kept_and_a_known_one_is_not_lost():
    bare = scan("accepted", "2026-06-24T09:00:00", city="Shenzhen", country="CN")
    assert bare.key == PICKED.key
    assert after_answer([bare], [PICKED]) == (PICKED,)
    assert after_answer([PICKED], [bare]) == (PICKED,)


def test_the_answer_a_scan_came_in_first_is_remembered():
    [kept] = after_answer([replace(PICKED, raw="a")], [replace(PICKED, raw="b")])
    assert kept.raw == "a"


def test_the_fingerprint_of_an_answer_does_not_depend_on_its_order_and_changes_with_its_words():
    assert fingerprint([PICKED, LEFT]) == fingerprint([LEFT, PICKED])
    assert fingerprint([PICKED]) != fingerprint([replace(PICKED, words="other")])


# -- one story from many trackers ------------------------------------------------------------------------------------


def test_two_trackers_tell_of_one_happening_once_and_the_better_zoned_one_is_shown():
    bare = scan("arrived", "2026-06-29T21:05:40", "easypost", city="LOS ANGELES", words="Arrived")
    [event] = timeline([bare, CAME])
    assert event.scan.at == CAME.at
    assert event.providers == ("17track", "easypost")
    assert set(event.told_by) == {CAME, bare}


def test_a_time_without_zone_that_is_really_utc_is_recognised_as_the_same():
    utc = scan("imported", "2026-06-29T13:05:00", "easypost", city="Los Angeles")
    assert len(timeline([utc, CAME])) == 1


@pytest.mark.parametrize(
    "other",
    [
        scan("delivered", "2026-06-29T21:05:00+08:00", "aftership", city="Los Angeles", country="US"),
        scan("imported", "2026-06-29T21:09:00+08:00", "aftership", city="Los Angeles", country="US"),
        scan("imported", "2026-06-29T21:05:00+08:00", "aftership", city="Los Angeles", country="MX"),
        scan("imported", "2026-06-29T21:05:00+08:00", "aftership", city="Oakland", country="US"),
        scan("imported", "2026-06-29T21:05:00+08:00", "17track", city="Los Angeles", country="US", words="Landed"),
    ],
    ids=["another meaning", "another time", "another country", "another city", "the same tracker twice"],
)
def test_what_differs_stays_two(other):
    assert len(timeline([CAME, other])) == 2


def test_one_site_in_two_scripts_at_one_minute_is_one_happening():
    chinese = scan("accepted", "2026-06-24T09:00:30+08:00", "by_hand", city="深圳市", country="CN")
    [event] = timeline([chinese, PICKED])
    assert set(event.told_by) == {chinese, PICKED}


def test_a_vague_word_gives_way_to_a_clear_one():
    vague = scan("in_transit", "2026-06-24T09:00:00+08:00", "aftership", words="In transit")
    [event] = timeline([vague, replace(LEFT, at=PICKED.at, local=PICKED.local)])
    assert (event.scan.kind, event.scan.words) == ("departed", "departed")


def test_a_day_without_hour_is_the_same_happening_on_that_day():
    dated = replace(scan("delivered", "2026-07-01T00:00:00", "by_hand", country="US"), has_hour=False)
    timed = scan("delivered", "2026-07-01T14:00:00-07:00", city="Reno", country="US")
    [event] = timeline([dated, timed])
    assert event.scan.at == timed.at


def test_what_was_taken_back_is_shown_and_counts_for_nothing():
    gone = replace(CAME, taken_back=True)
    events = timeline([PICKED, gone])
    assert [event.scan for event in events] == [PICKED, gone]
    assert [event.scan for event in live(events)] == [PICKED]
    assert last_event(events).scan == PICKED
    assert route(events) == ("Shenzhen CN",)


def test_reworded_scans_are_shown_under_their_new_words_only():
    assert [event.scan for event in timeline([PICKED, replace(LEFT, reworded=True)])] == [PICKED]


def test_order_is_right_where_zones_are_missing():
    """18:00 in China is before 08:00 of the same day in New York, whatever the figures say."""
    left = scan("exported", "2026-06-26T18:00:00", country="CN")
    came = scan("imported", "2026-06-26T08:30:00", country="US")
    assert [event.scan.kind for event in timeline([came, left])] == ["exported", "imported"]


def test_days_without_hours_stand_where_their_meaning_puts_them():
    day = "2026-06-26T00:00:00"
    accepted, delivered = (replace(scan(kind, day, country="DE"), has_hour=False) for kind in ("accepted", "delivered"))
    out = scan("out_for_delivery", "2026-06-26T08:00:00", country="DE")
    assert [event.scan.kind for event in timeline([delivered, out, accepted])] == [
        "accepted",
        "out_for_delivery",
        "delivered",
    ]


def test_a_scan_without_any_time_is_kept_and_stands_first():
    bare = Scan("note", "Shipment created", "by_hand", "N1")
    assert [event.scan for event in timeline([PICKED, bare])] == [bare, PICKED]
    assert days_of_silence(timeline([bare]), NOON) is None


# -- what follows from it --------------------------------------------------------------------------------------------


def test_a_notice_is_no_physical_scan_and_ends_no_silence():
    late = scan("delayed", "2026-07-05T10:00:00+08:00", country="US")
    events = timeline([PICKED, CAME, late])
    assert last_event(events).scan == late
    assert last_physical(events).scan == CAME
    assert days_of_silence(events, datetime(2026, 7, 9, 14, 0, tzinfo=UTC)) == 10


def test_silence_of_a_label_counts_from_the_label():
    assert days_of_silence(timeline([scan("announced", "2026-06-25T12:00:00+00:00")]), NOON) == 4


def test_a_scan_in_the_future_is_no_negative_silence():
    assert days_of_silence(timeline([scan(at="2026-07-29T12:00:00+00:00")]), NOON) == 0


def test_moved_counts_as_in_hand_only_where_a_place_is_named():
    assert scan("in_transit", city="Reno").is_physical
    assert not scan("in_transit").is_physical


def test_the_route_names_each_place_once_in_a_row_and_shortens_its_middle():
    cities = ["SHENZHEN", "Shenzhen", "Hong Kong", "Leipzig", "Köln", "Bonn", "Berlin", "Potsdam"]
    scans = [scan(at=f"2026-06-{10 + n}T08:00:00+00:00", city=city) for n, city in enumerate(cities)]
    assert route(timeline(scans[:4])) == ("Shenzhen", "Hong Kong", "Leipzig")
    assert route(timeline(scans)) == ("Shenzhen", "Hong Kong", "Leipzig", "…", "Berlin", "Potsdam")
    assert route(timeline([scan(city="LOS ANGELES, US", country="US")])) == ("Los Angeles, Us",)


def test_the_days_that_rules_count_from_are_local_ones():
    delivered = scan("delivered", "2026-07-01T23:30:00-07:00", city="Reno", country="US")
    told = known(timeline([scan("announced", "2026-06-20T09:00:00+08:00"), PICKED, CAME, delivered]))
    assert told == Known(date(2026, 6, 24), date(2026, 7, 1), date(2026, 7, 1), "CN", "US")


def test_a_delivery_that_a_later_scan_contradicts_is_none():
    delivered = scan("delivered", "2026-07-01T10:00:00-07:00", country="US")
    moved = scan("arrived", "2026-07-03T10:00:00-07:00", city="Reno", country="US")
    told = known(timeline([PICKED, delivered, moved]))
    assert (told.delivered_on, told.last_scan_on) == (None, date(2026, 7, 3))


def test_without_scans_nothing_is_known():
    assert known(()) == Known()
    assert (last_event(()), last_physical(()), route(()), days_of_silence((), NOON)) == (None, None, (), None)


def test_every_kind_has_a_sentence_of_its_own_and_says_how_far_it_proves_touch():
    assert len({kind.sentence for kind in KINDS.values()}) == len(KINDS)
    assert all(kind.sentence.endswith(".") and kind.touch in (IN_HAND, IF_PLACED, NOTICE) for kind in KINDS.values())


# -- what holds for any scans ----------------------------------------------------------------------------------------


INSTANTS = st.integers(0, 40).map(lambda n: NOON + timedelta(minutes=n * 61 % 300))


@st.composite
def scans(draw) -> Scan:
    instant = draw(INSTANTS)
    zoned, placed = draw(st.booleans()), draw(st.booleans())
    local = instant.replace(tzinfo=None) + timedelta(hours=draw(st.sampled_from([0, 8, -7])))
    return Scan(
        draw(st.sampled_from(["accepted", "arrived", "departed", "in_transit", "unknown", "delivered"])),
        draw(st.sampled_from(["a", "b"])),
        draw(st.sampled_from(["17track", "easypost", "by_hand"])),
        "N1",
        instant if zoned else None,
        draw(st.sampled_from([local, None])) if zoned else local,
        has_hour=draw(st.booleans()),
        city=draw(st.sampled_from(["Shenzhen", "深圳", "Reno"])) if placed else None,
        country=draw(st.sampled_from(["CN", "US", None])),
        taken_back=draw(st.integers(0, 5)) == 0,
    )


HISTORIES = st.lists(scans(), max_size=12, unique_by=lambda one: one.key)


@given(HISTORIES, st.randoms())
def test_any_order_of_the_scans_gives_the_same_story(history, randomly):
    shuffled = list(history)
    randomly.shuffle(shuffled)
    assert timeline(shuffled) == timeline(history)


@given(HISTORIES)
def test_no_scan_is_lost_or_told_twice(history):
    told = [one for event in timeline(history) for one in event.told_by]
    assert sorted(told, key=lambda one: one.key) == sorted(history, key=lambda one: one.key)


@given(HISTORIES)
def test_a_story_told_again_is_the_same_story(history):
    again = [one for event in timeline(history) for one in event.told_by]
    assert timeline(again) == timeline(history)


@given(HISTORIES)
def test_a_story_is_in_order(history):
    times = [instant_of(event.scan) for event in timeline(history)]
    assert times == sorted(times)


@given(HISTORIES, HISTORIES)
def test_answers_add_and_mark_and_never_drop(kept, answer):
    kept = [replace(one, provider="17track") for one in kept]
    answer = [replace(one, provider="17track", taken_back=False) for one in answer]
    after = after_answer(kept, answer)
    assert {one.key for one in after} == {one.key for one in kept} | {one.key for one in answer}
    assert after_answer(after, answer) == after


@given(HISTORIES)
def test_what_is_grouped_by_times_is_what_comparing_each_with_each_would_group(history):
    groups: list[list[Scan]] = []
    for one in sorted(history, key=timelines._place_in_time):
        near = [group for group in reversed(groups) if timelines._is_near(one, group)]
        home = next((group for group in near if timelines._belongs(one, group)), None)
        groups.append([one]) if home is None else home.append(one)
    assert {frozenset(event.told_by) for event in timeline(history)} == {frozenset(group) for group in groups}


@given(HISTORIES, HISTORIES)
def test_what_an_answer_no_longer_shows_is_found_as_by_comparing_each_with_each(kept, answer):
    for one in after_answer(kept, answer):
        if one.key in {fresh.key for fresh in answer} or (one.local is None and one.at is None):
            continue
        same = [fresh for fresh in answer if fresh.carrier == one.carrier and scans_module._when(fresh)]
        begins = min((scans_module._when(fresh) for fresh in same), default=None)
        if begins is not None and scans_module._when(one) >= begins:
            reworded = any(scans_module._rewords(fresh, one) for fresh in same)
            assert (one.reworded, one.taken_back) == (reworded, not reworded)
