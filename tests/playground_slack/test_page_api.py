"""The endpoints behind the page: what a person sees, does, and is told of."""

import aiohttp
import pytest

from bot.playground.scripted_tracker import ScriptedTracker
from bot.playground.slack_server import SlackServer
from bot.playground.start import all_read_as_this_machine
from bot.playground.world import SlackWorld
from tests.playground_slack.conftest import button, card, form, plain

PARCELS = "C0LOSTPAR"
LIN, MAYA = "U0LIN0000", "U0MAYA000"


@pytest.fixture
async def page(server):
    async with aiohttp.ClientSession(server.page_url) as session:
        yield Page(session)


class Page:
    """A browser's side of the page API."""

    def __init__(self, session):
        self.session = session

    async def state(self, who=LIN):
        async with self.session.get("/page/state", params={"as": who}) as reply:
            return await reply.json()

    async def do(self, what, who=LIN, **fields):
        async with self.session.post("/page/do", json={"as": who, "do": what, **fields}) as reply:
            return await reply.json()


async def test_the_state_has_everything_the_page_draws(page, client):
    await client.chat_postMessage(channel=PARCELS, text="Case", blocks=card())
    state = await page.state()
    assert set(state) == {
        "team", "me", "people", "app", "clock", "tracker", "channels", "messages", "home", "views", "notices",
    }  # fmt: skip
    assert state["me"]["name"] == "lin" and state["me"]["locale"] == "zh-CN" and state["me"]["tz"] == "Asia/Shanghai"
    assert [one["name"] for one in state["people"]] == ["lin", "maya", "priya", "gus", "otto"]
    assert state["app"]["commands"][0] == {
        "command": "/lost",
        "usage_hint": "[number]",
        "description": "Open a case",
    }
    assert state["app"]["message_shortcuts"] == [{"callback_id": "from_message", "name": "Open lost-parcel case"}]
    assert state["home"] is None and state["views"] == [] and state["notices"] == []
    assert abs(state["clock"]["offset_seconds"]) <= 1
    parcels = state["channels"][0]
    assert (parcels["id"], parcels["kind"], parcels["member"], parcels["bot_in"]) == (PARCELS, "channel", True, True)
    assert parcels["unread"] == 1
    (message,) = state["messages"][PARCELS]
    assert message["bot"] and message["username"] == "Tracer" and not message["ephemeral"]
    assert message["blocks"][0]["elements"][0]["action_id"] == "refund"


async def test_nobody_sees_what_is_not_theirs(page, client, server):
    await client.chat_postEphemeral(channel=PARCELS, user=MAYA, text="for maya")
    await server.person("maya").says("#secret-plans", "secret")
    await server.person("maya").says("@priya", "between us")
    lin, maya, gus = await page.state(LIN), await page.state(MAYA), await page.state("U0GUS0000")
    assert "secret-plans" not in [one["name"] for one in lin["channels"]]
    assert "secret" not in str(lin) and "between us" not in str(lin) and "for maya" not in str(lin)
    assert maya["messages"][PARCELS][0]["ephemeral"] is True
    assert {one["name"] for one in gus["channels"]} == {"lost-parcels", "Tracer"}


