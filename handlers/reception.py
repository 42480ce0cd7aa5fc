"""Slack's deliveries: one listener per kind of payload, each translated, handled once and answered.

The order is always: commit, then acknowledge, then return. A refusal rolls everything back and becomes a private
sentence. The only call to Slack before an acknowledgement is opening a modal, whose trigger lives three seconds.
"""

import asyncio
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from cases.words import N_, NotAllowed, Person, Refused, WrongField, WrongFields
from handlers import evidence, import_parcels, members, payloads, shipped, watch
from handlers.compose import compose
from handlers.directory import Directory
from handlers.guide import CLOCKS_WORDS, help_answer, help_body
from handlers.home import home_letter
from handlers.invited import cards_follow, is_tried_again
from handlers.language import Words
from handlers.people_first import PeopleFirst
from handlers.routes import CLICKS, EVENTS, FORMS, MENTIONED, SHORTCUTS, verb_for
from handlers.standing_still import LastTick, warned
from handlers.views.notice import notice_modal
from handlers.visit import SILENT, Act, Answer, Ask, Visit, refuse_a_card_of_before, refuse_outsiders, whisper_letter
from handlers.who import who_is, with_any_role
from storage.database import Database
from storage.errors import AlreadyHandled, StaleCase, StorageError
from storage.heartbeats import TICK
from storage.transaction import Transaction

log = structlog.get_logger("tracer")
ANYTHING = re.compile(".*", re.DOTALL)
TRIES_WHEN_STALE = 3
REMEMBERED_PEOPLE = 20_000
CHANGES_LANGUAGE = frozenset({"lang", "other_language"})
ABOUT_ROLES = frozenset({"roles"})
ASKED_IN_A_CHANNEL = frozenset({"command", "mention"})
LANGUAGE_HOLDS = timedelta(minutes=1)
# A trigger lives three seconds, and so long Slack waits for the acknowledgement that comes after.
OPENING_SECONDS = 2.5


