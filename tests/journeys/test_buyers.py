"""Who the buyer of a case is: entered, masked, shown whole to few, told in letters and packs, and never posted."""

import io
import zipfile

import pytest
from pypdf import PdfReader

from bot.playground.acting import Actor
from cases.buyers import Buyer
from tests.journeys.team import Team, actions_of, text_of
from tests.journeys.test_claim_packs import a_claim_with_documents, got, made
from tests.journeys.ways import decided, give_roles, nothing_changes, notice, paid_case, whisper, with_approver

FORM = {
    "buyer_name": "Anna  Müller",
    "buyer_address": "Hauptstraße 9\n\n10115 Berlin",
    "buyer_phone": "+49 170 5558867",
    "buyer_email": "anna@example.com",
}
ANNA = Buyer("Anna Müller", "Hauptstraße 9\n10115 Berlin", "+49 170 5558867", "anna@example.com")
PARTS = ("Müller", "Hauptstraße", "10115", "5558867", "anna@example.com")


async def with_buyer(team: Team) -> None:
    """Lin's case, of which she has entered the buyer."""
    await team.opens()
    await team.clicks(team.lin, team.card(), "move:take")
    await enters(team, team.lin)


async def enters(team: Team, who: Actor, **values: str) -> dict[str, str]:
    await team.clicks(who, team.card(), "more")
    assert who.view is not None
    await team.clicks(who, who.view, "buyer")
    sent = await team.submits(who, {**FORM, **values})
    return sent.errors


async def kept(team: Team) -> Buyer | None:
    return await team.database.read(lambda tx: tx.buyers.get(team.id, 1))


async def moves(team: Team) -> list[tuple[str, str]]:
    log = await team.database.read(lambda tx: tx.cases.log(team.id, 1))
    return [(one.move, one.actor.id) for one in log]


def posted(team: Team) -> str:
    """Everything that any channel holds and everybody in it reads."""
    rooms = [room for room in team.world.channels.values() if room.id.startswith("C")]
    return "\n".join(text_of(one) + one.text for room in rooms for one in room.messages if not one.only_for)


async def test_a_buyer_is_entered_masked_shown_whole_and_each_look_is_logged(team: Team) -> None:
    await with_buyer(team)
    assert await kept(team) == ANNA
    await team.types(team.lin, "/lost buyer 1")
    assert team.lin.view is not None
    told = text_of(team.lin.view)
    assert "A••• M•••" in told and "•••67" in told and not any(part in told for part in PARTS)
    assert [move for move, _ in await moves(team)].count("see_buyer") == 0
    await team.clicks(team.lin, team.lin.view, "see_buyer")
    assert (await moves(team))[-1] == ("see_buyer", team.lin.id)
    sent = await team.submits(team.lin, {"buyer_phone": ""})
    assert sent.closed and await kept(team) == Buyer(ANNA.name, ANNA.address, "", ANNA.email)
    story = "\n".join(team.story())
    assert story.count("entered who the buyer is and how to reach them") == 2 and "was shown" not in story
    assert not any(part in posted(team) for part in PARTS)
    log = await team.database.read(lambda tx: tx.cases.log(team.id, 1))
    assert not any(part in repr(log) for part in PARTS)


async def test_finance_reads_it_whole_while_a_request_waits_and_an_admin_never(team: Team) -> None:
    await with_approver(team)
    await paid_case(team, "900")
    await enters(team, team.lin)
    await give_roles(team, team.priya.id, "finance")
    await give_roles(team, team.maya.id, "admin")
    for who in (team.priya, team.maya):
        await team.types(who, "/lost buyer 1")
        assert who.view is not None and actions_of(who.view) == [] and "A•••" in text_of(who.view)
    await decided(team, goods="250")
    await team.types(team.priya, "/lost buyer 1")
    assert team.priya.view is not None
    await team.clicks(team.priya, team.priya.view, "see_buyer")
    assert team.priya.view is not None
    told = text_of(team.priya.view)
    assert all(part in told for part in PARTS) and "submit" not in team.priya.view.content
    await team.types(team.maya, "/lost buyer 1")
    assert team.maya.view is not None and actions_of(team.maya.view) == []


