"""What payers still owe: by payer and age, claim by claim, and the claims that a line of incoming money may mean.

Everything is read from the rows of claims, in a fixed number of queries however many cases there are.
"""

import re
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, and_, case, func, or_, select

from cases.light_dataclass import dataclass
from cases.matching import PROMISED, Incoming, Owed
from cases.money import Money
from cases.references import cases_in, references_in
from storage.columns import SMALLEST, units
from storage.tables import CaseRow, ParcelRow, table_of
from storage.watch_tables import ClaimRow

claims, cases, parcels = table_of(ClaimRow), table_of(CaseRow), table_of(ParcelRow)
# The ages of a debt that are told apart, in days: up to 30, 60 and 90, and older.
AGES = (30, 60, 90)
T = TypeVar("T")
_BETWEEN = re.compile(r"[\s,;|]+")
AT_ONCE = 400
MOST_OF_AN_AMOUNT = 20
MOST_OF_A_DEBT = 60


@dataclass(frozen=True, slots=True)
class Age:
    """What one payer owes in one currency: how much in each span of age, over so many claims, the oldest since when.

    `promised` tells what was approved from what was only filed.
    """

    payer: str
    payer_kind: str
    currency: str
    promised: bool
    amounts: tuple[Decimal, ...]
    count: int
    since: datetime

    @property
    def total(self) -> Money:
        """Everything, whatever its age."""
        return Money(sum(self.amounts, Decimal(0)), self.currency)


@dataclass(frozen=True, slots=True)
class Receivable:
    """One claim that is still owed."""

    case: int
    claim: str
    payer: str
    state: str
    left: Money
    since: datetime