async def test_a_case_is_worked_through_the_page(page, server, bolt, socket):
    heard = []

    @bolt.command("/lost")
    async def lost(ack, body, client):
        await client.chat_postMessage(channel=body["channel_id"], text="Case", blocks=card(button(), note()))
        await ack()

    @bolt.action("refund")
    async def refund(ack, body, client):
        heard.append(body["state"]["values"])
        await client.views_open(trigger_id=body["trigger_id"], view=form(blocks=every_field()))
        await ack()

    @bolt.view("open")
    async def submitted(ack, view):
        values = view["state"]["values"]
        heard.append(values)
        if values["number"]["typed"]["value"] == "bad":
            await ack(response_action="errors", errors={"number": "No such number."})
        else:
            await ack()

    async with socket():
        assert await page.do("command", channel=PARCELS, text="/lost 1Z") == {"ok": True}
        (message,) = (await page.state())["messages"][PARCELS]
        clicked = await page.do(
            "click",
            container="message",
            channel=PARCELS,
            ts=message["ts"],
            block_id="card",
            action_id="refund",
            state={"card": {"reason": "b"}, "elsewhere": {"x": "y"}},
        )
        assert clicked == {"ok": True}
        (view,) = (await page.state())["views"]
        nothing = await page.do("submit", view_id=view["id"], values={"number": {"typed": ""}})
        assert nothing == {"ok": False, "errors": {"number": "Please complete this required field."}}
        values = {
            "number": {"typed": "bad"},
            "kind": {"kind": "lost"},
            "tags": {"tags": ["a", "b"]},
            "who": {"who": MAYA},
            "day": {"day": "2026-12-01"},
            "at": {"at": 1_790_000_000},
        }
        bad = await page.do("submit", view_id=view["id"], values=values)
        assert bad == {"ok": False, "errors": {"number": "No such number."}}
        good = await page.do("submit", view_id=view["id"], values=values | {"number": {"typed": "1Z"}})
        assert good == {"ok": True} and (await page.state())["views"] == []
        gone = await page.do("submit", view_id=view["id"], values=values)
    assert gone["ok"] is False and "not open" in gone["error"]
    assert heard[0]["card"]["reason"]["selected_option"]["value"] == "b"
    sent = heard[-1]
    assert sent["kind"]["kind"]["selected_option"]["value"] == "lost"
    assert [one["value"] for one in sent["tags"]["tags"]["selected_options"]] == ["a", "b"]
    assert sent["who"]["who"]["selected_user"] == MAYA
    assert sent["day"]["day"]["selected_date"] == "2026-12-01"
    assert sent["at"]["at"]["selected_date_time"] == 1_790_000_000


async def test_messages_replies_shortcuts_home_and_closing(page, server, bolt, socket):
    closed = []

    @bolt.event("message")
    async def message():
        pass

    @bolt.shortcut("from_message")
    @bolt.shortcut("anywhere")
    async def shortcut(ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=form(notify_on_close=True))
        await ack()

    @bolt.view_closed("open")
    async def gone(ack, body):
        closed.append(body["view"]["id"])
        await ack()

    @bolt.event("app_home_opened")
    async def home(event, client):
        block = {"type": "section", "text": {"type": "mrkdwn", "text": "Home"}}
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [block]})

    async with socket():
        await page.do("say", channel=PARCELS, text="Where is it?")
        (root,) = (await page.state())["messages"][PARCELS]
        await page.do("say", channel=PARCELS, text="Here", thread_ts=root["ts"])
        first, second = (await page.state())["messages"][PARCELS]
        assert first["reply_count"] == 1 and second["thread_ts"] == root["ts"]
        await page.do("shortcut", callback_id="from_message", channel=PARCELS, ts=root["ts"])
        (view,) = (await page.state())["views"]
        assert await page.do("close_view", view_id=view["id"]) == {"ok": True}
        await page.do("global_shortcut", callback_id="anywhere")
        assert len((await page.state())["views"]) == 1
        await page.do("open_home")
        await server.until(lambda: server.person("lin").home)
        assert (await page.state())["home"]["blocks"][0]["text"]["text"] == "Home"
    assert closed == [view["id"]]


async def test_suggestions_of_the_app_reach_the_page_and_can_be_chosen(page, client, bolt, socket):
    chosen = []

    @bolt.options("who")
    async def suggest(ack, payload):
        options = [{"text": plain(payload["value"]), "value": "v"}]
        await ack(option_groups=[{"label": plain("Carriers"), "options": options}])

    @bolt.action("who")
    async def pick(ack, action):
        chosen.append(action["selected_option"]["text"]["text"])
        await ack()

    posted = await client.chat_postMessage(
        channel=PARCELS, text="Who?", blocks=card({"type": "external_select", "action_id": "who"})
    )
    where = {"container": "message", "channel": PARCELS, "ts": posted["ts"], "block_id": "card", "action_id": "who"}
    async with socket():
        answer = await page.do("suggest", **where, value="dhl")
        await page.do("click", **where, selected="v")
    assert answer["option_groups"][0]["options"][0]["value"] == "v" and chosen == ["dhl"]


async def test_a_file_is_shared_and_seen_by_those_who_may(page, server):
    data = aiohttp.FormData()
    data.add_field("file", b"\x89PNG", filename="scan.png", content_type="image/png")
    async with page.session.post("/page/upload", params={"as": MAYA, "channel": "C0SECRETP"}, data=data) as reply:
        answer = await reply.json()
    (message,) = (await page.state(MAYA))["messages"]["C0SECRETP"]
    (file,) = message["files"]
    assert answer == {"ok": True, "file": {"id": file["id"]}}
    assert (file["name"], file["mimetype"], file["size"]) == ("scan.png", "image/png", 4)
    async with page.session.get(file["url"]) as reply:
        assert await reply.read() == b"\x89PNG"
    async with page.session.get(file["url"].replace(MAYA, LIN)) as reply:
        assert reply.status == 404