async def test_who_has_nothing_to_do_with_the_case_sees_it_masked_and_a_viewer_not_at_all(team: Team) -> None:
    await with_buyer(team)
    await team.types(team.maya, "/lost buyer 1")
    button = team.maya.view
    assert button is not None and "see_buyer" in actions_of(button)
    await give_roles(team, team.maya.id, "agent")
    await team.database.write(lambda tx: _no_admin(tx, team))
    async with nothing_changes(team):
        await team.clicks(team.maya, button, "see_buyer")
        assert "is shown to its owner, whoever stands in, leads" in notice(team.maya)
        await team.types(team.maya, "/lost buyer 1")
        assert team.maya.view is not None and actions_of(team.maya.view) == []
        assert "A•••" in text_of(team.maya.view) and not any(part in text_of(team.maya.view) for part in PARTS)
        await team.types(team.maya, "/lost contact 1")
        assert team.maya.view is not None and not any(part in _filled(team.maya) for part in PARTS)
        await give_roles(team, team.maya.id, "viewer")
        told = await team.types(team.maya, "/lost buyer 1")
        assert whisper(told).startswith("This is for")
        await team.clicks(team.maya, team.card(), "more")
        assert team.maya.view is not None and "buyer" not in actions_of(team.maya.view)


def _no_admin(tx: object, team: Team) -> None:
    person = tx.people.get(team.id, team.maya.id)  # type: ignore[attr-defined]
    tx.people.upsert([person.model_copy(update={"is_admin": False, "is_owner": False})])  # type: ignore[attr-defined]


def _filled(who: Actor) -> str:
    assert who.view is not None
    return repr(who.view.content)


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"buyer_email": "anna at example"}, "buyer_email", "is not an e-mail address"),
        ({"buyer_phone": "none"}, "buyer_phone", "has no digits"),
        (dict.fromkeys(FORM, " "), "buyer_name", "Nothing is filled in"),
    ],
)
async def test_what_does_not_do_gets_its_sentence_and_nothing_is_kept(
    team: Team, wrong: dict[str, str], field: str, says: str
) -> None:
    await team.opens()
    async with nothing_changes(team):
        errors = await enters(team, team.lin, **wrong)
    assert list(errors) == [field] and says in errors[field]
    assert await kept(team) is None


async def test_a_form_that_was_emptied_forgets_the_buyer(team: Team) -> None:
    await with_buyer(team)
    await team.types(team.lin, "/lost buyer 1")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "see_buyer")
    sent = await team.submits(team.lin, dict.fromkeys(FORM, ""))
    assert sent.closed and await kept(team) is None
    erased = await team.database.read(lambda tx: tx.personal.erasures())
    assert [(one.what, one.case_number) for one in erased] == [("buyer", 1)]


async def test_a_letter_names_the_addressee_and_the_look_at_it_is_logged_once(team: Team) -> None:
    await with_buyer(team)
    await team.types(team.lin, "/lost contact 1")
    assert "Addressee: Anna Müller, Hauptstraße 9, 10115 Berlin" in _filled(team.lin)
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "contact_language", selected="de")
    assert "Empfänger: Anna Müller, Hauptstraße 9, 10115 Berlin" in _filled(team.lin)
    assert [move for move, _ in await moves(team)].count("see_buyer") == 1
    await team.submits(team.lin, {"gap.shipped_on": "2026-11-20", "gap.destination": "DE", "gap.goods": "a vase"})
    [text] = await team.database.read(lambda tx: tx.correspondence.of_case(team.id, 1))
    assert text.tells_buyer and "Hauptstraße 9" in (text.body or "")
    assert not any(part in posted(team) for part in PARTS)


async def test_a_pack_names_the_addressee_to_whoever_asked_and_not_into_the_thread(team: Team) -> None:
    await a_claim_with_documents(team)
    await enters(team, team.lin)
    await team.types(team.lin, "/lost pack 1")
    assert team.lin.view is not None and "Anna Müller" in _filled(team.lin)
    sent = await team.submits(team.lin, {"where": "thread"})
    assert "the channel reads the thread" in sent.errors["where"]
    sent = await team.submits(team.lin, {"where": "direct"})
    assert not sent.errors, sent.errors
    await made(team)
    files = [one for one in got(team, team.lin) if one.name.endswith(".pdf")]
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(files[0].content)).pages)
    assert text.count("Anna Müller") == 2
    await team.types(team.lin, "/lost export 1")
    await made(team)
    archives = [one for one in got(team, team.lin) if one.name == "LOST-0001.zip"]
    told = zipfile.ZipFile(io.BytesIO(archives[0].content)).read("case.json").decode()
    assert "anna@example.com" in told
    flags = await team.database.read(
        lambda tx: [one.tells_buyer for kind in ("pack", "export") for one in tx.sendings.of_case(team.id, 1, kind)]
    )
    assert flags == [True, True] and not any(part in posted(team) for part in PARTS)


async def test_in_chinese(team: Team) -> None:
    await team.types(team.lin, "/lost lang 中文")
    await with_buyer(team)
    await team.types(team.lin, "/lost 买家 1")
    assert team.lin.view is not None
    assert "姓名" in text_of(team.lin.view) and "完整显示" in text_of(team.lin.view)
