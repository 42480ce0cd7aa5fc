"""What was sent to or heard from anybody by any channel is recorded in two clicks, and moves the right track."""

import pytest

from tests.journeys.team import Team, actions_of, text_of
from tests.journeys.ways import clicked, line_of, next_line, nothing_changes, notice, paid_case, with_approver


def offered(team: Team) -> dict[str, list[str]]:
    """What the modal in front of Lin offers: choices by counterparty."""
    assert team.lin.view is not None
    (block,) = [one for one in team.lin.view.blocks if one.get("block_id") == "what"]
    groups = block["element"]["option_groups"]
    return {one["label"]["text"]: [option["value"] for option in one["options"]] for one in groups}


async def test_a_new_case_offers_what_can_have_happened_and_nothing_else(team: Team) -> None:
    await paid_case(team)
    await team.clicks(team.lin, team.card(), "record")
    assert offered(team) == {
        "Carrier": ["ask_carrier|I1|not_opened", "carrier_confirmed_loss|I1|not_opened"],
        "Marketplace or bank": ["dispute_opened||open", "debited||undecided"],
        "Buyer": ["buyer_wrote||open"],
    }


SEARCH = [
    ("ask_carrier|I1|not_opened", {"via": "web form", "reference": "INQ-7"}, "UPS: inquiry sent (INQ-7)", "Their"),
    ("carrier_acknowledged|I1|requested", {"via": "phone"}, "UPS: being looked for (INQ-7)", "Their"),
    ("carrier_needs_info|I1|acknowledged", {"text": "Value?"}, "UPS: waiting for our information (INQ-7)", "Our"),
    ("answer_carrier|I1|info_owed", {"text": "A vase."}, "UPS: being looked for (INQ-7)", "Their"),
    ("ask_again|I1|acknowledged", {"via": "WeChat"}, "UPS: being looked for (INQ-7)", "Their"),
    ("carrier_located|I1|acknowledged", {"whereabouts": "moving"}, "UPS: located, Moving again (INQ-7)", "Their"),
    ("silent_again|I1|located", {}, "UPS: inquiry sent (INQ-7)", "Their"),
    ("carrier_confirmed_loss|I1|requested", {}, "UPS: loss confirmed (INQ-7)", "Our"),
]  # fmt: skip


async def test_everything_that_is_heard_of_the_carrier_moves_the_search(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "nothing_owed", reason="Cash on delivery.")
    await team.does(team.lin, "no_claim", reason="No cover.")
    for choice, values, line, whose in SEARCH:
        sent = await team.records(team.lin, choice, **values)
        assert sent.closed, (choice, sent)
        assert (line_of(team, "Search"), next_line(team).split()[0]) == (line, f"*{whose}"), choice
    team.check_everything_shown()


async def test_a_refused_inquiry_is_asked_elsewhere(team: Team) -> None:
    await paid_case(team)
    await team.records(team.lin, "ask_carrier|I1|not_opened")
    await team.records(team.lin, "carrier_refused|I1|requested", reason="Not our parcel any more.")
    assert line_of(team, "Search") == "UPS: inquiry refused"
    await team.records(team.lin, "ask_elsewhere|I1|refused", party="USPS")
    assert line_of(team, "Search") == "USPS: inquiry sent"


async def test_what_the_party_asks_for_becomes_the_next_step_with_its_button(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "nothing_owed", reason="Cash on delivery.")
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.records(team.lin, "ask_carrier|I1|not_opened")
    await team.records(team.lin, "carrier_needs_info|I1|requested", text="The invoice.")
    assert "send the carrier what it asked for" in next_line(team)
    assert actions_of(team.card())[0] == "form:answer_carrier"


async def test_a_buyer_who_writes_waits_until_the_answer_is_logged(team: Team) -> None:
    await paid_case(team)
    await team.records(team.lin, "buyer_wrote||open", via="Amazon message", text="Where is my vase?")
    waits = "undecided  ·  a message of the buyer waits for an answer, by 2026-11-25 (Wed) 02:00 UTC"
    assert line_of(team, "Buyer") == waits
    await team.records(team.lin, "answer_buyer||open", text="We are looking for it.")
    assert line_of(team, "Buyer") == "undecided"
    assert "\n".join(team.story()).splitlines()[-3:] == [
        "> Details: Where is my vase?",
        "<@U0LIN0000> answered the buyer",
        "> Details: We are looking for it.",
    ]


