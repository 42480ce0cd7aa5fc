"""Clocks that a rule dates: whose rule, from which day, what stands beside it, and what changes it later."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cases.act import Act, Circumstances
from cases.case import Case, Clock
from cases.cover import Contract
from cases.decide import decide
from cases.ladder import CHANNEL, MISSED, THREAD, rungs
from cases.rule_book import RuleBook
from cases.rules import Programme, Scope
from cases.terms import Terms
from cases.words import NoLongerApplies, Refused
from cases.working_time import Calendar, TeamHours
from tests.cases.rule_books import ALL_OF_THEM, BOOK, UPS, programme, rule
from tests.cases.telling import ANA, FIN, LEA, MONDAY, report, usd

NEW_YORK = TeamHours(Calendar("America/New_York"))
TERMS = Terms(team=NEW_YORK, rules=BOOK)


def book(*more: Programme, contracts: tuple[Contract, ...] = ()) -> RuleBook:
    return RuleBook({one.id: one for one in (*ALL_OF_THEM, *more)}, contracts)


def opened(terms: Terms = TERMS, **parcel: Any) -> Case:
    """A case on UPS; what is known of its parcel is entered at once."""
    case = report(usd(89), terms=terms).case
    return told(case, "set_parcel", terms=terms, **parcel) if parcel else case


def told(
    case: Case, move: str, target: str | None = None, terms: Terms = TERMS, at: datetime = MONDAY, **given: Any
) -> Case:
    who = FIN if move in ("claim_paid", "approve") else LEA
    return decide(case, Act(move, who, target, given), Circumstances(at, terms)).case


def clock(case: Case, key: str) -> Clock:
    found = case.clock(key)
    assert found is not None, [one.key for one in case.clocks]
    return found


def test_sixty_days_from_the_expected_delivery_end_at_the_start_of_the_last_day_where_the_team_is() -> None:
    filing = clock(opened(expected_day=date(2026, 2, 20)), "filing_deadline:ups")
    # 20 February is day 0; day 60 is 21 April, a Tuesday: 00:00 in New York is 04:00 UTC in summer time.
    assert filing.terms["last_day"] == "2026-04-21"
    assert filing.due_at == datetime(2026, 4, 21, 4, tzinfo=UTC) == datetime.fromisoformat(filing.terms["deadline"])


def test_a_last_day_on_a_weekend_is_ours_at_noon_of_the_friday_before_and_stays_what_it_is() -> None:
    filing = clock(opened(expected_day=date(2026, 2, 17)), "filing_deadline:ups")
    # Day 60 is Saturday 18 April; Friday 12:00 in New York is 16:00 UTC.
    assert filing.terms["last_day"] == "2026-04-18"
    assert filing.due_at == datetime(2026, 4, 17, 16, tzinfo=UTC)
    assert datetime.fromisoformat(filing.terms["deadline"]) == datetime(2026, 4, 18, 4, tzinfo=UTC)


def test_what_a_rule_counts_from_and_nobody_entered_is_asked_for_and_not_guessed() -> None:
    case = opened()
    filing = clock(case, "filing_deadline:ups")
    assert filing.due_at is None and filing.terms == {
        "rule": "unknown",
        "programme": "UPS",
        "missing": "expected_delivery",
    }
    assert case.clock("find_date:filing_deadline:ups") is not None and case.clock("filing_opens:ups") is None
    known = told(case, "set_parcel", expected_day=date(2026, 2, 20))
    assert clock(known, "filing_deadline:ups").due_at and known.clock("find_date:filing_deadline:ups") is None


def test_the_first_day_is_a_gate_of_its_own() -> None:
    opens = clock(opened(expected_day=date(2026, 3, 4)), "filing_opens:ups")
    # One day after the expected delivery: Thursday 5 March, from its first minute.
    assert opens.due_at == datetime(2026, 3, 5, 5, tzinfo=UTC)
    assert opens.terms["first_day"] == "2026-03-05"


def test_a_gate_opens_when_the_day_has_begun_where_the_payer_is_too() -> None:
    shenzhen = Terms(team=TeamHours(Calendar("Asia/Shanghai")), rules=BOOK)
    opens = clock(opened(shenzhen, expected_day=date(2026, 3, 4)), "filing_opens:ups")
    # 5 March begins in New York at 13:00 in Shenzhen, whose own has begun long before.
    assert opens.due_at == datetime(2026, 3, 5, 5, tzinfo=UTC) and opens.terms["first_day"] == "2026-03-05"


def test_the_terms_are_copied_so_that_a_date_can_be_explained_when_the_rule_has_changed() -> None:
    filing = clock(opened(expected_day=date(2026, 2, 20)), "filing_deadline:ups")
    wanted = {
        "rule": "ups.claim_latest",
        "field": "claim_latest",
        "amount": "60",
        "unit": "days",
        "anchor": "expected_delivery",
        "anchored_on": "2026-02-20",
        "source": "https://example.com/terms",
        "checked": "2026-02-01",
        "confidence": "high",
        "programme": "UPS",
    }
    assert {name: filing.terms[name] for name in wanted} == wanted


def test_an_edited_rule_leaves_a_running_clock_alone_and_counts_for_the_next() -> None:
    case = opened(expected_day=date(2026, 2, 20))
    before = clock(case, "filing_deadline:ups")
    shorter = replace(UPS, rules=(rule("ups", "claim_latest", 30, "days", "expected_delivery"),))
    edited = Terms(team=NEW_YORK, rules=book(shorter))
    assert clock(told(case, "triage", terms=edited, cause="lost_scan"), "filing_deadline:ups") is before
    fresh = opened(edited, expected_day=date(2026, 2, 20))
    assert clock(fresh, "filing_deadline:ups").terms["last_day"] == "2026-03-22"


def test_a_new_fact_dates_the_clock_anew_and_one_that_changes_nothing_does_not() -> None:
    case = opened(expected_day=date(2026, 2, 20))
    before = clock(case, "filing_deadline:ups")
    same = clock(told(case, "set_parcel", at=MONDAY + timedelta(days=1), service="Ground"), "filing_deadline:ups")
    assert (same.started_at, same.due_at) == (before.started_at, before.due_at) and same.anchor != before.anchor
    later = told(case, "set_parcel", at=MONDAY + timedelta(days=1), expected_day=date(2026, 2, 25))
    moved = clock(later, "filing_deadline:ups")
    assert moved.started_at == MONDAY + timedelta(days=1) and moved.terms["last_day"] == "2026-04-26"


def test_a_date_that_somebody_states_stands_before_the_rules() -> None:
    case = opened(expected_day=date(2026, 2, 20))
    stated = datetime(2026, 4, 1, 20, tzinfo=UTC)
    dated = told(case, "set_date", clock="filing_deadline:ups", until=stated, source="UPS said so on the phone")
    filing = clock(dated, "filing_deadline:ups")
    assert (filing.due_at, filing.terms["rule"]) == (stated, "stated")


def test_of_several_rules_that_fit_the_earlier_day_counts_and_the_others_stand_beside() -> None:
    two = replace(
        UPS,
        rules=(
            rule("ups", "claim_latest", 60, "days", "expected_delivery"),
            rule("ups", "claim_latest", 45, "days", "shipped", name="reseller", confidence="low"),
        ),
    )
    terms = Terms(team=NEW_YORK, rules=book(two))
    filing = clock(opened(terms, expected_day=date(2026, 2, 20), shipped_on=date(2026, 2, 10)), "filing_deadline:ups")
    # 10 February + 45 days = 27 March, before 21 April: the stricter counts although it is trusted less.
    assert (filing.terms["last_day"], filing.terms["confidence"]) == ("2026-03-27", "low")
    assert filing.terms["others"].startswith("2026-04-21\t60\tdays\texpected_delivery\t")


def test_what_is_not_known_and_would_change_the_date_is_asked_for() -> None:
    sendcloud = opened(label="sendcloud", label_on=date(2026, 2, 20))
    filing = clock(sendcloud, "filing_deadline:xcover_sendcloud")
    # Domestic 30 days, international 60: where nobody knows the lane the stricter counts.
    assert (filing.terms["last_day"], filing.terms["asks"]) == ("2026-03-22", "lane")
    known = told(sendcloud, "set_parcel", origin="NL", destination="DE 10115")
    filing = clock(known, "filing_deadline:xcover_sendcloud")
    assert filing.terms["last_day"] == "2026-04-21" and "asks" not in filing.terms


def test_carrier_and_insurer_have_a_clock_each() -> None:
    contract = Contract("p1", "Insurer", "77", date(2026, 1, 1), programme="insurer")
    terms = Terms(team=NEW_YORK, rules=book(contracts=(contract,)))
    case = opened(terms, expected_day=date(2026, 2, 20), shipped_on=date(2026, 2, 10))
    days = {one.key: one.terms["last_day"] for one in case.clocks if one.kind == "filing_deadline"}
    # The insurer's 120 days from 10 February end on 10 June.
    assert days == {"filing_deadline:ups": "2026-04-21", "filing_deadline:insurer": "2026-06-10"}


def test_a_contract_whose_rules_nobody_entered_has_a_date_to_be_found() -> None:
    terms = Terms(rules=book(contracts=(Contract("p1", "Ping An", "77", date(2026, 1, 1)),)))
    case = opened(terms)
    assert clock(case, "filing_deadline:contract:p1").terms == {"rule": "unknown", "programme": "Ping An 77"}
    assert case.clock("find_date:filing_deadline:contract:p1") is not None


def test_one_payer_may_be_left_out_and_the_others_date_runs_on() -> None:
    contract = Contract("p1", "Insurer", "77", date(2026, 1, 1), programme="insurer")
    terms = Terms(rules=book(contracts=(contract,)))
    case = opened(terms, expected_day=date(2026, 2, 20), shipped_on=date(2026, 2, 10))
    left = told(case, "no_claim_on", terms=terms, programme="ups", payer_name="UPS", reason="The insurer pays more.")
    assert [one.key for one in left.clocks if one.kind == "filing_deadline"] == ["filing_deadline:insurer"]
    with pytest.raises(NoLongerApplies):
        told(left, "no_claim_on", terms=terms, programme="ups", payer_name="UPS", reason="Once more.")
    nobody = told(left, "no_claim_on", terms=terms, programme="insurer", payer_name="Insurer", reason="Nor these.")
    # Nothing goes quiet: that no claim is made at all has to be said, with its reason.
    assert nobody.clock("task:no_claim") is not None and nobody.claim_end is None


def test_a_claim_that_was_filed_ends_that_payers_date_only() -> None:
    contract = Contract("p1", "Insurer", "77", date(2026, 1, 1), programme="insurer")
    terms = Terms(rules=book(contracts=(contract,)))
    case = opened(terms, expected_day=date(2026, 2, 20), shipped_on=date(2026, 2, 10))
    drafted = told(case, "draft_claim", terms=terms, payer="ups", payer_kind="carrier", money=usd(50))
    assert {"filing_deadline:ups", "filing_deadline:insurer", "task:C1"} <= {one.key for one in drafted.clocks}
    filed = told(drafted, "file_claim", "C1", terms=terms, reference="CL-1")
    assert [one.key for one in filed.clocks if one.kind == "filing_deadline"] == ["filing_deadline:insurer"]
    assert told(filed, "no_claim_on", terms=terms, programme="insurer", payer_name="Insurer", reason="Enough.")


def test_where_a_service_carries_no_cover_no_date_is_awaited_and_the_decision_is_proposed() -> None:
    letter = replace(
        UPS,
        rules=(
            *UPS.rules,
            rule(
                "ups",
                "not_covered",
                text="Letters carry no cover",
                covered=False,
                scope=Scope(service=frozenset({"Letter"})),
            ),
        ),
    )
    terms = Terms(rules=book(letter))
    covered = opened(terms, expected_day=date(2026, 2, 20))
    assert covered.clock("filing_deadline:ups") and covered.clock("task:no_claim") is None
    case = told(covered, "set_parcel", terms=terms, service="Letter")
    assert case.clock("filing_deadline:ups") is None
    assert clock(case, "task:no_claim").waiting_on == "us"
    ended = told(case, "no_claim", terms=terms, reason="A letter carries no cover.")
    assert ended.clock("task:no_claim") is None and ended.claim_end == "not_claimed"


def test_a_window_that_closes_before_it_opens_is_said_at_once() -> None:
    blocked = programme(
        "ups",
        "carrier",
        rule("ups", "claim_earliest", 21, "days", "shipped"),
        rule("ups", "claim_latest", 7, "days", "shipped"),
        carriers=("ups",),
    )
    terms = Terms(team=NEW_YORK, rules=book(blocked))
    filing = clock(opened(terms, shipped_on=date(2026, 2, 27)), "filing_deadline:ups")
    assert (filing.terms["trap"], filing.terms["last_day"]) == ("earliest_after_latest", "2026-03-06")
    first = rungs(filing, NEW_YORK)[0]
    # Monday 09:00 UTC is 04:00 in New York: it is heard when the team begins, at 09:00 there.
    assert (first.at, first.level) == (datetime(2026, 3, 2, 14, tzinfo=UTC), THREAD)
    assert filing.rings_at == first.at


@pytest.mark.parametrize(
    ("days", "trap"),
    [
        # Opens on Friday 6 March; closing on Tuesday the 10th leaves Friday, Monday and Tuesday: three, no trap.
        (13, None),
        # Closing on Monday the 9th leaves two working days.
        (12, "short_window"),
    ],
)
def test_a_window_of_less_than_three_working_days_is_a_trap(days: int, trap: str | None) -> None:
    narrow = programme(
        "ups",
        "carrier",
        rule("ups", "claim_earliest", 9, "days", "shipped"),
        rule("ups", "claim_latest", days, "days", "shipped"),
        carriers=("ups",),
    )
    filing = clock(opened(Terms(rules=book(narrow)), shipped_on=date(2026, 2, 25)), "filing_deadline:ups")
    assert filing.terms.get("trap") == trap


def test_the_buyers_message_starts_the_marketplaces_hours_over_the_weekend() -> None:
    friday = datetime(2026, 3, 6, 21, tzinfo=UTC)
    case = told(opened(), "buyer_wrote", at=friday, via="Amazon message")
    answer = clock(case, "buyer_answer")
    # 48 elapsed hours end on Sunday 21:00 UTC, a day off for the team: its own time is Friday noon, and is past.
    assert datetime.fromisoformat(answer.terms["deadline"]) == datetime(2026, 3, 8, 21, tzinfo=UTC)
    assert answer.due_at == datetime(2026, 3, 6, 17, tzinfo=UTC)


def test_the_marketplaces_notice_starts_other_hours_than_the_buyers_message() -> None:
    case = told(opened(), "dispute_opened", through="Amazon A-to-z")
    answer = clock(case, "dispute_answer:D1")
    assert answer.due_at == MONDAY + timedelta(hours=72) and answer.terms["field"] == "answer"


@pytest.mark.parametrize(
    ("site", "last_day"), [("ebay.com", "2026-03-06"), ("ebay.de", "2026-03-05"), ("ebay", "2026-03-05")]
)
def test_a_dispute_is_answered_within_the_working_days_of_the_sites_country(site: str, last_day: str) -> None:
    answer = rule("ebay", "answer", 3, "working_days", "notice")
    ebay = programme("ebay", "marketplace", answer, marketplaces=("ebay",), called="eBay", by_site=True)
    # Wednesday 4 March is a day off in the United States, and nowhere else.
    off = {"US": frozenset({date(2026, 3, 4)})}
    book = RuleBook(
        {"ebay": ebay}, calendar_of=lambda place, zone: Calendar(zone or "UTC", off.get(place, frozenset()))
    )
    plain = replace(report(usd(89)).case, order=replace(report().case.order, marketplace=site))
    case = told(plain, "dispute_opened", terms=Terms(team=NEW_YORK, rules=book), through="eBay")
    assert clock(case, "dispute_answer:D1").terms["last_day"] == last_day


def test_a_dispute_through_somebody_unknown_has_a_date_to_be_found() -> None:
    plain = replace(report(usd(89)).case, order=replace(report().case.order, marketplace="shopify"))
    case = told(plain, "dispute_opened", terms=Terms(rules=RuleBook({"ups": UPS})), through="My bank")
    assert clock(case, "dispute_answer:D1").due_at is None


def test_a_denial_starts_the_payers_working_days_to_appeal() -> None:
    case = told(opened(), "draft_claim", payer="UPS", payer_kind="carrier", money=usd(50))
    case = told(told(case, "file_claim", "C1", reference="CL-1"), "claim_denied", "C1", reason="Value not proved.")
    appeal = clock(case, "appeal_deadline:C1")
    # Ten working days after Monday 2 March, without the anchor: Monday 16 March.
    assert appeal.terms["last_day"] == "2026-03-16"


def test_documents_are_owed_within_the_payers_days_else_within_five() -> None:
    case = told(opened(), "draft_claim", payer="Insurer", payer_kind="insurer", money=usd(50))
    asked = told(
        told(case, "file_claim", "C1", reference="CL-1"), "payer_needs_info", "C1", text="The invoice, please."
    )
    assert clock(asked, "evidence_request:C1").terms["last_day"] == "2026-03-09"
    other = told(opened(), "draft_claim", payer="Somebody", payer_kind="insurer", money=usd(50))
    asked = told(
        told(other, "file_claim", "C1", reference="CL-1"), "payer_needs_info", "C1", text="The invoice, please."
    )
    # 5 days: Saturday 7 March, so Friday noon in New York.
    assert clock(asked, "evidence_request:C1").due_at == datetime(2026, 3, 6, 17, tzinfo=UTC)


def test_money_is_expected_within_the_payers_days_else_within_thirty() -> None:
    case = told(opened(), "draft_claim", payer="Insurer", payer_kind="insurer", money=usd(50))
    paid = told(told(case, "file_claim", "C1", reference="CL-1"), "claim_approved", "C1", money=usd(50))
    # Ten of the insurer's working days: Monday 16 March, when the team begins (13:00 UTC in summer time).
    assert clock(paid, "payment:C1").due_at == datetime(2026, 3, 16, 13, tzinfo=UTC)


def test_an_inquiry_that_the_carrier_would_not_take_yet_is_due_when_it_does() -> None:
    case = told(opened(expected_day=date(2026, 3, 10)), "triage", cause="lost_scan")
    contact = clock(case, "first_contact:I1")
    # One day after the expected delivery: Wednesday 11 March, 09:00 in New York (13:00 UTC in summer time).
    assert (
        contact.due_at == datetime(2026, 3, 11, 13, tzinfo=UTC) and contact.terms["field"] == "investigation_earliest"
    )


def test_an_inquiry_has_a_last_day_where_the_carrier_sets_one() -> None:
    post = programme("ups", "carrier", rule("ups", "investigation_latest", 6, "months", "shipped"), carriers=("ups",))
    case = opened(Terms(rules=book(post)), shipped_on=date(2025, 8, 31))
    # Six months from 31 August: 28 February, the last day that exists, is past when the case is opened.
    assert clock(case, "inquiry_deadline:I1").terms["last_day"] == "2026-02-28"
    asked = told(case, "ask_carrier", "I1", terms=Terms(rules=book(post)))
    assert asked.clock("inquiry_deadline:I1") is None


def test_silence_is_counted_on_the_days_of_the_country_where_the_counterparty_works() -> None:
    places: list[str] = []

    def calendar(place: str, zone: str) -> Calendar:
        places.append(place)
        # Tuesday to Thursday are off in the country of UPS, nowhere else.
        return Calendar(zone, frozenset(date(2026, 3, day) for day in (3, 4, 5)) if place == "US" else frozenset())

    rules = RuleBook(BOOK.programmes, calendar_of=calendar)
    case = told(opened(Terms(rules=rules)), "ask_carrier", "I1", terms=Terms(rules=rules))
    silence = clock(case, "carrier_silence:I1")
    # The third working day after Monday the 2nd: Friday 6, Monday 9, Tuesday 10 March.
    assert silence.due_at == datetime(2026, 3, 10, 9, tzinfo=UTC) and silence.terms["place"] == "US"
    assert "US" in places


def test_a_deadline_by_rule_that_has_passed_says_so_at_the_end_of_its_last_day() -> None:
    filing = clock(opened(expected_day=date(2026, 2, 20)), "filing_deadline:ups")
    last, missed = rungs(filing, NEW_YORK)[-2:]
    assert last.level == CHANNEL and last.at < datetime(2026, 4, 21, 4, tzinfo=UTC)
    # The last day ends at midnight in New York; it is said when the team begins on the Wednesday.
    assert (missed.at, missed.level) == (datetime(2026, 4, 22, 13, tzinfo=UTC), MISSED)


def test_rules_that_changed_are_looked_up_for_what_was_unknown_only() -> None:
    known = opened(expected_day=date(2026, 2, 20))
    assert told(known, "recount").clocks == known.clocks
    own = replace(UPS, rules=(rule("ups", "claim_latest", 30, "days", "first_scan"),))
    unknown = opened(Terms(rules=book(own)))
    assert clock(unknown, "filing_deadline:ups").due_at is None
    dated = replace(unknown, parcels=(replace(unknown.parcel, first_scan_on=date(2026, 2, 20)),))
    assert clock(told(dated, "recount", terms=Terms(rules=book(own))), "filing_deadline:ups").due_at is not None


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"shipped_on": date(2026, 3, 9)}, "2026-03-09 has not come yet."),
        (
            {"shipped_on": date(2026, 2, 9), "last_scan_on": date(2026, 2, 8)},
            "2026-02-09 (Term(word='shipped_on')) would come after 2026-02-08",
        ),
        ({"origin": "Germany"}, "“Germany” does not begin with a country."),
        ({"destination": "10115"}, "“10115” does not begin with a country."),
        ({"loss_type": "eaten"}, "“eaten” is none of the choices"),
        ({}, "Nothing is filled in that is not known already."),
    ],
)
def test_what_cannot_be_of_a_parcel_is_refused_with_a_sentence(given: dict[str, Any], sentence: str) -> None:
    case = opened()
    before = replace(case)
    with pytest.raises(Refused) as caught:
        decide(case, Act("set_parcel", ANA, None, given), Circumstances(MONDAY, TERMS))
    assert sentence in str(caught.value) and case == before
