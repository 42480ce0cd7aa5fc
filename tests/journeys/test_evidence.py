"""Files given to Tracer: dropped into a thread, sent directly, added in the form; kept, sorted, or left out."""

from datetime import timedelta
from typing import Any

import pytest

from bot.playground.acting import Actor
from bot.playground.rooms import Message
from bot.playground.web_api.files import keep
from cases.file_kinds import FileKind, kind_of
from storage.evidence import KeptFile
from tests.journeys.team import HOME, UPS, Team, actions_of, text_of

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0" + b"photo" * 40 + b"\xff\xd9"


async def drops(team: Team, who: Actor, files: list[tuple[str, bytes]], thread: Message | None, **where: Any) -> None:
    """Somebody drops files, and whoever fetches them has done so."""
    await team.ticks()
    await who.says(where.get("channel", HOME), where.get("text", ""), thread.ts if thread else None, files)
    await team.settle()
    await fetched(team)


async def fetched(team: Team) -> None:
    assert team.tracer.fetching is not None
    await team.tracer.fetching.sweep()
    await team.settle()


async def kept(team: Team, number: int = 1) -> tuple[KeptFile, ...]:
    return await team.database.read(lambda tx: tx.evidence.of_case(team.id, number))


def whispers(team: Team, who: Actor, channel: str = HOME) -> list[Message]:
    """What Tracer said to somebody privately in a thread."""
    return [one for one in who.sees(channel) if one.only_for == who.id and one.thread_ts]


def direct_room(team: Team, who: Actor) -> Any:
    return team.world.direct_channel(who.id, team.world.app.bot_user)


async def slots(team: Team, number: int = 1) -> list[str]:
    return [one.slot for one in (await team.case(number)).evidence]


async def test_a_file_dropped_into_the_thread_is_kept_and_its_giver_is_asked_what_it_is(team: Team) -> None:
    card = await team.opens()
    owner = (await team.case()).owner
    await drops(team, team.lin, [("Rechnung Müller.pdf", PDF)], card)
    [file] = await kept(team)
    assert (file.name, file.content_type, file.by, file.came_by) == (
        "Rechnung Müller.pdf", "application/pdf", team.lin.id, "thread",
    )  # fmt: skip
    assert await team.tracer.fetching.store.content(team.id, 1, file.sha256) == PDF
    [question] = whispers(team, team.lin)
    assert question.thread_ts == card.ts
    assert text_of(question).startswith("What is *Rechnung Müller.pdf*? It is kept for LOST-0001")
    assert whispers(team, team.maya) == []
    assert (await slots(team), (await team.case()).owner) == ([""], owner)
    assert "1 file to sort" in text_of(team.card())
    told = await team.clicks(team.lin, question, "sort_evidence", selected="Proof of value (invoice)")
    assert told.notice is None
    assert await slots(team) == ["value"]
    assert whispers(team, team.lin)[-1].text == "*LOST-0001*: kept as proof of value (invoice)."
    assert team.story()[-1] == f"<@{team.lin.id}> sorted a document: proof of value (invoice)"
    assert "*Evidence*  ■□ 1 of 2 – missing: waybill or shipping receipt" in text_of(team.card())


async def test_nothing_personal_of_a_file_stands_in_log_outbox_or_inbox(team: Team) -> None:
    card = await team.opens()
    await drops(team, team.lin, [("Rechnung Müller.pdf", PDF)], card)
    [question] = whispers(team, team.lin)
    await team.clicks(team.lin, question, "sort_evidence", selected="Proof of value (invoice)")

    def rows(tx: Any) -> str:
        tables = ("case_log", "outbox", "inbox", "cases", "wanted_files")
        return "".join(str(tx.connection.exec_driver_sql(f"SELECT * FROM {name}").all()) for name in tables)

    assert "Müller" not in await team.database.read(rows)


async def test_the_same_file_twice_is_one_and_its_giver_is_told(team: Team) -> None:
    card = await team.opens()
    await drops(team, team.lin, [("a.jpg", JPEG)], card)
    version = await team.version()
    await drops(team, team.maya, [("the same.jpg", JPEG)], card)
    assert (len(await kept(team)), await team.version()) == (1, version)
    assert [one.text for one in whispers(team, team.maya)] == [
        "That file is kept in *LOST-0001* already: not sorted yet."
    ]