async def test_the_first_step_of_the_form_asks_only_what_happened(team: Team) -> None:
    await paid_case(team)
    await team.clicks(team.lin, team.card(), "record")
    assert team.lin.view is not None
    assert [one["block_id"] for one in team.lin.view.blocks if one["type"] == "input"] == ["what"]
    async with nothing_changes(team):
        assert list((await team.submits(team.lin)).errors) == ["what"]


async def test_where_the_choice_was_not_drawn_in_time_sending_draws_it(team: Team) -> None:
    await paid_case(team)
    await team.clicks(team.lin, team.card(), "record")
    async with nothing_changes(team):
        sent = await team.submits(team.lin, {"what": "ask_carrier|I1|not_opened"})
    assert sent.ok and sent.view is not None and "reference" in [one.get("block_id") for one in sent.view.blocks]
    assert (await team.submits(team.lin, {"reference": "INQ-7"})).closed
    assert line_of(team, "Search") == "UPS: inquiry sent (INQ-7)"


async def test_a_day_that_has_not_come_is_refused_at_the_date(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    async with nothing_changes(team):
        sent = await team.records(team.lin, "ask_carrier|I1|not_opened", at="2026-11-25")
        assert list(sent.errors) == ["at"] and "has not come yet" in sent.errors["at"]
    assert (await team.submits(team.lin, {"at": "2026-11-20"})).closed
    assert (await team.case()).investigations[0].contact_at is not None


async def test_the_silence_counts_from_the_day_on_which_we_wrote(team: Team) -> None:
    await with_approver(team)
    await paid_case(team)
    await team.does(team.lin, "nothing_owed", reason="Cash on delivery.")
    await team.does(team.lin, "no_claim", reason="No cover.")
    await team.records(team.lin, "ask_carrier|I1|not_opened", at="2026-11-20")
    # Noon in Shanghai is Thursday evening where UPS is: Friday, Monday and Tuesday are its three working days.
    assert next_line(team).startswith("*Their move*  UPS: the carrier's answer, we act on 2026-11-24 (Tue) 09:00 CST")


async def test_what_was_recorded_by_somebody_else_meanwhile_is_not_recorded_twice(team: Team) -> None:
    card = await paid_case(team)
    for who in (team.lin, team.maya):
        await team.clicks(who, card, "record")
        assert who.view is not None
        await team.clicks(who, who.view, "what", selected="ask_carrier|I1|not_opened")
    assert (await team.submits(team.maya, {"reference": "M"})).closed
    async with nothing_changes(team):
        await team.submits(team.lin, {"reference": "L"})
    assert notice(team.lin).startswith("“Inquiry sent” is not possible now: it is already “inquiry sent”.")


async def test_a_find_stops_the_search_and_is_in_the_thread_of_the_case(team: Team) -> None:
    await paid_case(team)
    await team.records(team.lin, "ask_carrier|I1|not_opened")
    await team.records(team.lin, "carrier_located|I1|requested", whereabouts="customs", until="2026-12-04")
    assert line_of(team, "Search") == "UPS: located, Customs"
    assert (await team.case()).clock("storage_ends:I1") is not None
    assert "logged that UPS located it: Customs" in team.story()[-1]


@pytest.mark.parametrize("late", ["2026-11-25", None])
async def test_news_after_all_open_a_search_again(team: Team, late: str | None) -> None:
    await paid_case(team)
    await team.does(team.lin, "give_up", "I1", reason="Never answered.")
    sent = await team.records(
        team.lin, "late_fact|I1|unanswered", whereabouts="returning", text=late or "It comes back."
    )
    assert sent.closed and line_of(team, "Search") == "UPS: located, On its way back"


async def test_the_button_of_the_next_step_does_what_the_form_does(team: Team) -> None:
    await paid_case(team)
    await clicked(team, team.lin, team.card(), "form:triage", cause="lost_scan")
    await team.does(team.lin, "nothing_owed", reason="Cash on delivery.")
    await team.does(team.lin, "no_claim", reason="No cover.")
    assert actions_of(team.card())[0] == "form:ask_carrier"
    await clicked(team, team.lin, team.card(), "form:ask_carrier", via="e-mail")
    assert line_of(team, "Search") == "UPS: inquiry sent"
    assert text_of(team.card()).startswith("🔵")