async def test_a_file_for_a_form_is_kept_without_being_posted(page, server):
    data = aiohttp.FormData()
    data.add_field("file", b"%PDF", filename="proof.pdf")
    async with page.session.post("/page/upload", params={"as": LIN}, data=data) as reply:
        file_id = (await reply.json())["file"]["id"]
    assert server.world.files[file_id].content == b"%PDF"
    assert (await page.state())["messages"][PARCELS] == []


async def test_the_clock_is_wound_by_whoever_started_the_playground(page, server):
    wound = []
    assert "cannot be wound" in (await page.do("wind", hours=24))["error"]
    server.on_wind = wound.append
    assert await page.do("wind", hours=24) == {"ok": True}
    assert (await page.do("wind", hours=-1))["ok"] is False
    assert (await page.do("wind", hours="soon"))["ok"] is False
    assert wound == [24.0]


async def test_the_tracker_is_switched_off_and_on_where_there_is_one(page, server):
    assert (await page.state())["tracker"] is None
    assert "no tracker here" in (await page.do("outage", on=True))["error"]
    server.tracker = ScriptedTracker(server.world.stamps.now, server.world.changes)
    assert await page.do("outage", on=True) == {"ok": True}
    assert (await page.state())["tracker"] == {"out": True}
    assert await page.do("outage", on=False) == {"ok": True}
    assert (await page.state())["tracker"] == {"out": False}


async def test_a_person_pauses_their_notifications_and_the_app_is_told_until_when(page, client, server):
    assert (await page.state())["me"]["paused"] is False
    assert await page.do("pause", on=True) == {"ok": True}
    assert (await page.state())["me"]["paused"] is True
    told = (await client.dnd_teamInfo(users=["U0LIN0000", "U0MAYA000"])).data["users"]
    assert told["U0LIN0000"]["next_dnd_end_ts"] - told["U0LIN0000"]["next_dnd_start_ts"] == 12 * 3600
    assert told["U0MAYA000"] == {"dnd_enabled": False, "next_dnd_start_ts": 1, "next_dnd_end_ts": 1}
    assert await page.do("pause", on=False) == {"ok": True}
    assert (await client.dnd_info(user="U0LIN0000")).data["next_dnd_end_ts"] == 1
    assert (await page.state())["me"]["paused"] is False


async def test_a_person_changes_their_language_and_reads_a_channel(page, client, server):
    await client.chat_postMessage(channel=PARCELS, text="x")
    await page.do("set_locale", locale="en-US")
    await page.do("read", channel=PARCELS)
    state = await page.state()
    assert state["me"]["locale"] == "en-US" and state["channels"][0]["unread"] == 0
    assert (await client.users_info(user=LIN, include_locale=True))["user"]["locale"] == "en-US"


async def test_what_cannot_be_done_is_answered_with_a_sentence(page):
    assert "nobody can do 'fly'" in (await page.do("fly"))["error"]
    assert (await page.do("say", channel=PARCELS))["error"] == "text is missing"
    assert "there is no channel" in (await page.do("say", channel="C404", text="x"))["error"]
    gone = await page.do("click", container="message", channel=PARCELS, ts="1", block_id="b", action_id="a")
    assert gone == {"ok": False, "error": "this message is not there any more"}
    assert (await page.do("say", who="U404", channel=PARCELS, text="x"))["ok"] is False
    async with page.session.post("/page/do", data=b"{nonsense") as reply:
        assert (reply.status, (await reply.json())["ok"]) == (400, False)


async def test_an_unacknowledged_command_leaves_a_notice(page, server):
    assert await page.do("command", channel=PARCELS, text="/lost 1") == {"ok": True}
    (notice,) = (await page.state())["notices"]
    assert notice["kind"] == "error" and notice["text"] == '/lost failed with the error "dispatch_failed"'