async def test_an_event_that_slack_repeats_keeps_one_file_and_asks_once(team: Team) -> None:
    card = await team.opens()
    await drops(team, team.lin, [("a.jpg", JPEG)], card)
    message = team.server.thread(card)[-1]
    event = {"type": "message", "subtype": "file_share", "user": team.lin.id, "text": "", "ts": message.ts,
             "channel": card.channel, "channel_type": "channel", "thread_ts": card.ts,
             "files": [one.as_slack() for one in message.files]}  # fmt: skip
    team.world.event("message.channels", event)
    await team.settle()
    await fetched(team)
    assert len(await kept(team)) == 1
    assert [one.text for one in whispers(team, team.lin)][1:] == [
        "That file is kept in *LOST-0001* already: not sorted yet."
    ]


async def test_files_elsewhere_are_nobodys_business(team: Team) -> None:
    await team.opens()
    said = await team.lin.says(HOME, "Lunch?")
    await drops(team, team.lin, [("menu.pdf", PDF)], said)
    await drops(team, team.lin, [("menu.pdf", PDF)], None)
    assert await kept(team) == ()
    assert whispers(team, team.lin) == []
    assert await team.database.read(lambda tx: tx.wanted_files.next_due()) is None


async def test_a_direct_message_that_names_the_case_is_kept_for_it(team: Team) -> None:
    await team.opens()
    await drops(team, team.lin, [("a.jpg", JPEG)], None, channel=direct_room(team, team.lin), text="LOST-0001")
    [file] = await kept(team)
    assert file.came_by == "direct"
    [question] = team.direct(team.lin)
    assert text_of(question).startswith("What is *a.jpg*?")


@pytest.mark.parametrize("text", ["", "2 photos of the box", "LOST-0999"])
async def test_a_direct_message_that_names_no_case_asks_which_and_keeps_it_then(team: Team, text: str) -> None:
    await team.opens()
    room = direct_room(team, team.lin)
    await drops(team, team.lin, [("a.jpg", JPEG), ("b.pdf", PDF)], None, channel=room, text=text)
    assert await kept(team) == ()
    [question] = team.direct(team.lin)
    assert text_of(question).startswith("Which case are these 2 files for?")
    await team.clicks(team.lin, question, "evidence_case", selected=f"LOST-0001 · …{UPS[-4:]} · –")
    await fetched(team)
    assert sorted(one.name or "" for one in await kept(team)) == ["a.jpg", "b.pdf"]
    again = await team.clicks(team.lin, question, "evidence_case", selected=f"LOST-0001 · …{UPS[-4:]} · –")
    assert again.notice is None
    assert len(await kept(team)) == 2


async def test_the_form_shows_what_is_missing_and_takes_files_as_what_they_are(team: Team) -> None:
    await team.opens()
    await team.types(team.lin, "/lost evidence 1")
    view = team.lin.view
    assert view is not None
    shown = text_of(view)
    assert "⬜ *Proof of value (invoice)*  missing, for UPS" in shown
    assert "Nobody asks for: " in shown and "police report" in shown
    assert "UPS wants: " in shown
    file = keep(team.world, team.world.names.next("F"), "waybill.pdf", PDF, team.lin.id)
    await team.submits(team.lin, {"files": [file.id], "slot": "waybill", "note": "From the depot."})
    await fetched(team)
    assert await slots(team) == ["waybill"]
    assert team.story()[-1].splitlines()[0] == f"<@{team.lin.id}> added a document: waybill or shipping receipt"
    assert "From the depot." in team.story()[-1]
    await team.types(team.lin, "/lost evidence 1")
    assert team.lin.view is not None
    assert "✅ *Waybill or shipping receipt*  for UPS" in text_of(team.lin.view)
    assert "*waybill.pdf*, from" in text_of(team.lin.view)


