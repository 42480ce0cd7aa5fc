"""People who use this Slack: they type, click, fill in and submit, and see what comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.playground import filling, kit, payloads, typed
from bot.playground.answering import answer_command, answer_submission
from bot.playground.delivery import Reply
from bot.playground.people import Person
from bot.playground.refusals import NotThere, Refused
from bot.playground.rooms import Channel, Message, SharedFile
from bot.playground.told import Submitted, Told, told
from bot.playground.web_api.files import keep
from bot.playground.windows import View

if TYPE_CHECKING:
    from bot.playground.slack_server import SlackServer

TROUBLE = "We had some trouble connecting. Try again?"


class Actor:
    """One person at their screen. What is not on the screen cannot be clicked: that raises NotThere."""

    def __init__(self, server: SlackServer, person: Person) -> None:
        self.server = server
        self.world = server.world
        self.person = person
        self.id = person.id

    async def types(self, channel: str | Channel, text: str, thread_ts: str | None = None) -> Told:
        """Sends what was typed into the composer: a slash command, or else a message."""
        room = self._room(channel)
        result = told(self.world, self.id, room.id)
        if not text.startswith("/"):
            await self.says(room, text, thread_ts)
            return result
        word, _, rest = text.partition(" ")
        command = self.world.app.command(word)
        if command is None:
            self.world.notice(self.id, f"{word} is not a valid command. In Slack, all messages that start with the"
                                       ' "/" character are interpreted as commands.')  # fmt: skip
        elif thread_ts:
            self.world.notice(self.id, f"{word} is not supported in threads. Sorry!")
        elif room.archived:
            self.world.notice(self.id, f"#{room.name} is archived: nobody can write here.")
        else:
            await self._command(result, room, word, rest.strip(), command.should_escape)
        return result

    async def says(
        self,
        channel: str | Channel,
        text: str,
        thread_ts: str | None = None,
        files: list[tuple[str, bytes]] | None = None,
    ) -> Message:
        """Writes a message, with files as (name, content), and returns it.

        Raises NotThere where the person cannot write.
        """
        room = self._room(channel)
        if room.archived or not room.has(self.id):
            raise NotThere(f"{self.person.name} cannot write in #{room.name}")
        stored, blocks = typed.as_message(self.world, text)
        kept = [self._upload(name, content) for name, content in files or []]
        message = self.world.post(
            room,
            self.id,
            text=stored,
            blocks=blocks if text else [],
            thread_ts=thread_ts,
            files=kept,
            subtype="file_share" if kept else None,
            client_msg_id=self.world.names.next("M"),
        )
        for file in kept:
            self._file_events(room, file)
        return message

    async def clicks(
        self,
        target: Message | View,
        action_id: str | None = None,
        *,
        block_id: str | None = None,
        label: str | None = None,
        value: str | None = None,
        selected: Any = None,
        state: dict[str, dict[str, Any]] | None = None,
        lenient: bool = False,
    ) -> Told:
        """Clicks a button or picks in a field of a message, modal or Home tab, and returns what that led to.

        The element is found by action_id, block_id, the button's label and value, as far as they are given.
        `selected` is what was picked (see `filling.filled`). `state` holds what stands in other fields by
        block_id and action_id; `lenient` overlooks fields that are not there. A `Message.snapshot()` as
        target is clicked as it was, however it is now.
        """
        self._in_front(target)
        block, element = self._find(target, action_id, block_id, label, value)
        place = None if isinstance(target, View) else target.channel
        result = told(self.world, self.id, place)
        values = self._state(target)
        self._fill(target, values, state or {}, lenient)
        action = self._action(block, element, selected, values)
        reply = await self._interact(self._click_payload(target, action, values))
        result.acknowledged = reply.acknowledged
        return result

    async def asks_for_options(self, target: Message | View, action_id: str, text: str) -> list[dict]:
        """Types into an external select and returns the options (or groups) that the app suggests."""
        self._in_front(target)
        block, element = self._find(target, action_id, None, None, None)
        named = element | {"block_id": block["block_id"]}
        payload = payloads.block_suggestion(self.world, self.person, target, named, text)
        reply = await self._interact(payload)
        found = reply.body.get("options") or reply.body.get("option_groups") or []
        self.world.suggested[self.id, element["action_id"]] = found
        return found

    async def fills_and_submits(
        self, view: View, values: dict[str, Any] | None = None, *, lenient: bool = False
    ) -> Submitted:
        """Fills in a modal and submits it.

        `values` maps block_id or action_id to what is entered, or block_id to {action_id: …}. What a person
        would be told by Slack itself (a required field left empty) comes back as errors, and the app hears nothing.
        """
        self._in_front(view)
        if view.type != "modal" or view.content.get("submit") is None:
            raise NotThere(f"{view.title or view.type!r} has nothing to submit")
        self._fill(view, view.values, values or {}, lenient)
        view.errors = self._client_errors(view)
        if view.errors:
            self.world.changes.say("views", {self.id})
            return Submitted(False, view.errors, view)
        before = len(self.world.notices(self.id))
        trigger = self.world.passes.new_trigger(self.id, view.id)
        reply = await self.server.delivery.hand_over(
            "interactive", payloads.view_submission(self.world, self.person, view, trigger)
        )
        errors = self._after_submission(view, reply)
        fresh = self.world.notices(self.id)[before:]
        notice = fresh[-1].text if fresh else None
        return Submitted(not errors and not notice, errors, self.world.windows.top(self.id), notice)

    async def closes(self, view: View) -> None:
        """Closes the modal in front; the app hears of it where it asked to."""
        self._in_front(view)
        if view.content.get("clear_on_close"):
            gone = self.world.windows.clear(self.id)
        else:
            self.world.windows.close(view)
            gone = [view]
        self.world.changes.say("views", {self.id})
        cleared = self.world.windows.top(self.id) is None and len(gone) > 1
        for one in gone:
            if one.content.get("notify_on_close"):
                await self._interact(payloads.view_closed(self.world, self.person, one, cleared=cleared))

    async def opens_home(self, tab: str = "home") -> View | None:
        """Opens the app's Home (or "messages") tab and returns the view that is there at once, if any."""
        direct = self.world.direct_channel(self.id, self.world.app.bot_user)
        home = self.home
        event = {"type": "app_home_opened", "user": self.id, "channel": direct.id, "tab": tab}
        self.world.event("app_home_opened", event | ({"view": home.as_slack()} if home else {}))
        return home

    @property
    def home(self) -> View | None:
        """Returns the Home tab that the app published for this person, or None."""
        return self.world.windows.homes.get(self.id)

    @property
    def view(self) -> View | None:
        """Returns the modal in front of this person, or None."""
        return self.world.windows.top(self.id)

    async def uses_message_shortcut(self, callback_id: str, message: Message) -> Told:
        """Uses a shortcut from a message's menu."""
        if all(one.callback_id != callback_id for one in self.world.app.message_shortcuts):
            raise NotThere(f"the app has no message shortcut {callback_id!r}")
        self._in_front(message)
        result = told(self.world, self.id, message.channel)
        trigger = self.world.passes.new_trigger(self.id)
        url = self._response_url("actions", message.channel, message.thread_ts, message.ts)
        reply = await self._interact(
            payloads.message_shortcut(self.world, self.person, callback_id, message, url, trigger)
        )
        result.acknowledged = reply.acknowledged
        return result

    async def uses_global_shortcut(self, callback_id: str) -> Told:
        """Uses a shortcut that belongs to no message."""
        if all(one.callback_id != callback_id for one in self.world.app.global_shortcuts):
            raise NotThere(f"the app has no global shortcut {callback_id!r}")
        result = told(self.world, self.id, None)
        trigger = self.world.passes.new_trigger(self.id)
        reply = await self._interact(payloads.global_shortcut(self.world, self.person, callback_id, trigger))
        result.acknowledged = reply.acknowledged
        return result

    def sees(self, channel: str | Channel) -> list[Message]:
        """Returns what this person reads in a channel, oldest first."""
        return self.world.sees(self.person, channel)

    def _room(self, channel: str | Channel) -> Channel:
        if isinstance(channel, str) and channel.startswith("@"):
            return self.world.direct_channel(self.person, channel)
        room = self.world.channel(channel)
        if room.kind != "channel" and not room.has(self.id):
            raise NotThere(f"{self.person.name} does not see #{room.name}")
        return room

    async def _command(self, result: Told, room: Channel, word: str, rest: str, should_escape: bool) -> None:
        trigger = self.world.passes.new_trigger(self.id)
        url = self._response_url("commands", room.id, None, None)
        text = typed.as_command_text(self.world, rest, should_escape=should_escape)
        payload = payloads.slash_command(self.world, self.person, room, word, text, url, trigger)
        reply = await self.server.delivery.hand_over("slash_commands", payload)
        result.acknowledged = reply.acknowledged
        if not reply.acknowledged:
            self.world.notice(self.id, f'{word} failed with the error "{reply.problem}"')
            return
        try:
            answer_command(self.world, self.id, room.id, reply.body)
        except Refused as no:
            self.world.notice(self.id, f'{word} failed with the error "{no.error}"')

    async def _interact(self, payload: dict) -> Reply:
        reply = await self.server.delivery.hand_over("interactive", payload)
        if not reply.acknowledged:
            self.world.notice(self.id, f"{TROUBLE} ({reply.problem})")
        return reply

    def _after_submission(self, view: View, reply: Reply) -> dict[str, str]:
        if not reply.acknowledged:
            self.world.notice(self.id, f"{TROUBLE} ({reply.problem})")
            return {}
        try:
            return answer_submission(self.world, view, reply.body)
        except Refused as no:
            self.world.notice(self.id, f"{TROUBLE} ({no.error})")
            return {}

    def _response_url(self, kind: str, channel: str, thread_ts: str | None, original: str | None) -> str:
        key = self.world.passes.new_response(self.id, channel, thread_ts, original)
        return f"{self.world.base_url}/hooks/{kind}/{self.world.team.id}/{key}"

    def _in_front(self, target: Message | View) -> None:
        if isinstance(target, View):
            shown = self.home if target.type == "home" else self.view
            if target is not shown:
                raise NotThere(f"the view {target.title!r} is not in front of {self.person.name}")
        elif all(one.ts != target.ts for one in self.sees(target.channel)):
            raise NotThere(f"{self.person.name} does not see that message (any more)")

    def _find(
        self,
        target: Message | View,
        action_id: str | None,
        block_id: str | None,
        label: str | None,
        value: str | None,
    ) -> tuple[dict, dict]:
        there = list(kit.elements(target.blocks))
        found = [
            (block, element)
            for block, element in there
            if (action_id is None or element["action_id"] == action_id)
            and (block_id is None or block["block_id"] == block_id)
            and (label is None or kit.text_of(element) == label)
            and (value is None or element["type"] != "button" or element.get("value") == value)
        ]
        if len(found) != 1:
            wanted = {"action_id": action_id, "block_id": block_id, "label": label, "value": value}
            asked = {name: one for name, one in wanted.items() if one is not None}
            offered = [(element["action_id"], kit.text_of(element)) for _, element in there]
            raise NotThere(f"{len(found)} elements are {asked}; there are {offered}")
        return found[0]

    def _state(self, target: Message | View) -> dict:
        if isinstance(target, View):
            return target.values
        values = kit.starting_state(target.blocks)
        chosen = self.world.selections(self.id, target.ts)
        for block_id, fields in values.items():
            fields.update({one: chosen[block_id][one] for one in fields if one in chosen.get(block_id, {})})
        return values

    def _fill(self, target: Message | View, values: dict, entered: dict[str, Any], lenient: bool = False) -> None:
        there = list(kit.elements(target.blocks))
        for name, value in entered.items():
            found = [(b, e) for b, e in there if name in (b["block_id"], e["action_id"]) and e["type"] in kit.STATEFUL]
            if not found and not lenient:
                offered = [(b["block_id"], e["action_id"]) for b, e in there if e["type"] in kit.STATEFUL]
                raise NotThere(f"there is no field {name!r}; there are {offered}")
            for block, element in found:
                nested = isinstance(value, dict) and name == block["block_id"]
                inner = nested and element["action_id"] in value
                if nested and not inner and element["type"] != "rich_text_input":
                    continue
                entry = value[element["action_id"]] if inner else value
                state = filling.filled(self.world, self._as_offered(element), entry)
                values.setdefault(block["block_id"], {})[element["action_id"]] = state

    def _client_errors(self, view: View) -> dict[str, str]:
        errors = {}
        for block, element in kit.elements(view.blocks):
            if block["type"] == "input":
                state = view.values.get(block["block_id"], {}).get(element["action_id"], {})
                said = filling.complaint(block, element, state)
                if said:
                    errors[block["block_id"]] = said
        return errors

    def _action(self, block: dict, element: dict, selected: Any, values: dict) -> dict:
        kept = ("type", "text", "value", "style", "url", "placeholder", "confirm", "initial_date", "initial_option")
        action = {"action_id": element["action_id"], "block_id": block["block_id"]}
        action |= {name: element[name] for name in kept if name in element}
        if element["type"] == "overflow":
            action["selected_option"] = filling.option(element, selected)
        elif element["type"] == "feedback_buttons":
            buttons = [element["positive_button"], element["negative_button"]]
            action |= next(one for one in buttons if selected in (one["value"], one["text"]["text"]))
        elif element["type"] in kit.STATEFUL:
            state = filling.filled(self.world, self._as_offered(element), selected)
            values.setdefault(block["block_id"], {})[element["action_id"]] = state
            action |= state
        return action | {"action_ts": self.world.stamps.next()}

    def _as_offered(self, element: dict) -> dict:
        """Returns an element with the options that the app suggested to this person, if it was asked."""
        found = self.world.suggested.get((self.id, element["action_id"]))
        if not found or not element["type"].endswith("external_select"):
            return element
        return element | {"option_groups" if "options" in found[0] else "options": found}

    def _click_payload(self, target: Message | View, action: dict, values: dict) -> dict:
        from_view = target.id if isinstance(target, View) else None
        trigger = self.world.passes.new_trigger(self.id, from_view)
        url = None
        if isinstance(target, Message):
            self.world.selections(self.id, target.ts).update(values)
            url = self._response_url("actions", target.channel, target.thread_ts, target.ts)
        return payloads.block_actions(self.world, self.person, target, [action], values, url, trigger)

    def _upload(self, name: str, content: bytes) -> SharedFile:
        return keep(self.world, self.world.names.next("F"), name, content, self.id)

    def _file_events(self, room: Channel, file: SharedFile) -> None:
        if room.has(self.world.app.bot_user):
            shared = {"file_id": file.id, "user_id": self.id, "file": {"id": file.id}, "channel_id": room.id}
            self.world.event("file_shared", {"type": "file_shared", **shared})