async def test_changes_are_told_to_those_they_concern_and_bursts_together(page, client, server):
    async with (
        page.session.ws_connect("/page/live", params={"as": LIN}) as lin,
        page.session.ws_connect("/page/live", params={"as": "U0PRIYA00"}) as priya,
    ):
        await client.chat_postEphemeral(channel=PARCELS, user=LIN, text="psst")
        for number in range(5):
            await client.chat_postMessage(channel=PARCELS, text=str(number))
        server.world.notice(LIN, "only for lin")
        told = set()
        messages = 0
        while not {f"channel:{PARCELS}", "notices"} <= told:
            told |= set((await lin.receive_json(timeout=2))["changed"])
            messages += 1
        assert messages <= 3
        assert (await priya.receive_json(timeout=2))["changed"] == [f"channel:{PARCELS}"]


async def test_only_this_machine_and_only_this_page_may_act(page, server):
    evil = {"Host": "evil.example"}
    for path in ("/", "/page/state", "/api/auth.test"):
        async with page.session.get(path, headers=evil) as reply:
            assert reply.status == 403
    other_page = {"Origin": "http://evil.example"}
    async with page.session.post("/page/do", json={"do": "say"}, headers=other_page) as reply:
        assert reply.status == 403
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await page.session.ws_connect("/page/live", params={"as": LIN}, headers=other_page)
    own = {"Origin": server.page_url.rstrip("/")}
    async with page.session.post(
        "/page/do", json={"as": LIN, "do": "say", "channel": PARCELS, "text": "x"}, headers=own
    ) as reply:
        assert (await reply.json()) == {"ok": True}
    assert server.world.channel(PARCELS).messages[0].text == "x"


def test_it_does_not_listen_where_others_can_reach_it(world):
    with pytest.raises(ValueError, match=r"0\.0\.0\.0 can be reached by others"):
        SlackServer(world, host="0.0.0.0")


async def test_the_pages_files_are_served_and_nothing_beside_them(world, tmp_path):
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "index.html").write_text("<!doctype html><title>Playground</title>")
    (tmp_path / "secret.txt").write_text("no")
    async with (
        SlackServer(world, page_dir=tmp_path / "page") as server,
        aiohttp.ClientSession(server.page_url) as session,
    ):
        async with session.get("/") as reply:
            assert "Playground" in await reply.text()
            assert "frame-ancestors 'none'" in reply.headers["Content-Security-Policy"]
        for path in ("/page/..%2fsecret.txt", "/page/none.js"):
            async with session.get(path) as reply:
                assert reply.status == 404


def note():
    options = [{"text": plain(name), "value": name} for name in "ab"]
    return {"type": "static_select", "action_id": "reason", "options": options}


def every_field():
    def options(*names):
        return [{"text": plain(name), "value": name} for name in names]

    fields = {
        "number": {"type": "plain_text_input", "action_id": "typed"},
        "kind": {"type": "static_select", "options": options("lost", "damaged")},
        "tags": {"type": "checkboxes", "options": options("a", "b", "c")},
        "who": {"type": "users_select"},
        "day": {"type": "datepicker"},
        "at": {"type": "datetimepicker"},
    }
    return [
        {
            "type": "input",
            "block_id": name,
            "label": plain(name),
            "optional": name != "number",
            "element": {"action_id": name, **element},
        }
        for name, element in fields.items()
    ]


@pytest.mark.parametrize(
    ("languages", "lin", "priya"),
    [("en-US,en;q=0.9", "en-US", "en-GB"), ("zh-CN,zh;q=0.9,en;q=0.8", "zh-CN", "zh-CN"), ("", "zh-CN", "en-GB")],
)
async def test_people_read_what_the_browser_reads_that_opens_the_page_first(languages, lin, priya):
    async with (
        SlackServer(SlackWorld(), as_the_browser_reads=True) as server,
        aiohttp.ClientSession(server.page_url, headers={"Accept-Language": languages}) as session,
    ):
        await session.get("/")
        assert [server.world.person(who).locale for who in ("lin", "priya")] == [lin, priya]
        await Page(session).do("set_locale", locale="zh-CN")
        await session.get("/")
        assert server.world.person("lin").locale == "zh-CN"


@pytest.mark.parametrize(("lang", "lin", "maya"), [("C.UTF-8", "en-US", "en-US"), ("zh_CN.UTF-8", "zh-CN", "zh-CN")])
def test_the_past_reads_as_the_machine_does_and_no_present_is_stamped_before_it(monkeypatch, lang, lin, maya):
    monkeypatch.setenv("LANG", lang)
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    world, told = SlackWorld(), []
    world.tell_app = told.append
    all_read_as_this_machine(world)
    assert [world.person(who).locale for who in ("lin", "maya")] == [lin, maya]
    assert told == []