async def test_in_the_form_a_file_is_moved_to_another_slot_and_the_form_follows(team: Team) -> None:
    card = await team.opens()
    await drops(team, team.lin, [("a.jpg", JPEG)], card)
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None
    assert "evidence" in actions_of(team.lin.view)
    await team.clicks(team.lin, team.lin.view, "evidence")
    assert team.lin.view is not None and "*What are these?*" in text_of(team.lin.view)
    await team.clicks(team.lin, team.lin.view, "sort_evidence", selected="Set aside, not for a claim")
    assert await slots(team) == ["set_aside"]
    assert team.lin.view is not None and "*What are these?*" not in text_of(team.lin.view)
    team.check_everything_shown()


async def test_a_form_without_files_adds_nothing_and_says_so(team: Team) -> None:
    await team.opens()
    version = await team.version()
    await team.types(team.lin, "/lost evidence 1")
    sent = await team.submits(team.lin, {"slot": "waybill"})
    assert sent.errors == {"files": "Choose the files first, or close the form: nothing was added."}
    assert (await team.version(), await kept(team)) == (version, ())


async def test_in_chinese_the_verb_the_form_and_the_question_are_chinese(team: Team) -> None:
    card = await team.opens()
    await team.types(team.lin, "/lost lang zh")
    await drops(team, team.lin, [("发票.pdf", PDF)], card)
    assert "这是什么" in text_of(whispers(team, team.lin)[-1])
    await team.types(team.lin, "/lost 证据 1")
    assert team.lin.view is not None
    assert "价值证明" in text_of(team.lin.view)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("page.html", b"<!DOCTYPE html><html></html>", "A web page or SVG drawing was not kept"),
        ("run.exe", b"MZ\x90\0" * 9, "A program or script was not kept"),
        (
            "locked.pdf",
            PDF.replace(b"1 0 obj", b"/Encrypt 5 0 R\n1 0 obj"),
            "A PDF with a password or a lock was not kept",
        ),
    ],
)
async def test_what_cannot_be_kept_is_said_with_what_would_do_and_nothing_else_happens(
    team: Team, name: str, content: bytes, said: str
) -> None:
    card = await team.opens()
    version = await team.version()
    await drops(team, team.lin, [(name, content)], card)
    [told] = whispers(team, team.lin)
    assert said in told.text and told.text.startswith(f"About the .{name.rpartition('.')[2]} file: ")
    assert (await team.version(), await kept(team)) == (version, ())
    assert await team.database.read(lambda tx: tx.wanted_files.next_due()) is None


async def test_a_file_deleted_in_slack_meanwhile_is_said(team: Team) -> None:
    card = await team.opens()
    await team.lin.says(HOME, "", card.ts, [("a.jpg", JPEG)])
    await team.settle()
    team.world.files.clear()
    await fetched(team)
    assert [one.text for one in whispers(team, team.lin)] == [
        "A file was deleted in Slack before it could be kept. If it matters, send it once more."
    ]
    assert await kept(team) == ()


async def test_slack_in_trouble_loses_no_file(team: Team) -> None:
    card = await team.opens()
    await team.lin.says(HOME, "", card.ts, [("a.jpg", JPEG)])
    await team.settle()
    granted = team.world.app.scopes
    team.world.app.scopes = [one for one in granted if one != "files:read"]
    await fetched(team)
    assert (await kept(team), whispers(team, team.lin)) == ((), [])
    team.world.app.scopes = granted
    await fetched(team)
    assert await kept(team) == ()
    team.clock.wind(timedelta(minutes=1))
    await fetched(team)
    assert len(await kept(team)) == 1


