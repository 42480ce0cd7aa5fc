"""api.test, auth.test, apps.*, team.*, bots.*, blocks.validate: the app itself and the workspace."""

from __future__ import annotations

from bot.playground.block_limits import check_blocks, check_message, check_view
from bot.playground.refusals import Refused
from bot.playground.web_api.calling import Call, method


@method("api.test", tier=None, token="none")
def api_test(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/api.test"""
    if call.text("error"):
        raise Refused(call.text("error"), args=call.args)
    return {"args": call.args} if call.args else {}


@method("auth.test", tier=None)
def auth_test(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/auth.test"""
    world = call.world
    return {
        "url": f"https://{world.team.domain}.slack.com/",
        "team": world.team.name,
        "user": world.people[world.app.bot_user].name,
        "team_id": world.team.id,
        "user_id": world.app.bot_user,
        "bot_id": world.app.bot_id,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", tier=1, token="app")
def open_connection(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/apps.connections.open"""
    host = call.world.base_url.removeprefix("http://")
    return {"url": f"ws://{host}/link/?ticket={call.world.passes.new_link()}&app_id={call.world.app.id}"}


@method("team.info", scope="team:read", tier=3)
def team_info(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/team.info"""
    return {"team": call.world.team.as_slack()}


@method("bots.info", scope="users:read", tier=3)
def bot_info(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/bots.info"""
    app = call.world.app
    if call.text("bot", app.bot_id) != app.bot_id:
        raise Refused("bot_not_found")
    known = {"id": app.bot_id, "deleted": False, "name": app.name, "updated": 1700000000}
    return {"bot": known | {"app_id": app.id, "user_id": app.bot_user, "icons": {}}}


@method("blocks.validate", tier=None, token="none")
def validate(call: Call) -> dict:
    """https://docs.slack.dev/reference/methods/blocks.validate"""
    given = [name for name in ("blocks", "message", "view") if call.args.get(name)]
    if len(given) != 1:
        raise Refused("invalid_arguments", messages=["[ERROR] provide exactly one of blocks, message, view"])
    checked = call.structure(given[0])
    match given[0]:
        case "blocks":
            problems = check_blocks(checked, "any")
        case "message":
            problems = check_message(checked)
        case _:
            problems = check_view(checked)
    if problems:
        raise Refused(f"invalid_{given[0]}", errors=[problem.as_json() for problem in problems])
    return {}