class Receivables:
    """The claims of one workspace that somebody owes money for."""

    def __init__(self, connection: Connection, workspace: str) -> None:
        self._connection = connection
        self._workspace = workspace

    def by_age(self, now: datetime) -> list[Age]:
        """What is owed by payer and currency, the promised first, then the largest."""
        promised = claims.c.state.in_(sorted(PROMISED))
        sums = [func.coalesce(func.sum(case((span, claims.c.owing), else_=0)), 0) for span in _spans(now)]
        since = func.min(claims.c.owed_since, type_=claims.c.owed_since.type)
        query = (
            select(claims.c.payer, claims.c.payer_kind, claims.c.currency, promised, func.count(), since, *sums)
            .where(claims.c.workspace == self._workspace, claims.c.owing.is_not(None))
            .group_by(claims.c.payer, claims.c.payer_kind, claims.c.currency, promised)
        )
        found = [
            Age(payer, kind, currency, bool(is_promised), tuple(_amount(one) for one in amounts), count, at)
            for payer, kind, currency, is_promised, count, at, *amounts in self._connection.execute(query)
        ]
        return sorted(found, key=lambda one: (not one.promised, -one.total.amount, one.payer, one.currency))

    def page(self, first: int, most: int, payer: str | None = None) -> list[Receivable]:
        """Claims that are owed, the oldest first, from the one of that place on (counted from 0)."""
        query = (
            select(claims.c.case_number, claims.c.claim, claims.c.payer, claims.c.state, claims.c.owing)
            .add_columns(claims.c.currency, claims.c.owed_since)
            .where(claims.c.workspace == self._workspace, claims.c.owing.is_not(None))
            .order_by(claims.c.owed_since, claims.c.case_number, claims.c.claim)
        )
        query = query if payer is None else query.where(claims.c.payer == payer)
        return [
            Receivable(number, claim, name, state, Money(_amount(owing), currency), since)
            for number, claim, name, state, owing, currency, since in self._connection.execute(
                query.offset(first).limit(most)
            )
        ]

    def meant_by(self, lines: Collection[Incoming]) -> list[Owed]:
        """Every claim that one of these lines may mean: by reference, tracking number, order, case, or amount."""
        keys = {key for one in lines for key in references_in(f"{one.text} {one.payer}")}
        numbers = {number for one in lines for number in cases_in(f"{one.text} {one.payer}")}
        orders = {word for one in lines for word in _BETWEEN.split(one.text) if word}
        found: dict[tuple[int, str], Any] = {}
        for some in _in_batches(sorted(keys)):
            of_parcel = select(parcels.c.case_number).where(
                parcels.c.workspace == self._workspace, parcels.c.tracking_number.in_(some)
            )
            self._find(found, or_(_is_called(some), claims.c.case_number.in_(of_parcel)))
        for some in _in_batches(sorted(orders)):
            of_order = select(cases.c.number).where(cases.c.workspace == self._workspace, cases.c.order_ref.in_(some))
            self._find(found, claims.c.case_number.in_(of_order))
        for of_these in _in_batches(sorted(numbers)):
            self._find(found, claims.c.case_number.in_(of_these))
        for currency in sorted({one.money.currency for one in lines}):
            wanted = sorted({units(one.money.amount) for one in lines if one.money.currency == currency})
            for amounts in _in_batches(wanted):
                self._find_amounts(found, currency, amounts)
                self._find_whole_debts(found, currency, amounts)
        return self._owed(found)

    def _find_whole_debts(self, found: dict[tuple[int, str], Any], currency: str, amounts: list[int]) -> None:
        """All that a payer has promised, where that comes to one of these amounts over several claims."""
        promised = (claims.c.currency == currency, claims.c.state.in_(sorted(PROMISED)), claims.c.owing.is_not(None))
        query = select(claims.c.payer).where(claims.c.workspace == self._workspace, *promised).group_by(claims.c.payer)
        several = and_(func.count() > 1, func.count() <= MOST_OF_A_DEBT, func.sum(claims.c.owing).in_(amounts))
        payers = self._connection.execute(query.having(several)).scalars().all()
        if payers:
            self._find(found, and_(claims.c.payer.in_(payers), *promised))

    def _find_amounts(self, found: dict[tuple[int, str], Any], currency: str, amounts: list[int]) -> None:
        """Claims of which exactly one of these amounts is owed; an amount that many are owed tells nothing."""
        alike = (claims.c.workspace == self._workspace, claims.c.currency == currency, claims.c.owing.in_(amounts))
        query = select(claims.c.owing).where(*alike).group_by(claims.c.owing)
        few = self._connection.execute(query.having(func.count() <= MOST_OF_AN_AMOUNT)).scalars().all()
        if few:
            self._find(found, and_(claims.c.currency == currency, claims.c.owing.in_(few)))

    def called(self, key: str) -> list[Owed]:
        """The claims with just this reference, as references are compared."""
        found: dict[tuple[int, str], Any] = {}
        self._find(found, _is_called([key]))
        return self._owed(found)

    def of_case(self, number: int) -> list[Owed]:
        """The claims of one case."""
        found: dict[tuple[int, str], Any] = {}
        self._find(found, claims.c.case_number == number)
        return self._owed(found)

    def _find(self, found: dict[tuple[int, str], Any], where: ColumnElement[bool]) -> None:
        query = (
            select(claims, cases.c.order_ref)
            .join_from(
                claims, cases, and_(cases.c.workspace == claims.c.workspace, cases.c.number == claims.c.case_number)
            )
            .where(claims.c.workspace == self._workspace, claims.c.state != "drafted", where)
            .order_by(claims.c.case_number, claims.c.claim)
        )
        for row in self._connection.execute(query):
            found[row.case_number, row.claim] = row

    def _owed(self, found: dict[tuple[int, str], Any]) -> list[Owed]:
        numbers: dict[int, list[str]] = {}
        for some in _in_batches(sorted({number for number, _ in found})):
            query = select(parcels.c.case_number, parcels.c.tracking_number).where(
                parcels.c.workspace == self._workspace, parcels.c.case_number.in_(some)
            )
            for number, tracking in self._connection.execute(query):
                numbers.setdefault(number, []).append(tracking)
        return [
            Owed(
                row.case_number,
                row.claim,
                row.payer,
                row.state,
                Money(_amount(row.owing), row.currency) if row.owing is not None else None,
                row.reference_key,
                tuple(sorted(numbers.get(row.case_number, ()))),
                row.order_ref,
                row.granted_key,
            )
            for _, row in sorted(found.items())
        ]


def _is_called(keys: Collection[str]) -> ColumnElement[bool]:
    """The claims with one of these references: their own, or what the payer calls what it grants."""
    return or_(claims.c.reference_key.in_(keys), claims.c.granted_key.in_(keys))


def _spans(now: datetime) -> Iterator[ColumnElement[bool]]:
    """The spans of age as conditions, the youngest first."""
    newer_than = [now - timedelta(days=days) for days in AGES]
    yield claims.c.owed_since > newer_than[0]
    for newer, older in zip(newer_than[1:], newer_than[:-1], strict=True):
        yield and_(claims.c.owed_since > newer, claims.c.owed_since <= older)
    yield claims.c.owed_since <= newer_than[-1]


def _in_batches(items: list[T]) -> Iterator[list[T]]:
    for start in range(0, len(items), AT_ONCE):
        yield items[start : start + AT_ONCE]


def _amount(owing: int) -> Decimal:
    """Ten-thousandths as an amount of at least two decimals, as amounts are written."""
    exact = Decimal(owing) / SMALLEST
    return exact.quantize(Decimal("0.01")) if exact == exact.quantize(Decimal("0.01")) else exact.normalize()
