"""A text to carrier, payer or buyer: proposed, completed, checked, marked as sent, and read again."""

from typing import Any

from bot.playground.acting import Actor
from bot.playground.windows import View
from tests.journeys.team import DHL, Team, actions_of, buttons_of, text_of
from tests.journeys.ways import give_roles, line_of, nothing_changes, notice, paid_case, whisper

PARCEL = {"gap.shipped_on": "2026-11-10", "gap.destination": "Germany"}


def value_of(who: Actor, name: str) -> Any:
    """What an input of the form in front of somebody holds, by the beginning of its name: what was there before stays
    where the input has the same name, whatever the form begins with."""
    assert who.view is not None
    [held] = [one for block, one in who.view.values.items() if block == name or block.startswith(f"{name}.")]
    [state] = held.values()
    return (state.get("selected_option") or {}).get("value") or state.get("value") or state.get("selected_date")


def text_in(who: Actor) -> str:
    """The text in the form, whichever it is."""
    return str(value_of(who, "text"))


def block_of(who: Actor, name: str) -> str:
    assert who.view is not None
    return next(b["block_id"] for b in who.view.content["blocks"] if b.get("block_id", "").startswith(f"{name}."))


async def opened(team: Team, who: Actor, number: int = 1) -> View:
    await team.clicks(who, team.card(number), "contact")
    assert who.view is not None and who.view.callback_id == "contact", who.view
    return who.view


async def chosen(team: Team, who: Actor, field: str, value: str) -> None:
    assert who.view is not None
    await team.clicks(who, who.view, f"contact_{field}", selected=value)


async def test_the_inquiry_is_completed_sent_by_hand_and_starts_the_carriers_silence(team: Team) -> None:
    await paid_case(team)
    await opened(team, team.lin)
    assert (value_of(team.lin, "to"), value_of(team.lin, "kind"), value_of(team.lin, "language")) == (
        "carrier:I1", "inquiry", "en",
    )  # fmt: skip
    text = text_in(team.lin)
    assert text.startswith("Dear UPS team,\n\nParcel 1Z999AA10123456784 has not reached the addressee.")
    assert "Contents: vase" in text and "Handed over on: ⟦day of hand-over⟧" in text and text.endswith("\nLin Chen")
    async with nothing_changes(team):
        refused = await team.submits(team.lin, {"via": "web form"})
    assert refused.errors == {
        "text.inquiry.en.carrier:I1": "Still open: day of hand-over, country of destination. Fill it in above the "
        "text, or write what is right in its place."
    }
    sent = await team.submits(team.lin, {**PARCEL, "via": "web form"})
    assert sent.closed
    case = await team.case()
    assert (case.investigations[0].state, case.investigations[0].asked) == ("requested", 1)
    assert any(one.kind == "carrier_silence" for one in case.clocks)
    # Whoever fills in a fact of the parcel is not asked for it again.
    assert case.parcel.shipped_on is not None and case.parcel.shipped_on.isoformat() == "2026-11-10"
    assert "sent an inquiry to UPS" in team.story()[-1]
    assert "inquiry in English, kept word for word as M1" in team.story()[-1]
    assert "1Z999AA10123456784" not in "".join(team.story()) and "vase" not in "".join(team.story()[1:])
    kept = await team.database.read(lambda tx: tx.correspondence.of_case(team.id, 1))
    assert len(kept) == 1 and kept[0].body is not None
    assert "Handed over on: 10 November 2026\n" in kept[0].body and "⟦" not in kept[0].body
    view = await opened(team, team.lin)
    assert value_of(team.lin, "kind") == "chase"
    assert "M1: inquiry in English, to UPS, 2026-11-23 (Mon), sent" in text_of(view)
    await team.clicks(team.lin, view, "contact_read:M1")
    assert team.lin.view is not None and "Handed over on: 10 November 2026" in text_of(team.lin.view)