class Reception:
    """Where Slack's deliveries come in. `wake` is called after every commit that may have owed a letter."""

    def __init__(
        self,
        database: Database,
        slack: AsyncWebClient,
        directory: Directory,
        now: Callable[[], datetime],
        wake: Callable[[], None],
        bot_user: Callable[[], str | None],
        slack_url: Callable[[], str | None] = lambda: None,
        mail_from: str | None = None,
        people: PeopleFirst | None = None,
        us: Callable[[], tuple[str, str | None] | None] = lambda: None,
    ) -> None:
        self._database = database
        self._people = people or PeopleFirst()
        self._slack = slack
        self._directory = directory
        self._now = now
        self._wake = wake
        self._bot_user = bot_user
        self._slack_url = slack_url
        self._us = us
        self.mail_from = mail_from
        self._languages: dict[tuple[str, str], tuple[Words, datetime]] = {}
        self._last_tick = LastTick(now())

    def listen(self, app: AsyncApp) -> None:
        """Register one listener per kind of payload; what a name means is looked up in our own table."""
        app.command(ANYTHING)(self.command)
        app.action(ANYTHING)(self.click)
        app.view(ANYTHING)(self.form)
        app.view_closed(ANYTHING)(self.form_closed)
        app.shortcut(ANYTHING)(self.shortcut)
        app.event(ANYTHING)(self.event)

    async def command(self, ack: Any, body: Mapping[str, Any]) -> BoltResponse | None:
        """`/lost …`: the private answer rides on the acknowledgement."""
        verb, rest = verb_for(payloads.typed(body))
        if verb.name == "help" and rest.strip().lower() not in CLOCKS_WORDS:
            return await self._helped(ack, body)
        ask = self._to_us(payloads.command(body, self._now()))
        answer = await self._handled(replace(ask, text=rest, name=verb.name), verb.act, verb.writes)
        await ack(**_private(self._warned(ask, await self._shown(ask, answer))))
        return None

    async def _helped(self, ack: Any, body: Mapping[str, Any]) -> BoltResponse | None:
        """Help writes nothing and asks nothing: once the reader's language is known it needs no database."""
        at, (workspace, user), us = self._now(), payloads.asked_by(body), self._us()
        words, since = await self._language(us[0] if us else workspace, user, at), await self._still_since(at)
        if since is None:
            return BoltResponse(status=200, body=help_body(words.language))
        await ack(**_private(warned(help_answer(words), since, words)))
        return None

    async def click(self, ack: Any, body: Mapping[str, Any]) -> None:
        """A button or select: what it is called says which feature, its value which case and state it showed."""
        ask = self._to_us(payloads.click(body, self._now()))
        act = CLICKS.get(ask.name.partition(":")[0])
        if act is not None:
            answer = await self._handled(ask, act, True)
            if (answer := await self._shown(ask, answer)).text:
                await self._owe(ask, answer)
        await ack()

    async def form(self, ack: Any, body: Mapping[str, Any]) -> None:
        """A modal that was sent: errors below its fields, another modal, or closed."""
        ask = self._to_us(payloads.form(body, self._now()))
        act = FORMS.get(ask.name)
        answer = await self._handled(ask, act, True) if act else SILENT
        if answer.text:
            await self._owe(ask, answer)
        await ack(**_to_form(answer, body))

    async def form_closed(self, ack: Any) -> None:
        """A modal that was closed without sending changes nothing."""
        await ack()

    async def shortcut(self, ack: Any, body: Mapping[str, Any]) -> None:
        """A message or global shortcut."""
        ask = self._to_us(payloads.shortcut(body, self._now()))
        act = SHORTCUTS.get(ask.name)
        if act is not None:
            answer = await self._shown(ask, await self._handled(ask, act, True))
            if answer.text:
                await self._owe(ask, answer)
        await ack()

    async def event(self, ack: Any, body: Mapping[str, Any]) -> None:
        """News from Slack. An exception escapes on purpose: Slack then delivers the event again."""
        event = body["event"]
        if payloads.gives_files(event, self._bot_user()):
            await self._files_given(self._to_us(payloads.files_given(body, self._now())))
        elif payloads.is_said_to_us(event, self._bot_user()):
            await self._said_to_us(self._to_us(payloads.mention(body, self._now(), self._bot_user())))
        elif act := EVENTS.get(event.get("type", "")):
            ask = self._to_us(payloads.event(body, self._now()))
            await self._handled(ask, act, True)
            self._wake()
            if ask.name == "app_home_opened" and (since := self._last_tick.still_since(ask.at)):
                await self._show_home(ask, since)
        else:
            us = self._us()
            await self._learn(us[0] if us else payloads.workspace_of(body), event)
        await ack()

    def _to_us(self, ask: Ask) -> Ask:
        """Whatever is delivered is for our one workspace; who acts from another one may not be of the team."""
        us = self._us()
        if us is None:
            return ask
        from_elsewhere = bool(ask.homes) and ask.homes.isdisjoint(us)
        if ask.workspace == us[0] and not from_elsewhere:
            return ask
        return replace(ask, workspace=us[0], from_elsewhere=from_elsewhere)

    async def _said_to_us(self, ask: Ask) -> None:
        """@Tracer in a channel or thread, or a direct message: the same verbs, answered privately."""
        verb, rest = verb_for(ask.text) if ask.text else (MENTIONED, "")
        answer = await self._handled(replace(ask, text=rest, name=verb.name), verb.act, True)
        if answer.view is not None:
            answer = Answer(text=self._words(ask)(N_("This needs a form: use the buttons on the card, or /lost.")))
        if answer.text:
            await self._owe(ask, answer)

    async def _files_given(self, ask: Ask) -> None:
        """Files in a case's thread or a direct message; elsewhere they are nobody's business here."""
        if import_parcels.is_for_us(ask):
            answer = await self._handled(replace(ask, name="import"), import_parcels.typed, True)
            if answer.text:
                await self._owe(ask, answer)
            return
        if shipped.is_for_us(ask):
            answer = await self._handled(replace(ask, name="stats shipped"), shipped.typed, True)
            if answer.text:
                await self._owe(ask, answer)
            return
        if watch.is_a_list(ask):
            answer = await self._handled(replace(ask, name="watch"), watch.list_given, True)
            if answer.text:
                await self._owe(ask, answer)
            return
        if await self._database.read(lambda tx: evidence.concerns_us(tx, ask)):
            answer = await self._handled(ask, evidence.given, True)
            if answer.text:
                await self._owe(ask, answer)

    async def _learn(self, workspace: str, event: Mapping[str, Any]) -> None:
        """Keep what an event says of a person or a channel; most events say nothing of them."""
        if event.get("type") not in members.EVENTS:
            return
        us = self._bot_user()

        def keep(tx: Transaction) -> None:
            self._directory.apply(event, tx, workspace=workspace, bot_user=us)
            cards_follow(tx, workspace, event, us, self._now())

        await self._database.write(keep)
        self._wake()
        if event.get("type") == "user_change" and isinstance(event.get("user"), Mapping):
            self._languages.pop((workspace, event["user"].get("id", "")), None)

    async def _handled(self, ask: Ask, act: Act, writes: bool) -> Answer:
        """Do it in one transaction; a refusal or a failure becomes a sentence, and then nothing was changed."""
        try:
            with self._people.answering():
                return await self._in_transaction(ask, act, writes)
        except WrongField as wrong:
            return self._wrong(ask, (wrong,))
        except WrongFields as wrong:
            return self._wrong(ask, wrong.fields)
        except Refused as refused:
            return await self._refused(ask, refused)
        except StorageError as error:
            log.warning("A request could not be kept", error=str(error), ask=ask.name)
            return self._sorry(ask, N_("Tracer is very busy right now and has changed nothing. Try again in a moment."))
        except Exception:
            ticket = secrets.token_hex(3)
            log.exception("A request failed", error=ticket, ask=ask.name, kind=ask.kind)
            return self._sorry(
                ask,
                N_("Something went wrong on our side; nothing was changed. Tell your admin: error {ticket}."),
                ticket,
            )

    def _wrong(self, ask: Ask, fields: Sequence[WrongField]) -> Answer:
        words = self._words(ask)
        return Answer(errors={one.field: words.plain(one.sentence.text, **one.sentence.params) for one in fields})

    async def _in_transaction(self, ask: Ask, act: Act, writes: bool) -> Answer:
        for left in reversed(range(TRIES_WHEN_STALE)):
            try:
                work = partial(self._work, ask, act, writes)
                answer = await (self._database.write(work, shares_commit=True) if writes else self._database.read(work))
                break
            except (StaleCase, AlreadyHandled):
                if not left:
                    raise
        self._wake()
        if ask.name.partition(":")[0] in ABOUT_ROLES:
            # What was told of user groups half an hour ago may be out of date.
            self._directory.look_up_soon("groups", "")
        if ask.name in CHANGES_LANGUAGE:
            self._languages.pop((ask.workspace, ask.user), None)
        return answer

    def _work(self, ask: Ask, act: Act, writes: bool, tx: Transaction) -> Answer:
        delivery = (f"slack.{ask.kind}", ask.key)
        was_handled = tx.meet(ask.workspace, ask.user, ask.channel, delivery)
        self._last_tick.seen(tx.ticked_at)
        visit = Visit(ask, tx, self._slack_url(), self.mail_from)
        self._remember(ask, visit)
        if writes and was_handled:
            return _repeated(tx.inbox.answer(ask.workspace, *delivery))
        refuse_outsiders(visit)
        refuse_a_card_of_before(visit)
        if writes and ask.channel and ask.kind in ASKED_IN_A_CHANNEL:
            is_tried_again(tx, ask.workspace, ask.channel, ask.at)
        answer = act(visit)
        if writes:
            kept = {"text": answer.text, "blocks": answer.blocks} if answer.text else None
            tx.inbox.handled(ask.workspace, *delivery, ask.at, kept)
        return answer

    async def _refused(self, ask: Ask, refused: Refused) -> Answer:
        """The sentence for the person, who can do it instead, and a fresh card: the one clicked on may be old."""

        def told(tx: Transaction) -> Answer:
            delivery = (f"slack.{ask.kind}", ask.key)
            if tx.inbox.was_handled(ask.workspace, *delivery):
                # Another process got the same delivery and was faster: it is its own success that stood in the way.
                return _repeated(tx.inbox.answer(ask.workspace, *delivery))
            visit = Visit(ask, tx, self._slack_url(), self.mail_from)
            text = visit.words.say(refused.sentence)
            if isinstance(refused, NotAllowed) and refused.roles:
                text = visit.words.in_a_row(text, *_who_can(visit, refused.roles))
            number = ask.value.get("c") or ask.meta.get("c")
            case = tx.cases.load(ask.workspace, number, for_update=False) if isinstance(number, int) else None
            if case is not None and ask.kind in ("click", "form"):
                visit.desk.refresh(case, "refused")
            return Answer(text=text)

        answer = await self._database.write(told)
        self._wake()
        if ask.kind == "form" or ask.in_view:
            # Somebody who looks at a modal sees no message behind it.
            said = notice_modal(self._words(ask), answer.text or "")
            return Answer(view=said, replaces_view=ask.kind == "form")
        return answer

    async def _shown(self, ask: Ask, answer: Answer) -> Answer:
        """Open the answer's modal, on top of the one the click was in if there is one."""
        if answer.view is None:
            return answer
        try:
            async with asyncio.timeout(OPENING_SECONDS):
                await self._open(ask, answer)
        except Exception as error:
            # Whatever the client raises: a refusal, a broken connection, half an answer, none in time.
            log.warning("A form could not be opened", error=str(error) or type(error).__name__, ask=ask.name)
            return self._sorry(ask, N_("Slack did not open the form in time. Please try once more."))
        return SILENT

    async def _open(self, ask: Ask, answer: Answer) -> None:
        if answer.replaces_view and ask.view_id:
            await self._slack.views_update(view_id=ask.view_id, view=answer.view)
        elif ask.in_view:
            await self._slack.views_push(trigger_id=ask.trigger_id or "", view=answer.view)
        else:
            await self._slack.views_open(trigger_id=ask.trigger_id or "", view=answer.view)

    async def _owe(self, ask: Ask, answer: Answer) -> None:
        answer = self._warned(ask, answer)
        letter = whisper_letter(ask, answer.text or "", answer.blocks)
        await self._database.write(lambda tx: tx.outbox.add(letter, ask.at))
        self._wake()

    async def _show_home(self, ask: Ask, since: datetime) -> None:
        """Show App Home at once: where no worker runs, the letter that would is sent by nobody."""
        try:
            call = await self._database.read(lambda tx: compose(home_letter(ask, since), tx, ask.at))
            if call is not None:
                async with asyncio.timeout(OPENING_SECONDS):
                    await self._slack.api_call(call.method, json=call.args)
        except Exception as error:
            log.warning("App Home could not be shown", error=str(error) or type(error).__name__)

    def _warned(self, ask: Ask, answer: Answer) -> Answer:
        """The answer, with a line that says so where reminders stand still."""
        return warned(answer, self._last_tick.still_since(ask.at), self._words(ask))

    async def _still_since(self, at: datetime) -> datetime | None:
        """The same for an answer without a transaction: the database is asked only where all seems not to be well."""
        if self._last_tick.still_since(at):
            self._last_tick.seen(await self._database.read(lambda tx: tx.heartbeats.last(TICK)))
        return self._last_tick.still_since(at)

    def _sorry(self, ask: Ask, text: str, ticket: str = "") -> Answer:
        said = self._words(ask)(text, ticket=ticket)
        if ask.kind == "form":
            return Answer(view=notice_modal(self._words(ask), said), replaces_view=True)
        return Answer(text=said)

    def _words(self, ask: Ask) -> Words:
        """The person's language as last seen by this process: good enough for words, never used for rights."""
        known = self._languages.get((ask.workspace, ask.user))
        return known[0] if known else Words()

    async def _language(self, workspace: str, user: str, at: datetime) -> Words:
        """The person's language for help: looked up anew after a while, because it may be changed elsewhere."""
        known = self._languages.get((workspace, user))
        if known is None or not timedelta(0) <= at - known[1] < LANGUAGE_HOLDS:
            words = await self._database.read(lambda tx: who_is(tx, workspace, user).words)
            known = self._languages[workspace, user] = (words, at)
        return known[0]

    def _remember(self, ask: Ask, visit: Visit) -> None:
        if len(self._languages) > REMEMBERED_PEOPLE:
            self._languages.clear()
        self._languages[ask.workspace, ask.user] = (visit.words, ask.at)
        if not visit.who.known:
            self._directory.look_up_soon("person", ask.user)


