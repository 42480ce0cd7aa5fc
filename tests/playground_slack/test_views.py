"""Modals and Homes through a Bolt app: opened, filled in, stacked, refused, closed."""

import contextlib

import pytest
from slack_sdk.errors import SlackApiError

from bot.playground.refusals import NotThere
from tests.playground_slack.conftest import button, form


async def test_a_modal_is_opened_filled_in_refused_and_closed(server, bolt, socket):
    heard = []

    @bolt.command("/lost")
    async def lost(ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=form(private_metadata="C1"))
        await ack()

    @bolt.view("open")
    async def submitted(ack, body, view):
        heard.append(body)
        value = view["state"]["values"]["number"]["typed"]["value"]
        if value == "bad":
            await ack(response_action="errors", errors={"number": "That is not a number."})
        else:
            await ack()

    async with socket():
        lin = server.person("lin")
        told = await lin.types("#lost-parcels", "/lost")
        view = told.view
        assert view.title == "Open a case"
        empty = await lin.fills_and_submits(view)
        assert empty.errors == {"number": "Please complete this required field."} and heard == []
        bad = await lin.fills_and_submits(view, {"number": "bad"})
        assert bad.errors == {"number": "That is not a number."} and not bad.ok and lin.view is view
        good = await lin.fills_and_submits(view, {"number": {"typed": "1Z9"}})
        assert good.closed and lin.view is None
        with pytest.raises(NotThere):
            await lin.fills_and_submits(view, {"number": "again"})
    body = heard[1]
    assert body["view"]["private_metadata"] == "C1" and body["view"]["root_view_id"] == view.id
    assert body["view"]["state"]["values"] == {"number": {"typed": {"type": "plain_text_input", "value": "1Z9"}}}
    assert {"hash", "previous_view_id", "external_id", "app_installed_team_id"} <= set(body["view"])
    assert body["response_urls"] == [] and body["user"]["id"] == lin.id


async def test_modals_stack_three_deep_and_close_one_by_one(server, bolt, socket):
    closed = []

    @bolt.command("/lost")
    async def lost(ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=form("One", notify_on_close=True))
        await ack()

    @bolt.view("open")
    async def deeper(ack):
        await ack(response_action="push", view=form("Deeper", notify_on_close=True))

    @bolt.view_closed("open")
    async def gone(ack, body):
        closed.append((body["view"]["title"]["text"], body["is_cleared"]))
        await ack()

    async with socket():
        lin = server.person("lin")
        one = (await lin.types("#lost-parcels", "/lost")).view
        two = (await lin.fills_and_submits(one, {"number": "1"})).view
        three = (await lin.fills_and_submits(two, {"number": "2"})).view
        fourth = await lin.fills_and_submits(three, {"number": "3"})
        assert (three.previous, three.root) == (two.id, one.id)
        assert fourth.notice == "We had some trouble connecting. Try again? (push_limit_reached)"
        assert lin.view is three
        await lin.closes(three)
        assert lin.view is two
        with pytest.raises(NotThere):
            await lin.closes(one)
        await lin.closes(two)
    assert closed == [("Deeper", False), ("Deeper", False)] and lin.view is one


async def test_an_update_keeps_what_was_typed_and_a_clear_closes_everything(server, bolt, socket):
    @bolt.command("/lost")
    async def lost(ack, body, client):
        await client.views_open(trigger_id=body["trigger_id"], view=form("One"))
        await ack()

    @bolt.view("open")
    async def act(ack, view):
        if view["title"]["text"] == "One":
            await ack(response_action="update", view=form("Two"))
        else:
            await ack(response_action="clear")

    async with socket():
        lin = server.person("lin")
        view = (await lin.types("#lost-parcels", "/lost")).view
        before = view.hash
        updated = await lin.fills_and_submits(view, {"number": "1Z9"})
        assert updated.view is view and view.title == "Two" and view.hash != before
        assert view.values["number"]["typed"]["value"] == "1Z9"
        assert (await lin.fills_and_submits(view)).closed


async def test_home_is_published_when_it_is_opened(server, bolt, socket):
    heard = []

    @bolt.event("app_home_opened")
    async def opened(event, client):
        heard.append(event)
        await client.views_publish(
            user_id=event["user"],
            view={
                "type": "home",
                "blocks": [{"type": "actions", "block_id": "h", "elements": [button("again", "Again")]}],
            },
        )

    @bolt.action("again")
    async def again(ack, body):
        heard.append(body)
        await ack()

    async with socket():
        maya = server.person("maya")
        assert await maya.opens_home() is None
        await server.until(lambda: maya.home)
        await maya.opens_home()
        await server.events_taken()
        await maya.clicks(maya.home, label="Again")
    first, second, click = heard
    assert first["tab"] == "home" and "view" not in first
    assert second["view"]["id"] == maya.home.id
    assert click["container"] == {"type": "view", "view_id": maya.home.id}
    assert click["view"]["hash"] == maya.home.hash and "response_url" not in click


async def test_a_trigger_opens_one_view_within_three_seconds(server, world, client):
    view = form()
    trigger = world.passes.new_trigger("U0LIN0000")
    await client.views_open(trigger_id=trigger, view=view)
    old = world.passes.new_trigger("U0LIN0000")
    world.passes.triggers[old].born -= 3.1
    for trigger_id, error in [
        (trigger, "exchanged_trigger_id"),
        (old, "expired_trigger_id"),
        ("1.2.3", "invalid_trigger_id"),
    ]:
        with pytest.raises(SlackApiError) as refused:
            await client.views_open(trigger_id=trigger_id, view=view)
        assert refused.value.response["error"] == error
    for _ in range(2):
        await client.views_push(trigger_id=world.passes.new_trigger("U0LIN0000"), view=view)
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await client.views_push(trigger_id=world.passes.new_trigger("U0LIN0000"), view=view)
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_push(trigger_id=world.passes.new_trigger("U0MAYA000"), view=view)


async def test_an_old_hash_loses_against_a_newer_update(server, world, client):
    opened = await client.views_open(trigger_id=world.passes.new_trigger("U0LIN0000"), view=form(external_id="x"))
    first = opened["view"]["hash"]
    await client.views_update(external_id="x", hash=first, view=form("Two"))
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=opened["view"]["id"], hash=first, view=form("Three"))
    assert server.person("lin").view.title == "Two"
    with contextlib.suppress(SlackApiError):
        await client.views_update(view_id="V404", view=form("Four"))
    assert world.calls[-1].answer["error"] == "not_found"