async def test_a_file_that_a_mistake_of_ours_stumbles_over_holds_up_no_other_and_is_tried_again(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbles(content: bytes, name: str) -> FileKind:
        if name == "a.jpg":
            raise RuntimeError("a mistake")
        return kind_of(content, name)

    card = await team.opens()
    await team.lin.says(HOME, "", card.ts, [("a.jpg", JPEG), ("b.pdf", PDF)])
    await team.settle()
    with monkeypatch.context() as patched:
        patched.setattr("handlers.evidence_fetching.kind_of", stumbles)
        await fetched(team)
    assert [one.name for one in await kept(team)] == ["b.pdf"]
    team.clock.wind(timedelta(minutes=1))
    await fetched(team)
    assert sorted(one.name or "" for one in await kept(team)) == ["a.jpg", "b.pdf"]


async def test_a_file_that_slack_never_gives_is_given_up_with_a_word(team: Team) -> None:
    card = await team.opens()
    await team.lin.says(HOME, "", card.ts, [("a.jpg", JPEG)])
    await team.settle()
    team.world.app.scopes = [one for one in team.world.app.scopes if one != "files:read"]
    for _ in range(2):
        await fetched(team)
        team.clock.wind(timedelta(days=4))
    assert "could not be fetched from Slack for three days" in whispers(team, team.lin)[-1].text
    assert await kept(team) == ()


async def test_whoever_may_look_only_is_refused_and_nothing_is_fetched_for_them(team: Team) -> None:
    card = await team.opens()

    await team.database.write(lambda tx: tx.people.set_roles(team.id, team.lin.id, ["viewer"]))
    version = await team.version()
    await drops(team, team.lin, [("a.jpg", JPEG)], card)
    assert len(whispers(team, team.lin)) == 1
    assert (await kept(team), await team.version()) == ((), version)
    assert await team.database.read(lambda tx: tx.wanted_files.next_due()) is None
    assert await team.tracer.fetching.store.sweep(settled=0) == 0


async def test_a_closed_case_takes_what_turns_up_late(team: Team) -> None:
    card = await team.opens()
    await team.types(team.lin, "/lost notlost 1 delivered")
    await drops(team, team.lin, [("a.jpg", JPEG)], card)
    assert (len(await kept(team)), (await team.case()).status) == (1, "closed")


async def a_claim_on_ups(team: Team) -> None:
    card = await team.opens()
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money="31")
    await drops(team, team.lin, [("a.pdf", PDF)], card)
    [question] = whispers(team, team.lin)
    await team.clicks(team.lin, question, "sort_evidence", selected="Proof of value (invoice)")


async def asks_to_file(team: Team) -> None:
    await team.clicks(team.lin, team.card(), "more")
    assert team.lin.view is not None
    await team.clicks(team.lin, team.lin.view, "form:file_claim:C1")


async def test_an_incomplete_claim_is_filed_only_by_whoever_says_so(team: Team) -> None:
    await a_claim_on_ups(team)
    version = await team.version()
    await asks_to_file(team)
    assert team.lin.view is not None
    assert "Missing for this payer: waybill or shipping receipt." in text_of(team.lin.view)
    sent = await team.submits(team.lin, {"reference": "CL-1"})
    assert sent.errors == {
        "lacking": "Missing: waybill or shipping receipt. "
        "Tick this box to file all the same, or close the form and add them first."
    }
    assert await team.version() == version
    sent = await team.submits(team.lin, {"reference": "CL-1", "lacking": ["yes"]})
    assert sent.closed and (await team.case()).claims[0].state == "filed"


async def test_a_complete_claim_is_filed_without_a_question(team: Team) -> None:
    await a_claim_on_ups(team)
    await drops(team, team.lin, [("b.jpg", JPEG)], team.card())
    await team.clicks(team.lin, whispers(team, team.lin)[-1], "sort_evidence", selected="Waybill or shipping receipt")
    await asks_to_file(team)
    assert team.lin.view is not None
    assert "Missing for this payer" not in text_of(team.lin.view)
    assert (await team.submits(team.lin, {"reference": "CL-1"})).closed


async def test_where_no_file_is_kept_at_all_the_form_tells_what_is_missing_and_asks_nothing(team: Team) -> None:
    await team.opens()
    await team.does(team.lin, "draft_claim", payer="UPS", payer_kind="carrier", money="31")
    await asks_to_file(team)
    assert team.lin.view is not None
    shown = text_of(team.lin.view)
    assert "Missing for this payer: proof of value (invoice), waybill or shipping receipt." in shown
    assert (await team.submits(team.lin, {"reference": "CL-1"})).closed
