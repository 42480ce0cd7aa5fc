"""The outbox: letters are written together with the move that caused them, and delivered afterwards.

A letter is `waiting`, then `sending` while one worker holds its lane, then `sent`. One whose sending ended without
an answer is `unsure`: it is looked for in Slack before it is sent again. `given_up` and `merged` are ends too.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Integer,
    String,
    Update,
    UpdateBase,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal_column,
    select,
    true,
    update,
)

from cases.letters import Letter
from cases.light_dataclass import dataclass
from storage.columns import Instant
from storage.delivery import ClaimedLetter, Delivery
from storage.lanes import Lanes
from storage.later import Later
from storage.many_at_once import Given, ManyAtOnce
from storage.tables import UNSENT, WAITING_CARD, LetterRow, table_of
from storage.upsert import insert_into

outbox = table_of(LetterRow)
CARD = "card"


@dataclass(frozen=True, slots=True)
class LostLetters:
    """Letters that could not be delivered: how many, and why not the last of them, in Slack's words."""

    count: int = 0
    why: str = ""

    @property
    def word(self) -> str:
        """The one word of the reason, without what may quote a message."""
        return self.why.partition(":")[0]


class Outbox:
    """Letters, as those see it who write them and those who deliver them."""

    def __init__(self, connection: Connection, later: Later) -> None:
        self._written = connection
        self._later = later
        # The cards owed in this transaction that are not written yet, by workspace, case and the count of writes.
        self._cards: dict[tuple[str, int, int], dict[str, Any]] = {}
        # How urgent the card is that waits for a case; None where none does. Only of cases that were read ahead.
        self._ahead: dict[tuple[str, int], int | None] = {}

    @property
    def _connection(self) -> Connection:
        """The connection, with every letter written that is owed so far."""
        self._later.now()
        return self._written

    def read_ahead(self, workspace: str, numbers: Sequence[int]) -> None:
        """Read by one query which of these cases, all of them held, have a card that waits, and hold that too."""
        query = _WAITING_CARDS
        if self._written.dialect.name == "postgresql":
            query = query.with_for_update()
        self._ahead |= dict.fromkeys((workspace, number) for number in numbers)
        for row in self._written.execute(query, {"its_workspace": workspace, "these": numbers}):
            self._ahead[workspace, row.case_number] = row.priority

    def add(self, letter: Letter, at: datetime) -> None:
        """Owe Slack a letter as of now. The same key is kept once, whatever happens to the letter later.

        A card refresh joins the one that still waits for the same case, if there is one.
        """
        self.add_all((letter,), at)

    def add_all(self, letters: Iterable[Letter], at: datetime, *, first: bool = False) -> None:
        """Owe Slack several letters, in their order within each lane and priority.

        `first` says that these are the first ever about their case, so that no card of it can be waiting.
        """
        rows = []
        for letter in letters:
            if self._joins_a_card_of_ours(letter) or (not first and self._joins_a_waiting_card(letter)):
                continue
            rows.append(row := _row(letter, at))
            if letter.kind == CARD and letter.case_number is not None:
                self._cards[letter.workspace, letter.case_number, self._later.times(outbox)] = row
                self._waits(letter.workspace, letter.case_number, letter.priority)
        if rows:
            self._later.write(_add(self._written.dialect.name), rows)

    def add_or_join(self, letter: Letter, at: datetime) -> None:
        """Owe a letter, unless one of its kind waits in its lane already: that one says it as well, when it is sent.

        The one that waits is locked until we commit, so that whoever sends it reads what this transaction decided.
        """
        names = {"its_workspace": letter.workspace, "its_lane": letter.lane, "its_kind": letter.kind}
        if not self._connection.execute(_JOIN, names).rowcount:
            self.add(letter, at)

    def oldest_unsent(self, workspace: str | None = None) -> datetime | None:
        """Since when the oldest unsent letter is owed; an instant still to come means that none is late."""
        query = select(func.min(outbox.c.owed_since)).where(UNSENT)
        at: datetime | None = self._connection.execute(_within(query, workspace)).scalar()
        return at

    def unsent_count(self, workspace: str | None = None) -> int:
        """How many letters are owed, those included that are meant for later."""
        return self._count(select(func.count()).where(UNSENT), workspace)

    def given_up_count(self, workspace: str | None = None) -> int:
        """How many letters could not be delivered and are still remembered."""
        query = select(func.count()).where(outbox.c.state == "given_up")
        return self._count(query, workspace)

    def given_up_since(self, at: datetime, workspace: str | None = None) -> LostLetters:
        """The letters that were given up from an instant on."""
        lately = (outbox.c.finished_at >= at, outbox.c.state == "given_up")
        last = select(outbox.c.error).where(*lately).order_by(outbox.c.finished_at.desc(), outbox.c.id.desc()).limit(1)
        why: str | None = self._connection.execute(_within(last, workspace)).scalar()
        count = self._count(select(func.count()).where(*lately), workspace)
        return LostLetters(count, why or "")

    def claim(self, now: datetime, lease_seconds: float, limit: int, worker: str) -> list[ClaimedLetter]:
        """Take up to `limit` letters to send now, each the first of its lane; see `Delivery.claim`."""
        return self._delivery.claim(now, lease_seconds, limit, worker)

    def sent(self, letter_id: int, at: datetime, channel: str | None, ts: str | None, lane_free_at: datetime) -> None:
        """Note that a letter arrived, and where; its lane is free again at an instant."""
        self._delivery.finish(letter_id, "sent", lane_free_at, {"finished_at": at, "channel": channel, "ts": ts})

    def retry(
        self, letter_id: int, at: datetime, next_attempt_at: datetime, error: str, lane_free_at: datetime
    ) -> None:
        """Note that a letter was certainly not sent and is to be tried again; later ones of its lane wait for it."""
        self._delivery.finish(letter_id, "waiting", lane_free_at, {"next_at": next_attempt_at, "error": error})

    def unsure(self, letter_id: int, at: datetime, next_look_at: datetime, error: str, lane_free_at: datetime) -> None:
        """Note that nobody knows whether a letter arrived: the next claim says so and it is looked for first."""
        self._delivery.finish(letter_id, "unsure", lane_free_at, {"next_at": next_look_at, "error": error})

    def give_up(self, letter_id: int, at: datetime, error: str, lane_free_at: datetime | None = None) -> None:
        """Note that a letter can never be delivered, and why; its lane goes on."""
        self._delivery.finish(letter_id, "given_up", lane_free_at or at, {"finished_at": at, "error": error})

    def hold_lane(self, workspace: str, lane: str, until: datetime) -> None:
        """Send nothing in a lane before an instant; `lanes.WHOLE_WORKSPACE` holds every lane of the workspace."""
        Lanes(self._connection).hold(workspace, lane, until)

    def posted(self, workspace: str, case_number: int, kind: str) -> list[tuple[str, str]]:
        """Channel and ts of the letters of a kind about a case that arrived and are still remembered."""
        its = (outbox.c.workspace == workspace, outbox.c.case_number == case_number, outbox.c.kind == kind)
        query = select(outbox.c.channel, outbox.c.ts).where(*its, outbox.c.state == "sent")
        return [(row[0], row[1]) for row in self._connection.execute(query) if row[0] and row[1]]

    def purge(self, older_than: datetime) -> int:
        """Forget letters that ended before an instant and return how many; nothing that is owed is touched."""
        return self._connection.execute(delete(outbox).where(outbox.c.finished_at < older_than)).rowcount

    def _count(self, query: Any, workspace: str | None) -> int:
        return int(self._connection.execute(_within(query.select_from(outbox), workspace)).scalar_one())

    @property
    def _delivery(self) -> Delivery:
        return Delivery(self._connection)

    def _joins_a_card_of_ours(self, letter: Letter) -> bool:
        """Whether this transaction owes the same card already."""
        if letter.kind != CARD or letter.case_number is None:
            return False
        owed = self._cards.get((letter.workspace, letter.case_number, self._later.times(outbox)))
        if owed is not None:
            owed["priority"] = min(owed["priority"], letter.priority)
        return owed is not None

    def _joins_a_waiting_card(self, letter: Letter) -> bool:
        """Whether a refresh of the same card waits already.

        That one is locked until we commit, so that whoever sends it renders what this transaction decided.
        """
        if letter.kind != CARD or letter.case_number is None:
            return False
        if (case := (letter.workspace, letter.case_number)) in self._ahead:
            waiting = self._ahead[case]
            if waiting is None or waiting <= letter.priority:
                return waiting is not None
        names = {"its_workspace": letter.workspace, "its_case": letter.case_number, "its_priority": letter.priority}
        joined = self._written.execute(_JOIN_CARD, names).rowcount > 0
        if joined:
            self._waits(*case, letter.priority)
        return joined

    def _waits(self, workspace: str, case_number: int, priority: int) -> None:
        if (workspace, case_number) in self._ahead:
            self._ahead[workspace, case_number] = priority


