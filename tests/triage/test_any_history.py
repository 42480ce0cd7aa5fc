"""What holds for every history, however wild: it has a verdict, in any order the same, and no false loss."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from cases.case import Parcel
from cases.causes import CAUSES, NEXT_STEPS
from cases.scan_kinds import KINDS
from cases.scans import Look, Scan
from cases.triage import MOST_REASONS, triage
from cases.verdicts import Measures, Told
from partners.tracking.thresholds import patience

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
MEASURES = Measures(patience())
COUNTRIES = st.sampled_from([None, "CN", "HK", "US", "DE", "BR", "AU", "XX"])
CITIES = st.sampled_from([None, "Shenzhen", "Memphis", "Leipzig", "深圳"])
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 4, 1))


@st.composite
def scans(draw: st.DrawFn) -> Scan:
    when = NOW - timedelta(minutes=draw(st.integers(-90_000, 90_000)))
    clock = draw(st.sampled_from(["zoned", "unzoned", "none"]))
    return Scan(
        kind=draw(st.sampled_from(sorted(KINDS))),
        words=draw(st.sampled_from(["", "customs", "x", "invoice"])),
        provider=draw(st.sampled_from(["17track", "ups"])),
        number=draw(st.sampled_from(["", "1", "2"])),
        at=when if clock == "zoned" else None,
        local=None if clock == "none" else when.replace(tzinfo=None),
        has_hour=draw(st.booleans()),
        city=draw(CITIES),
        country=draw(COUNTRIES),
        taken_back=draw(st.booleans()) and draw(st.booleans()),
    )


LOOKS = st.builds(
    Look,
    provider=st.sampled_from(["17track", "ups"]),
    number=st.just("1"),
    at=st.just(NOW),
    outcome=st.sampled_from(["scans", "not_found", "invalid", "stopped", "failed"]),
    since=st.just(NOW - timedelta(days=30)),
    good_at=st.none() | st.sampled_from([NOW, NOW - timedelta(days=9), NOW - timedelta(days=40)]),
)
PARCELS = st.builds(
    Parcel,
    number=st.sampled_from(["1", "RR123456785CN", "EE123456785CN"]),
    carrier=st.sampled_from([None, "ups", "yunexpress", "china_post", "nobody"]),
    service=st.sampled_from([None, "Express", "平邮", "?"]),
    origin=COUNTRIES,
    destination=COUNTRIES,
    label_on=DAYS,
    shipped_on=DAYS,
    first_scan_on=DAYS,
    last_scan_on=DAYS,
    expected_on=DAYS,
    delivered_on=DAYS,
)
TOLD = st.builds(
    Told,
    handed_over_on=DAYS,
    buyer=st.sampled_from([None, "received", "not_received", "damaged", "contents_missing"]),
    city=CITIES,
    signed=st.booleans(),
    number_doubted=st.booleans(),
)


@settings(max_examples=150, deadline=None)
@given(PARCELS, st.lists(scans(), max_size=9), st.lists(LOOKS, max_size=2), TOLD, st.randoms())
def test_any_history_has_one_verdict_whatever_its_order(parcel, story, looks, told, random) -> None:  # type: ignore[no-untyped-def]
    verdict = triage(parcel, story, looks, told, MEASURES, NOW)
    assert verdict.cause in CAUSES
    assert verdict.because is None or verdict.because in CAUSES
    assert verdict.next_step in NEXT_STEPS
    assert verdict.confidence in ("high", "medium", "low")
    assert 1 <= len(verdict.reasons) <= MOST_REASONS
    shuffled = [*story, *story[:2]]
    random.shuffle(shuffled)
    assert triage(parcel, shuffled, looks[::-1], told, MEASURES, NOW).cause == verdict.cause


@settings(max_examples=150, deadline=None)
@given(PARCELS, st.lists(scans(), max_size=9), st.lists(LOOKS, max_size=2), TOLD)
def test_nothing_is_lost_unless_the_carrier_says_so(parcel, story, looks, told) -> None:  # type: ignore[no-untyped-def]
    verdict = triage(parcel, story, looks, told, MEASURES, NOW)
    if verdict.cause == "lost":
        assert any(scan.kind == "lost" and scan.is_live for scan in story)


@settings(max_examples=100, deadline=None)
@given(PARCELS, st.lists(scans(), max_size=6), TOLD)
def test_a_delivery_just_now_where_the_buyer_lives_is_never_a_loss(parcel, story, told) -> None:  # type: ignore[no-untyped-def]
    # A wall clock without a zone may be anywhere in the world: only what is older by more than a day is surely past.
    past = [scan for scan in story if scan.local and scan.local < NOW.replace(tzinfo=None) - timedelta(hours=26)]
    arrived = Scan("delivered", "x", "17track", at=NOW, local=NOW.replace(tzinfo=None))
    verdict = triage(parcel, [*past, arrived], (), told, MEASURES, NOW)
    assert verdict.cause not in ("lost", "too_early", "late", *(one for one in CAUSES if one.startswith("stalled")))


@settings(max_examples=100, deadline=None)
@given(PARCELS, st.lists(scans(), min_size=1, max_size=6), TOLD, st.sampled_from(["note", "rescheduled"]))
def test_an_older_word_that_moves_nothing_changes_nothing(parcel, story, told, kind) -> None:  # type: ignore[no-untyped-def]
    before = NOW - timedelta(days=200)
    word = Scan(kind, "x", "17track", at=before, local=before.replace(tzinfo=None))
    held = [scan for scan in story if scan.is_physical and scan.is_live]
    if held:
        with_it = triage(parcel, [*story, word], (), told, MEASURES, NOW)
        assert with_it.cause == triage(parcel, story, (), told, MEASURES, NOW).cause