async def test_a_german_desk_is_written_to_in_german_and_the_reader_sees_it_in_chinese(team: Team) -> None:
    await team.types(team.lin, "/lost lang zh")
    await team.opens(DHL, hints='amazon.de 305-1 "vase, 31 EUR"')
    view = await opened(team, team.lin)
    assert value_of(team.lin, "language") == "de"
    assert text_in(team.lin).startswith("Sehr geehrte Damen und Herren,\n\ndie Sendung 00340434161094042557")
    told = text_of(view)
    assert "运单号：00340434161094042557" in told
    assert "⟦交运日期⟧" in text_in(team.lin) and "交运日期：⟦交运日期⟧" in told
    assert "dhl.de/nachforschung" in told


async def test_another_language_or_addressee_brings_another_text(team: Team) -> None:
    await paid_case(team)
    await opened(team, team.lin)
    await chosen(team, team.lin, "language", "fr")
    assert text_in(team.lin).startswith("Madame, Monsieur,\n\nLe colis 1Z999AA10123456784")
    assert "In your language" in text_of(team.lin.view)  # type: ignore[arg-type]
    await chosen(team, team.lin, "to", "buyer:")
    assert (value_of(team.lin, "kind"), value_of(team.lin, "language")) == ("holding", "en")
    assert "305-1234567-1234567" in text_in(team.lin)


async def test_another_payer_brings_the_text_of_its_own_claim(team: Team) -> None:
    await paid_case(team)
    for number, (payer, money) in enumerate((("UPS", "31"), ("ACME Cover", "40")), 1):
        assert (await team.does(team.lin, "draft_claim", payer=payer, payer_kind="carrier", money=money)).closed
        await team.records(team.lin, f"file_claim|C{number}|drafted", reference=f"CL-{number}")
    await opened(team, team.lin)
    await chosen(team, team.lin, "to", "payer:C1")
    kind = value_of(team.lin, "kind")
    assert "CL-1" in text_in(team.lin)
    await chosen(team, team.lin, "to", "payer:C2")
    assert value_of(team.lin, "kind") == kind
    assert "CL-2" in text_in(team.lin) and "CL-1" not in text_in(team.lin)


async def test_what_was_filled_in_outlives_another_language(team: Team) -> None:
    await team.opens(hints='amazon.de 305-1 "vase, 31 EUR"')
    await opened(team, team.lin)
    assert team.lin.view is not None
    typed = {"gap.destination": {"destination": "Germany"}}
    await team.clicks(team.lin, team.lin.view, "contact_language", selected="de", state=typed)
    assert "Nach: Germany" in text_in(team.lin) and "Übergeben am: ⟦day of hand-over⟧" in text_in(team.lin)
    assert value_of(team.lin, "gap.destination") == "Germany"


async def test_the_card_and_the_form_lead_to_the_carriers_own_page(team: Team) -> None:
    await team.opens(DHL)
    assert line_of(team, "Search") == "DHL Paket: not started · <https://www.dhl.de/nachforschung|www.dhl.de>"
    view = await opened(team, team.lin)
    assert "Only by the form on dhl.de/nachforschung; not by phone or e-mail." in text_of(view)


async def test_what_amazon_forbids_is_refused_in_the_text_that_was_edited(team: Team) -> None:
    await paid_case(team)
    await opened(team, team.lin)
    await chosen(team, team.lin, "to", "buyer:")
    assert team.lin.view is not None
    block = block_of(team.lin, "kind")
    kinds = next(b for b in team.lin.view.content["blocks"] if b.get("block_id") == block)["element"]["options"]
    assert "statement" not in {one["value"] for one in kinds}
    assert "Amazon: no telephone numbers in a message to a buyer." in text_of(team.lin.view)
    block, text = block_of(team.lin, "text"), text_in(team.lin)
    filled = {"gap.write_by": "2026-11-30"}
    for words in ("www.myshop.example", "+49 30 1234567", "lin@myshop.example"):
        async with nothing_changes(team):
            refused = await team.submits(team.lin, {**filled, block: f"{text}\n{words}"})
        assert refused.errors is not None and refused.errors[block].endswith(f" Take this out of the text: “{words}”")
    sent = await team.submits(team.lin, {**filled, block: text})
    assert sent.closed and "wrote to the buyer" in team.story()[-1]
    assert (await team.case()).buyer_waiting_since is None