def _private(answer: Answer) -> dict[str, Any]:
    if answer.text is None:
        return {}
    told: dict[str, Any] = {"response_type": "ephemeral", "text": answer.text}
    return told | ({"blocks": answer.blocks} if answer.blocks else {})


def _to_form(answer: Answer, body: Mapping[str, Any]) -> dict[str, Any]:
    if answer.errors:
        blocks = body["view"].get("blocks") or []
        known = [block.get("block_id") for block in blocks if block.get("type") == "input"]
        errors = {block if block in known or not known else known[0]: text for block, text in answer.errors.items()}
        return {"response_action": "errors", "errors": errors}
    if answer.view is not None:
        return {"response_action": "update" if answer.replaces_view else "push", "view": answer.view}
    return {"response_action": "clear"}


def _repeated(kept: Any) -> Answer:
    """What was answered to the first delivery, with its buttons: that one may never have been shown."""
    return Answer(kept["text"], kept.get("blocks")) if isinstance(kept, dict) and "text" in kept else SILENT


def _who_can(visit: Visit, roles: frozenset[str]) -> tuple[str, ...]:
    """Whom to ask instead, in a sentence; none where there is nobody."""
    people = [one for one in with_any_role(visit.tx, visit.workspace, visit.settings, roles) if one != visit.who.id]
    if not people:
        return ()
    return (visit.words(N_("Ask {people}."), people=tuple(Person(one) for one in people[:5])),)
