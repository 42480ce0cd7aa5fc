"""The money that came in, line by line, until it is matched with claims or set aside.

What a line says, and what was said of it, lies sealed under the key of its workspace; erasing a case that got money of
it empties it. Amounts and days stay.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select, update

from cases.light_dataclass import dataclass
from cases.matching import Incoming, Part
from cases.money import Money
from storage.money_tables import IncomingRow
from storage.row import table_of
from storage.upsert import insert_into
from storage.workspace_keys import WorkspaceKeys

incoming = table_of(IncomingRow)
OPEN, MATCHED, SET_ASIDE = "open", "matched", "set_aside"
LONGEST_TEXT = 500
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class KeptLine:
    """A line as it is kept: what of it is left, what claims have got, who settled it and what was said of it.

    A `version` that a button showed and that is no longer this one is old.
    """

    incoming: Incoming
    state: str
    left: Money
    uses: tuple[dict[str, Any], ...]
    kept_at: datetime
    kept_by: str
    source: str
    version: int
    settled_by: str | None = None
    settled_at: datetime | None = None
    why: str | None = None


class IncomingMoney:
    """The lines of a workspace, by their key."""

    def __init__(self, connection: Connection, workspace: str, keys: WorkspaceKeys) -> None:
        self._connection = connection
        self._workspace = workspace
        self._keys = keys

    def keep(self, lines: Iterable[Incoming], source: str, by: str, at: datetime) -> int:
        """Keep those that are new and return how many these are; a line that is known already stays as it stands."""
        rows: list[dict[str, Any]] = [
            {
                "workspace": self._workspace,
                "key": one.key,
                "kept_at": at,
                "kept_by": by,
                "source": "",
                "on_day": one.on,
                "currency": one.money.currency,
                "amount": one.money.amount,
                "used": Decimal(0),
                "text": "",
                "payer": "",
                "state": OPEN,
                "uses": [],
                "version": 1,
                "sealed": _sealed(self._keys, self._workspace, one.key, one.text, one.payer, source, None),
            }
            for one in lines
        ]
        keep = insert_into(self._connection.dialect.name, incoming).on_conflict_do_nothing()
        kept = 0
        for start in range(0, len(rows), AT_ONCE):
            some = rows[start : start + AT_ONCE]
            kept += len(self._connection.execute(keep.returning(incoming.c.key), some).all())
        return kept

    def line(self, key: str) -> KeptLine | None:
        """One line, held for this transaction."""
        its = (incoming.c.workspace == self._workspace, incoming.c.key == key)
        row = self._connection.execute(select(incoming).where(*its).with_for_update()).first()
        return self._value(row) if row else None

    def page(self, state: str, first: int, most: int) -> tuple[list[KeptLine], int]:
        """Lines in a state, those that came last first, from a place on (counted from 0), and how many there are."""
        where = incoming.c.workspace == self._workspace, incoming.c.state == state
        query = select(incoming).where(*where).order_by(incoming.c.kept_at.desc(), incoming.c.key)
        rows = self._connection.execute(query.offset(first).limit(most)).all()
        return [self._value(row) for row in rows], self.count(state)

    def count(self, state: str) -> int:
        """How many lines are in a state."""
        query = select(func.count()).where(incoming.c.workspace == self._workspace, incoming.c.state == state)
        return int(self._connection.execute(query).scalar_one())

    def unmatched(self) -> list[tuple[Money, int]]:
        """What is left unmatched by currency, over how many lines."""
        where = incoming.c.workspace == self._workspace, incoming.c.state == OPEN
        sums: dict[str, tuple[Decimal, int]] = {}
        for row in self._connection.execute(
            select(incoming.c.currency, incoming.c.amount, incoming.c.used).where(*where)
        ):
            amount, count = sums.get(row.currency, (Decimal(0), 0))
            sums[row.currency] = (amount + row.amount - row.used, count + 1)
        return [(Money(amount, currency), count) for currency, (amount, count) in sorted(sums.items())]

    def use(self, kept: KeptLine, parts: Iterable[Part], by: str, at: datetime) -> KeptLine:
        """Note that claims have got these parts of a line; what is left of it stays open."""
        uses: list[dict[str, Any]] = [
            {"case": part.owed.case, "claim": part.owed.claim, "amount": str(part.money.amount)} for part in parts
        ]
        used = sum((Decimal(one["amount"]) for one in uses), Decimal(0))
        left = Money(kept.left.amount - used, kept.left.currency)
        state = OPEN if left.amount > 0 else MATCHED
        return self._changed(replace(kept, state=state, left=left, uses=(*kept.uses, *uses)), by, at)

    def give_back(
        self, kept: KeptLine, case: int, claim: str, by: str, at: datetime, most: Decimal | None = None
    ) -> KeptLine:
        """Note that a claim has not got its part of a line after all, or not so much of it: that much is open again."""
        its = [one for one in kept.uses if (one["case"], one["claim"]) == (case, claim)]
        had = sum((Decimal(one["amount"]) for one in its), Decimal(0))
        back = had if most is None else min(most, had)
        uses = [one for one in kept.uses if one not in its]
        if back < had:
            uses.append({"case": case, "claim": claim, "amount": str(had - back)})
        left = Money(kept.left.amount + back, kept.left.currency)
        return self._changed(replace(kept, state=OPEN, left=left, uses=tuple(uses)), by, at)

    def set_aside(self, kept: KeptLine, why: str, by: str, at: datetime) -> KeptLine:
        """Note that a line, or what is left of it, belongs to no claim, and why."""
        return self._changed(replace(kept, state=SET_ASIDE, why=why[:LONGEST_TEXT]), by, at)

    def take_up_again(self, kept: KeptLine, by: str, at: datetime) -> KeptLine:
        """A line that was set aside is to be matched after all."""
        return self._changed(replace(kept, state=OPEN, why=None), by, at)

    def _changed(self, kept: KeptLine, by: str, at: datetime) -> KeptLine:
        values = {
            "state": kept.state,
            "used": kept.incoming.money.amount - kept.left.amount,
            "uses": list(kept.uses),
            "why": None,
            "settled_by": by,
            "settled_at": at,
            "version": kept.version + 1,
            "text": "",
            "payer": "",
            "source": "",
        }
        line = kept.incoming
        if any((line.text, line.payer, kept.source, kept.why)):
            told = (line.text, line.payer, kept.source, kept.why)
            values["sealed"] = _sealed(self._keys, self._workspace, line.key, *told)
        where = incoming.c.workspace == self._workspace, incoming.c.key == kept.incoming.key
        self._connection.execute(update(incoming).where(*where).values(values))
        return replace(kept, version=kept.version + 1, settled_by=by, settled_at=at)

    def _value(self, row: Any) -> KeptLine:
        money = Money(row.amount, row.currency)
        told = {"text": row.text, "payer": row.payer, "source": row.source, "why": row.why}
        content = self._keys.opened(self._workspace, _ref(row.key), row.sealed)
        if content is not None:
            told = json.loads(content)
        return KeptLine(
            Incoming(row.key, money, str(told["text"]), str(told["payer"]), row.on_day),
            row.state,
            Money(row.amount - row.used, row.currency),
            tuple(row.uses),
            row.kept_at,
            row.kept_by,
            str(told["source"]),
            row.version,
            row.settled_by,
            row.settled_at,
            told["why"],
        )


def seal_plain_lines(connection: Connection, keys: WorkspaceKeys, most: int) -> int:
    """Seal lines that an older version kept in plain, and return how many these were."""
    plain = select(incoming).where(incoming.c.sealed.is_(None), (incoming.c.text != "") | (incoming.c.payer != ""))
    rows = connection.execute(plain.limit(most).with_for_update(skip_locked=True)).all()
    for row in rows:
        sealed = _sealed(keys, row.workspace, row.key, row.text, row.payer, row.source, row.why)
        its = (incoming.c.workspace == row.workspace, incoming.c.key == row.key)
        connection.execute(update(incoming).where(*its).values(sealed=sealed, **_EMPTY))
    return len(rows)


def forget_lines(connection: Connection, workspace: str, case_number: int) -> None:
    """Empty the lines of which a case got money; how much it was, and when, stays."""
    query = select(incoming.c.key, incoming.c.uses).where(
        incoming.c.workspace == workspace, incoming.c.used != Decimal(0)
    )
    its = [key for key, uses in connection.execute(query) if any(one["case"] == case_number for one in uses)]
    emptied = update(incoming).where(incoming.c.workspace == workspace, incoming.c.key.in_(its))
    connection.execute(emptied.values(sealed=None, **_EMPTY))


_EMPTY: dict[str, Any] = {"text": "", "payer": "", "source": "", "why": None}


def _sealed(
    keys: WorkspaceKeys, workspace: str, key: str, text: str, payer: str, source: str, why: str | None
) -> bytes:
    told = {"text": text[:LONGEST_TEXT], "payer": payer[:LONGEST_TEXT], "source": source[:LONGEST_TEXT], "why": why}
    return keys.sealed(workspace, _ref(key), json.dumps(told, ensure_ascii=False).encode("utf-8", "replace"))


def _ref(key: str) -> str:
    return f"incoming/{key}"