def _row(letter: Letter, at: datetime) -> dict[str, Any]:
    owed_since = max(at, letter.not_before) if letter.not_before else at
    return {
        "workspace": letter.workspace,
        "key": letter.key,
        "lane": letter.lane,
        "kind": letter.kind,
        "case_number": letter.case_number,
        "params": dict(letter.params),
        "priority": letter.priority,
        "owed_since": owed_since,
        "next_at": owed_since,
    }


def _within(query: Any, workspace: str | None) -> Any:
    return query if workspace is None else query.where(outbox.c.workspace == workspace)


_OWED = {
    "workspace": String(),
    "key": String(),
    "lane": String(),
    "kind": String(),
    "case_number": Integer(),
    "params": JSON(),
    "priority": Integer(),
    "owed_since": Instant(),
    "next_at": Instant(),
}


@cache
def _add(dialect: str) -> ManyAtOnce:
    def add(these: Given) -> UpdateBase:
        fresh: list[Any] = [literal_column(value) for value in ("'waiting'", "0", "0")]
        # Without a condition SQLite takes ON CONFLICT for part of the SELECT: https://www.sqlite.org/lang_upsert.html
        rows = select(*these.c, *fresh).where(true())
        columns = [*_OWED, "state", "attempts", "looks"]
        return insert_into(dialect, outbox).from_select(columns, rows).on_conflict_do_nothing()

    return ManyAtOnce(dialect, outbox, _OWED, add)


_WAITING_CARDS = (
    select(outbox.c.case_number, outbox.c.priority)
    .where(
        WAITING_CARD,
        outbox.c.workspace == bindparam("its_workspace"),
        outbox.c.case_number.in_(bindparam("these", expanding=True)),
    )
    .order_by(outbox.c.case_number)
)
_JOIN_CARD: Update = (
    update(outbox)
    .where(
        WAITING_CARD,
        and_(outbox.c.workspace == bindparam("its_workspace"), outbox.c.case_number == bindparam("its_case")),
    )
    .values(
        priority=case(
            (outbox.c.priority > bindparam("its_priority"), bindparam("its_priority")), else_=outbox.c.priority
        )
    )
)
_JOIN: Update = (
    update(outbox)
    .where(
        UNSENT,
        outbox.c.workspace == bindparam("its_workspace"),
        outbox.c.lane == bindparam("its_lane"),
        outbox.c.kind == bindparam("its_kind"),
        outbox.c.state == "waiting",
    )
    .values(state="waiting")
)
