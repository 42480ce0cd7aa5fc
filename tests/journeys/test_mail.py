"""Texts by e-mail: once, with what goes with them, and told where they did not simply go out."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.playground import acting
from cases.act import Act
from cases.case import Actor
from cases.file_kinds import PDF
from handlers.desk import Desk
from handlers.mail_sending import MailSending
from partners.mail import MailServer
from storage.correspondence import Written
from storage.evidence import KeptFile
from storage.evidence_store import EvidenceStore
from storage.transaction import Transaction
from tests.correspondence.post_office import PostOffice, post_office
from tests.journeys.team import Team, buttons_of, text_of
from tests.journeys.test_contact import PARCEL, block_of, chosen, opened, text_in, value_of
from tests.journeys.ways import nothing_changes, paid_case, whisper

SHOP = "Vase Shop <claims@shop.example>"
TO = {"address": "desk@ups.example"}


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as opened_office:
        yield opened_office


@pytest.fixture
def mailing(team: Team, office: PostOffice) -> MailSending:
    """The bot with a mail server: this one."""
    server = MailServer("127.0.0.1", office.port, "none", answer_seconds=2)
    team.tracer.reception.mail_from = SHOP
    return MailSending(
        team.database, team.clock, server, SHOP, EvidenceStore(team.database), after=team.tracer.courier.wake
    )


async def by_mail(team: Team, who: acting.Actor, **values: str) -> None:
    """Somebody sends the inquiry of the case by mail."""
    await opened(team, who)
    await chosen(team, who, "way", "mail")
    sent = await team.submits(who, {**PARCEL, **TO, **values})
    assert sent.closed, sent.errors


async def goes_out(team: Team, mailing: MailSending) -> None:
    await mailing.sweep()
    await team.settle()


async def kept(team: Team, id: str = "M1") -> Written:
    one = await team.database.read(lambda tx: tx.correspondence.get(team.id, 1, id))
    assert one is not None
    return one


def news(team: Team, who: acting.Actor) -> list[str]:
    return [text_of(one) for one in team.direct(who) if "e-mail" in text_of(one)]


async def test_a_text_goes_out_once_with_its_files_and_then_starts_the_wait(
    team: Team, mailing: MailSending, office: PostOffice
) -> None:
    await paid_case(team)
    view = await opened(team, team.lin)
    assert view.content["submit"]["text"] == "Mark as sent"
    await chosen(team, team.lin, "way", "mail")
    assert team.lin.view is not None and team.lin.view.content["submit"]["text"] == "Send"
    async with nothing_changes(team):
        refused = await team.submits(team.lin, {**PARCEL, "address": "nobody"})
    assert refused.errors is not None and set(refused.errors) == {"address"}
    edited = text_in(team.lin).replace("Kind regards", "With kind regards")
    sent = await team.submits(team.lin, {**PARCEL, **TO, block_of(team.lin, "text"): edited})
    assert sent.closed and (await team.case()).investigations[0].state == "not_opened"
    assert (await kept(team)).state == "waiting"
    await goes_out(team, mailing)
    (mail,) = office.got
    one = await kept(team)
    assert (mail["To"], mail["From"], mail["Message-ID"]) == ("desk@ups.example", SHOP, one.message_id)
    body = mail.get_body()
    assert body is not None and body.get_content().replace("\r", "").rstrip("\n") == one.body
    assert one.body is not None and "With kind regards\nLin Chen" in one.body
    case = await team.case()
    assert (one.state, one.answer, case.investigations[0].state) == ("sent", "250 2.0.0 kept as 7", "requested")
    assert "sent an inquiry to UPS" in team.story()[-1] and "desk@ups.example" not in "".join(team.story())
    assert await mailing.sweep() == 0 and len(office.got) == 1


async def test_what_a_letter_calls_enclosed_goes_with_it_or_the_letter_does_not_go(
    team: Team, mailing: MailSending, office: PostOffice
) -> None:
    await paid_case(team)
    laid = await EvidenceStore(team.database).lay_down(team.id, 1, b"%PDF-1 label")
    file = KeptFile(laid.sha256, laid.size, PDF, False, "label.pdf", team.lin.id, team.clock.now(), "thread")
    label = Act("add_evidence", Actor("operator", "shell"), details={"sha256": laid.sha256, "slot": "label"})

    def keep(tx: Transaction) -> None:
        tx.evidence.keep(laid, file)
        Desk(tx, team.id, team.clock.now()).move(1, label)

    await team.database.write(keep)
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money="31")
    await opened(team, team.lin)
    await chosen(team, team.lin, "to", "payer:C1")
    await chosen(team, team.lin, "way", "mail")
    assert "Enclosed:\n- shipping label" in text_in(team.lin)
    values = {**PARCEL, **TO, "reference": "R-1", "lacking": ["yes"]}
    async with nothing_changes(team):
        refused = await team.submits(team.lin, {**values, "files": []})
    assert list(refused.errors.values()) == [
        "The text says that this is enclosed, and no file of it goes with the e-mail: shipping label. Choose the "
        "file, or take the line out."
    ]
    one = (await team.case()).evidence[0]
    sent = await team.submits(team.lin, {**values, "files": [one.id]})
    assert sent.closed, sent.errors
    await goes_out(team, mailing)
    assert [part.get_filename() for part in office.got[0].iter_attachments()] == ["label.pdf"]


async def test_a_refusal_starts_no_wait_and_whoever_sent_it_reads_the_servers_words(
    team: Team, mailing: MailSending, office: PostOffice
) -> None:
    await paid_case(team)
    office.refuses = True
    await by_mail(team, team.lin)
    await goes_out(team, mailing)
    assert (await kept(team)).state == "refused" and (await team.case()).investigations[0].state == "not_opened"
    told = news(team, team.lin)[-1]
    assert "M1 (inquiry) was not sent, and no wait for an answer has begun" in told and "550 5.1.1" in told
    assert "was not sent" in team.story()[-1] and "desk@ups.example" not in "".join(team.story())
    office.refuses = False
    message = [one for one in team.direct(team.lin) if "was not sent" in text_of(one)][-1]
    before = (await kept(team)).message_id
    assert buttons_of(message) == ["Send it once more", "Contact"]
    await team.clicks(team.lin, message, "mail_again")
    await goes_out(team, mailing)
    assert (await kept(team)).state == "sent" and office.got[0]["Message-ID"] == before
    told_again = await team.clicks(team.lin, message, "mail_again")
    assert "settled meanwhile" in whisper(told_again) and await mailing.sweep() == 0


async def test_a_server_that_asks_for_patience_is_tried_again_and_said_once(
    team: Team, mailing: MailSending, office: PostOffice
) -> None:
    await paid_case(team)
    office.later = 2
    await by_mail(team, team.lin)
    for minutes in (0, 2, 6):
        team.clock.wind(timedelta(minutes=minutes))
        await goes_out(team, mailing)
    assert (await kept(team)).state == "sent" and len(office.got) == 1
    assert len([one for one in news(team, team.lin) if "could not be sent yet" in one]) <= 1


async def test_after_a_day_of_patience_it_is_given_up_and_said(
    team: Team, mailing: MailSending, office: PostOffice
) -> None:
    await paid_case(team)
    office.later = 99
    await by_mail(team, team.lin)
    for _ in range(12):
        await goes_out(team, mailing)
        team.clock.wind(timedelta(hours=3))
    assert (await kept(team)).state == "refused" and office.got == []
    assert "451 4.7.1 Greylisted" in news(team, team.lin)[-1]


async def test_where_the_connection_breaks_over_the_text_a_person_says_what_is_so(
    team: Team, mailing: MailSending, office: PostOffice
) -> None:
    await paid_case(team)
    office.hangs_up_after = "data"
    await by_mail(team, team.lin)
    await goes_out(team, mailing)
    assert (await kept(team)).state == "unsure" and (await team.case()).investigations[0].state == "not_opened"
    team.clock.wind(timedelta(days=2))
    await goes_out(team, mailing)
    assert len(office.got) == 1
    message = [one for one in team.direct(team.lin) if "may or may not have been sent" in text_of(one)][-1]
    await team.clicks(team.lin, message, "mail_arrived")
    assert (await kept(team)).state == "sent" and (await team.case()).investigations[0].state == "requested"


async def test_whoever_died_with_a_text_in_hand_leaves_it_uncertain_and_unsent(
    team: Team, mailing: MailSending, office: PostOffice
) -> None:
    await paid_case(team)
    await by_mail(team, team.lin)
    one = await kept(team)
    # Killed right after it said that it begins: whether the server has it nobody knows.
    now = team.clock.now()
    await team.database.write(lambda tx: tx.correspondence.due(now, now + timedelta(minutes=10), 1))
    assert await team.database.write(lambda tx: tx.correspondence.begin(one))
    await goes_out(team, mailing)
    assert (await kept(team)).state == "sending" and office.got == []
    team.clock.wind(timedelta(minutes=11))
    await goes_out(team, mailing)
    assert (await kept(team)).state == "unsure" and office.got == []
    assert "may or may not have been sent" in news(team, team.lin)[-1]


async def test_one_that_came_back_is_said_in_the_thread(team: Team, mailing: MailSending, office: PostOffice) -> None:
    await paid_case(team)
    await by_mail(team, team.lin)
    await goes_out(team, mailing)
    view = await opened(team, team.lin)
    await team.clicks(team.lin, view, "contact_read:M1")
    assert team.lin.view is not None and "To: desk@ups.example" in text_of(team.lin.view)
    await team.clicks(team.lin, team.lin.view, "mail_bounced")
    assert (await kept(team)).state == "bounced"
    assert "M1 (inquiry)" in team.story()[-1] and "came back" in team.story()[-1]


async def test_a_buyer_of_amazon_is_written_to_through_amazon_only(
    team: Team, mailing: MailSending, office: PostOffice
) -> None:
    await paid_case(team)
    await opened(team, team.lin)
    await chosen(team, team.lin, "to", "buyer:")
    await chosen(team, team.lin, "way", "mail")
    assert value_of(team.lin, "address") is None
    filled = {"gap.write_by": "2026-11-30"}
    async with nothing_changes(team):
        refused = await team.submits(team.lin, {**filled, "address": "anna@mail.example"})
    assert refused.errors is not None and refused.errors["address"].startswith("Amazon: buyers are written to through")
    sent = await team.submits(team.lin, {**filled, "address": "x7@marketplace.amazon.de"})
    assert sent.closed
    await goes_out(team, mailing)
    assert office.got[0]["To"] == "x7@marketplace.amazon.de" and "wrote to the buyer" in team.story()[-1]


async def test_an_erased_case_sends_nothing_any_more(team: Team, mailing: MailSending, office: PostOffice) -> None:
    await paid_case(team)
    await by_mail(team, team.lin)
    at = team.clock.now()
    await team.database.write(lambda tx: tx.personal.erase_case(team.id, 1, at, "test"))
    await goes_out(team, mailing)
    assert office.got == [] and (await kept(team)).body is None


async def test_a_chinese_team_reads_of_a_refusal_in_chinese(
    team: Team, mailing: MailSending, office: PostOffice
) -> None:
    await team.types(team.lin, "/lost lang zh")
    await paid_case(team)
    office.refuses = True
    await by_mail(team, team.lin)
    await goes_out(team, mailing)
    told = [text_of(one) for one in team.direct(team.lin) if "550 5.1.1" in text_of(one)][-1]
    assert "M1" in told and "未发出" in told