async def test_an_answer_to_the_buyer_ends_their_wait(team: Team) -> None:
    await paid_case(team)
    await team.records(team.lin, "buyer_wrote||open")
    await opened(team, team.lin)
    await chosen(team, team.lin, "to", "buyer:")
    assert (await team.submits(team.lin, {"gap.write_by": "2026-11-30"})).closed
    assert (await team.case()).buyer_waiting_since is None
    assert "answered the buyer" in team.story()[-1]


async def test_an_appeal_says_why_they_denied_and_is_recorded_as_one(team: Team) -> None:
    await paid_case(team)
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", amount="31", currency="EUR")
    await team.does(team.lin, "file_claim", "C1", reference="C-77")
    await team.does(team.lin, "claim_denied", "C1", reason="Insufficient description.")
    await opened(team, team.lin)
    await chosen(team, team.lin, "to", "payer:C1")
    assert value_of(team.lin, "kind") == "appeal"
    text = text_in(team.lin)
    assert "our claim C-77 for parcel 1Z999AA10123456784, and gave as the reason:\n\nInsufficient description." in text
    sent = await team.submits(team.lin, {"gap.grounds": "The invoice names brand and model."})
    assert sent.closed and (await team.case()).claims[0].state == "appealed"
    kept = await team.database.read(lambda tx: tx.correspondence.get(team.id, 1, "M1"))
    assert kept is not None and kept.body is not None and "The invoice names brand and model." in kept.body


async def test_a_claim_by_letter_is_filed_with_its_reference_and_not_without(team: Team) -> None:
    await paid_case(team)
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", amount="31", currency="EUR")
    await opened(team, team.lin)
    await chosen(team, team.lin, "to", "payer:C1")
    assert "We claim 31.00 EUR for parcel 1Z999AA10123456784: it was lost on its way." in text_in(team.lin)
    async with nothing_changes(team):
        refused = await team.submits(team.lin, PARCEL)
    assert refused.errors is not None and set(refused.errors) == {"reference"}
    assert (await team.submits(team.lin, {**PARCEL, "reference": "LOST-0001"})).closed
    claim = (await team.case()).claims[0]
    assert (claim.state, claim.reference) == ("filed", "LOST-0001")


async def test_contact_is_a_command_and_in_a_thread_leads_to_the_button(team: Team) -> None:
    await paid_case(team)
    await team.types(team.lin, "/lost contact 1")
    assert team.lin.view is not None and team.lin.view.callback_id == "contact"
    told = await team.says(team.lin, f"<@{team.world.app.bot_user}> contact", thread=team.card())
    assert [one.text for one in told] == ["This needs a form: use the buttons on the card, or /lost."]
    assert "Contact" in buttons_of(team.card()) and "contact" in actions_of(team.card())


async def test_a_closed_case_may_still_be_written_about(team: Team) -> None:
    await paid_case(team)
    await team.does(team.lin, "not_lost", outcome="duplicate")
    await team.types(team.lin, "/lost contact 1")
    await chosen(team, team.lin, "to", "buyer:")
    assert (await team.submits(team.lin, {"gap.write_by": "2026-11-30"})).closed
    assert "wrote to the buyer" in team.story()[-1]


async def test_a_forged_form_is_refused_and_nothing_changes(team: Team) -> None:
    await paid_case(team)
    await opened(team, team.lin)
    assert team.lin.view is not None
    team.lin.view.content["private_metadata"] = '{"c":1,"to":"carrier:I9","k":"inquiry","l":"en"}'
    async with nothing_changes(team):
        await team.submits(team.lin, PARCEL)
    assert notice(team.lin) == "This form is too old. Open it once more with “Contact” on the card."


async def test_who_only_reads_is_told_whose_it_is(team: Team) -> None:
    await paid_case(team)
    await give_roles(team, team.priya.id, "viewer")
    async with nothing_changes(team):
        told = await team.clicks(team.priya, team.card(), "contact")
    assert team.priya.view is None and whisper(told).startswith("This is for")
