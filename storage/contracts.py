"""The insurance contracts of a workspace: nothing is overwritten."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, insert, select, update

from cases.cover import Contract
from cases.light_dataclass import dataclass
from cases.money import MINOR_DIGITS, Money
from cases.words import N_, Refused
from storage.row import table_of
from storage.watch_tables import ContractRow

contracts = table_of(ContractRow)
LONGEST_NAME, LONGEST_TEXT = 80, 1000
_CURRENT = (
    select(contracts)
    .where(contracts.c.workspace == bindparam("its_workspace"), contracts.c.ended_at.is_(None))
    .order_by(contracts.c.insurer, contracts.c.policy_number, contracts.c.id)
)


@dataclass(frozen=True, slots=True)
class KeptContract:
    """A contract as it was kept, and who ended it when, if somebody did."""

    contract: Contract
    ended_at: datetime | None
    ended_by: str | None


class Contracts:
    """Contracts by workspace. One that is edited ends as it was, and goes on under the same name as another row."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._read: dict[str, tuple[Contract, ...]] = {}

    def current(self, workspace: str) -> tuple[Contract, ...]:
        """Those that nobody has ended, by insurer and number; looked up once a transaction."""
        if workspace not in self._read:
            rows = self._connection.execute(_CURRENT, {"its_workspace": workspace})
            self._read[workspace] = tuple(_value(row._asdict()) for row in rows)
        return self._read[workspace]

    def there_are_none(self, workspace: str) -> None:
        """Note that this transaction has seen that none holds now."""
        self._read[workspace] = ()

    def history(self, workspace: str) -> tuple[KeptContract, ...]:
        """Every contract as it ever was, the newest first."""
        query = select(contracts).where(contracts.c.workspace == workspace)
        rows = self._connection.execute(
            query.order_by(contracts.c.changed_at.desc(), contracts.c.ended_at.is_not(None), contracts.c.id)
        )
        return tuple(KeptContract(_value(row._asdict()), row.ended_at, row.ended_by) for row in rows)

    def add(self, workspace: str, contract: Contract, *, by: str, at: datetime) -> Contract:
        """Keep a contract under an id of its own, and return it. Raises Refused when it cannot be one."""
        check_contract(contract)
        return self._insert(workspace, replace(contract, id=uuid4().hex, version=1, by=by, at=at))

    def edit(self, workspace: str, contract: Contract, *, by: str, at: datetime) -> Contract | None:
        """Keep a contract in place of the version it was made from, and return it; None when that one holds no more.

        Raises Refused when it cannot be a contract; nothing is kept then.
        """
        check_contract(contract)
        if not self.end(workspace, contract.id, contract.version, by=by, at=at):
            return None
        return self._insert(workspace, replace(contract, version=contract.version + 1, by=by, at=at))

    def end(self, workspace: str, contract: str, version: int, *, by: str, at: datetime) -> bool:
        """End a contract; False when somebody has edited or ended that version before, or it never was."""
        self._read.pop(workspace, None)
        row = f"{contract}:{version}"
        where = (contracts.c.workspace == workspace, contracts.c.ended_at.is_(None), contracts.c.id == row)
        ended = update(contracts).where(*where).values(ended_at=at, ended_by=by)
        return self._connection.execute(ended).rowcount > 0

    def _insert(self, workspace: str, kept: Contract) -> Contract:
        self._read.pop(workspace, None)
        row = {
            "workspace": workspace,
            "id": f"{kept.id}:{kept.version}",
            "insurer": kept.insurer,
            "policy_number": kept.policy_number,
            "starts_on": kept.starts_on,
            "ends_on": kept.ends_on,
            "terms": _terms(kept),
            "changed_by": kept.by,
            "changed_at": kept.at,
        }
        self._connection.execute(insert(contracts), row)
        return kept


def check_contract(one: Contract) -> None:
    """Raise Refused, with a sentence, unless this can be a contract."""
    if not all(0 < len(text.strip()) <= LONGEST_NAME for text in (one.insurer, one.policy_number)):
        raise Refused(N_("Insurer and policy number are needed, each at most {most} characters."), most=LONGEST_NAME)
    if any(len(text or "") > LONGEST_TEXT for text in (one.goods, one.exclusions, one.declared_how)):
        raise Refused(N_("One of the texts is longer than {most} characters. Shorten it."), most=LONGEST_TEXT)
    if one.ends_on is not None and one.ends_on < one.starts_on:
        raise Refused(
            N_("It cannot end on {ends}, before it begins on {begins}."), ends=one.ends_on, begins=one.starts_on
        )
    if not all(len(code) == 2 and code.isascii() and code.isupper() for code in one.origins | one.destinations):
        raise Refused(N_("Write countries with two letters each, such as CN, DE, US."))
    for money in (one.cap, one.excess, one.premium):
        if money is not None and not (money.is_an_amount and money.currency in MINOR_DIGITS):
            raise Refused(
                N_("{money} cannot be an amount here. Enter one above zero and below ten million."), money=money
            )


def _terms(one: Contract) -> dict[str, Any]:
    return {
        "origins": sorted(one.origins),
        "destinations": sorted(one.destinations),
        "goods": one.goods,
        "cap": _kept_money(one.cap),
        "excess": _kept_money(one.excess),
        "premium": _kept_money(one.premium),
        "premium_percent": str(one.premium_percent) if one.premium_percent is not None else None,
        "exclusions": one.exclusions,
        "declared_how": one.declared_how,
        "programme": one.programme,
    }


def _value(row: Mapping[str, Any]) -> Contract:
    terms = row["terms"]
    contract, _, version = row["id"].partition(":")
    return Contract(
        id=contract,
        version=int(version or 0),
        insurer=row["insurer"],
        policy_number=row["policy_number"],
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        origins=frozenset(terms.get("origins") or ()),
        destinations=frozenset(terms.get("destinations") or ()),
        goods=terms.get("goods"),
        cap=_money(terms.get("cap")),
        excess=_money(terms.get("excess")),
        premium=_money(terms.get("premium")),
        premium_percent=Decimal(terms["premium_percent"]) if terms.get("premium_percent") else None,
        exclusions=terms.get("exclusions"),
        declared_how=terms.get("declared_how"),
        programme=terms.get("programme"),
        by=row["changed_by"],
        at=row["changed_at"],
    )


def _kept_money(money: Money | None) -> list[str] | None:
    return [str(money.amount), money.currency] if money else None


def _money(kept: list[str] | None) -> Money | None:
    return Money(Decimal(kept[0]), kept[1]) if kept else None
