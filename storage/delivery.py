"""Delivering the outbox: who may send which letter now, and what became of it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    FromClause,
    Row,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)

from cases.light_dataclass import dataclass
from storage.lanes import WHOLE_WORKSPACE, Lanes
from storage.tables import UNSENT, WAITING_CARD, LaneRow, LetterRow, table_of

outbox = table_of(LetterRow)
lanes = table_of(LaneRow)


@dataclass(frozen=True, slots=True)
class ClaimedLetter:
    """A letter that one worker may send before its lease ends.

    `unsure` means that an earlier attempt may have arrived: look for `key` in what was posted since `claimed_at`
    (the first such attempt's instant) before sending, and send only when it is not there. `looks` counts the
    claims made in doubt, this one included; `attempts` every claim.
    """

    id: int
    key: str
    workspace: str
    lane: str
    kind: str
    case_number: int | None
    params: Mapping[str, Any]
    priority: int
    owed_since: datetime
    attempts: int
    unsure: bool
    claimed_at: datetime
    looks: int


class Delivery:
    """The courier's side of the outbox."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(self, now: datetime, lease_seconds: float, limit: int, worker: str) -> list[ClaimedLetter]:
        """Take the first letter of up to `limit` free lanes, most urgent first; each lane is leased with it.

        Within a lane the order is priority, then age. A letter that is in doubt or to be tried again keeps its
        place, so that nothing overtakes it; one that is meant for later does not hold up the others.
        """
        until = now + timedelta(seconds=lease_seconds)
        heads = self._connection.execute(_HEADS, {"now": now, "most": limit}).all()
        claimed = [letter for head in _in_locking_order(heads) if (letter := self._take(head, now, until, worker))]
        return sorted(claimed, key=lambda letter: (letter.priority, letter.id))

    def finish(self, letter_id: int, state: str, lane_free_at: datetime, values: Mapping[str, Any]) -> None:
        """Write what became of a letter and give its lane back. What has ended stays as it ended.

        The lane is touched before the letter, as in `claim`: two workers never wait for each other.
        """
        Lanes(self._connection).free_of(letter_id, lane_free_at)
        if state == "waiting":
            values = {**values, **self._merge_younger_card(letter_id)}
        in_doubt = {"unsure_since": func.coalesce(outbox.c.unsure_since, outbox.c.claimed_at)}
        self._connection.execute(
            update(outbox)
            .where(outbox.c.id == letter_id, UNSENT)
            .values({"state": state, **values, **(in_doubt if state == "unsure" else {})})
        )

    def _take(self, head: Row[Any], now: datetime, until: datetime, worker: str) -> ClaimedLetter | None:
        """Lease the lane and claim its letter, or neither when another worker was there in between."""
        if not Lanes(self._connection).lease(head.workspace, head.lane, now, until):
            return None
        names = {"its_id": head.id, "seen_state": head.state, "seen_attempts": head.attempts}
        row = self._connection.execute(_CLAIM, {**names, "now": now, "until": until, "worker": worker}).first()
        if row is None:
            Lanes(self._connection).free(head.workspace, head.lane, now)
            return None
        return _claimed(row, now)

    def _merge_younger_card(self, letter_id: int) -> dict[str, Any]:
        """A card refresh that waits again stands for the one asked for while it was under way, and goes where
        that one was meant to go."""
        mine = select(outbox.c.workspace, outbox.c.case_number, outbox.c.kind).where(outbox.c.id == letter_id)
        row = self._connection.execute(mine).first()
        if row is None or row.kind != "card" or row.case_number is None:
            return {}
        names = {"its_workspace": row.workspace, "its_case": row.case_number, "its_id": letter_id}
        younger = self._connection.execute(_MERGE_CARD, names).first()
        return {} if younger is None else {"lane": younger.lane, "params": younger.params}


def _in_locking_order(heads: Any) -> list[Row[Any]]:
    """Workers that claim at once lock lanes in the same order, or PostgreSQL would see them wait in a circle."""
    return sorted(heads, key=lambda head: (head.workspace, head.lane))


def _claimed(row: Row[Any], now: datetime) -> ClaimedLetter:
    return ClaimedLetter(
        id=row.id,
        key=row.key,
        workspace=row.workspace,
        lane=row.lane,
        kind=row.kind,
        case_number=row.case_number,
        params=row.params,
        priority=row.priority,
        owed_since=row.owed_since,
        attempts=row.attempts,
        unsure=row.unsure_since is not None,
        claimed_at=row.unsure_since or now,
        looks=row.looks,
    )


def _heads() -> Select[Any]:
    """The first letter of every lane that is free now, most urgent first.

    It goes from lane to lane by the index of what is unsent, and looks into those only that are free: with
    thousands of letters waiting for a few busy channels, reading and sorting all of them takes a hundred times as long.
    """
    now = bindparam("now", type_=outbox.c.next_at.type)
    place = _places()
    begun, waiting = outbox.alias("begun"), outbox.alias("waiting")
    meant_for_later = and_(waiting.c.attempts == 0, waiting.c.next_at > now)
    first_begun = _first_of(place, begun, begun.c.state != "waiting")
    first_waiting = _first_of(place, waiting, waiting.c.state == "waiting", ~meant_for_later)
    held = select(lanes.c.workspace).where(lanes.c.lane == WHOLE_WORKSPACE, lanes.c.next_at > now)
    wanted = ("id", "workspace", "lane", "priority", "state", "attempts", "next_at")
    return (
        select(*(outbox.c[name] for name in wanted))
        .select_from(
            place.outerjoin(lanes, and_(lanes.c.workspace == place.c.workspace, lanes.c.lane == place.c.lane)).join(
                outbox, outbox.c.id == func.coalesce(first_begun, first_waiting)
            )
        )
        .where(
            or_(lanes.c.next_at.is_(None), lanes.c.next_at <= now),
            or_(lanes.c.leased_until.is_(None), lanes.c.leased_until <= now),
            place.c.workspace.not_in(held),
            outbox.c.next_at <= now,
        )
        .order_by(outbox.c.priority, outbox.c.id)
        .limit(bindparam("most"))
    )


def _first_of(place: CTE, queue: FromClause, *which: ColumnElement[bool]) -> ScalarSelect[int]:
    """The id of the first letter of one kind in a lane: by priority, then age."""
    here = (queue.c.workspace == place.c.workspace, queue.c.lane == place.c.lane, UNSENT)
    first = select(queue.c.id).where(*here, *which).order_by(queue.c.priority, queue.c.id).limit(1)
    return first.correlate(place).scalar_subquery()


def _places() -> CTE:
    """Every lane with something unsent, each found from the one before it by one step in the index."""
    first = select(func.min(outbox.c.workspace).label("workspace")).where(UNSENT)
    workspaces = first.cte("workspaces", recursive=True)
    later = select(func.min(outbox.c.workspace)).where(UNSENT, outbox.c.workspace > workspaces.c.workspace)
    workspaces = workspaces.union_all(
        select(later.correlate(workspaces).scalar_subquery()).where(workspaces.c.workspace.is_not(None))
    )
    lane = select(func.min(outbox.c.lane)).where(UNSENT, outbox.c.workspace == workspaces.c.workspace)
    places = (
        select(workspaces.c.workspace, lane.correlate(workspaces).scalar_subquery().label("lane"))
        .where(workspaces.c.workspace.is_not(None))
        .cte("places", recursive=True)
    )
    next_lane = select(func.min(outbox.c.lane)).where(
        UNSENT, outbox.c.workspace == places.c.workspace, outbox.c.lane > places.c.lane
    )
    return places.union_all(
        select(places.c.workspace, next_lane.correlate(places).scalar_subquery()).where(places.c.lane.is_not(None))
    )


_HEADS = _heads()
_IN_DOUBT = outbox.c.state != "waiting"
_CLAIM = (
    update(outbox)
    .where(
        outbox.c.id == bindparam("its_id"),
        outbox.c.state == bindparam("seen_state"),
        outbox.c.attempts == bindparam("seen_attempts"),
        outbox.c.next_at <= bindparam("now"),
    )
    .values(
        state="sending",
        attempts=outbox.c.attempts + 1,
        unsure_since=case(
            (_IN_DOUBT, func.coalesce(outbox.c.unsure_since, outbox.c.claimed_at)), else_=outbox.c.unsure_since
        ),
        looks=outbox.c.looks + case((or_(_IN_DOUBT, outbox.c.unsure_since.is_not(None)), 1), else_=0),
        claimed_at=bindparam("now"),
        claimed_by=bindparam("worker"),
        next_at=bindparam("until"),
    )
    .returning(*outbox.c)
)
_MERGE_CARD = (
    update(outbox)
    .where(
        WAITING_CARD,
        outbox.c.workspace == bindparam("its_workspace"),
        outbox.c.case_number == bindparam("its_case"),
        outbox.c.id != bindparam("its_id"),
    )
    .values(state="merged", finished_at=outbox.c.owed_since)
    .returning(outbox.c.lane, outbox.c.params)
)
