"""What a case and a log entry look like as rows."""

from collections.abc import Callable, Collection, Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cases.case import Case, Claim, Dispute, Investigation, LogEntry, Remedy
from cases.cover import country_in
from cases.document import Document
from cases.exact_step import exact_step
from cases.ladder import HARD

Referenced = Investigation | Remedy | Dispute | Claim
WAITS_FOR_APPROVAL = frozenset({"awaiting_approval", "asked"})


def case_row(case: Case, document: Document) -> dict[str, Any]:
    """The document, and beside it what lists ask for and sort by."""
    return {
        "workspace": case.workspace,
        "number": case.number,
        "opened_at": case.opened_at,
        **case_columns(case, document, COLUMNS_OF.keys()),
    }


def case_columns(case: Case, document: Document, changed: Collection[str]) -> dict[str, Any]:
    """The columns that may have changed with these parts of the case; the others keep their value and their index."""
    step = case.next_step
    # What it is exactly hangs on more than the step itself.
    exact = exact_step(case, step.kind, step.key) if step else None
    values: dict[str, Any] = {"version": case.version, "document": document, "next_exact": exact}
    for part in changed:
        if part in COLUMNS_OF:
            values |= COLUMNS_OF[part](case)
    return values


def log_row(case: Case, entry: LogEntry) -> dict[str, Any]:
    """One move; its details as plain JSON."""
    return {
        "workspace": case.workspace,
        "case_number": case.number,
        "seq": entry.seq,
        "at": entry.at,
        "actor_kind": entry.actor.kind,
        "actor_id": entry.actor.id,
        "actor_roles": sorted(entry.actor.roles),
        "move": entry.move,
        "target": entry.target,
        "before": entry.before,
        "after": entry.after,
        "details": plain(entry.details),
        "changes": entry.changes,
    }


def plain(value: Any) -> Any:
    """A value as JSON knows it: decimals and instants as text, records as objects, sets sorted."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Set):
        return sorted(plain(item) for item in value)
    return [plain(item) for item in value]


def _searched(case: Case) -> dict[str, Any]:
    """Every number and reference somebody might type, and what was in the parcel, in lower case."""
    lines: tuple[Referenced, ...] = (*case.investigations, *case.remedies, *case.disputes, *case.claims)
    words = [case.reference, case.order.ref, case.order.goods, *(parcel.number for parcel in case.parcels)]
    words += [line.reference for line in lines]
    return {"search_text": " ".join(word for word in words if word).lower()}


def _of_order(case: Case) -> dict[str, Any]:
    worth = case.order.paid or case.order.cost
    return {
        "order_ref": case.order.ref,
        "marketplace": case.order.marketplace,
        "worth": worth.amount if worth else None,
        "worth_currency": worth.currency if worth else None,
        **_searched(case),
    }


def _of_parcels(case: Case) -> dict[str, Any]:
    parcel = case.parcel
    return {
        "carrier": parcel.carrier,
        "tracking_number": parcel.number,
        "service": parcel.service,
        "origin": country_in(parcel.origin) or parcel.origin,
        "destination": country_in(parcel.destination) or parcel.destination,
        "hub": parcel.hub,
        "warehouse": parcel.warehouse,
        "sku": parcel.sku,
        "packaging": parcel.packaging,
        **_searched(case),
    }


def _of_remedies(case: Case) -> dict[str, Any]:
    waits = any(one.state in WAITS_FOR_APPROVAL for one in case.remedies)
    return {"needs_approval": waits, **_searched(case)}


def _of_next_step(case: Case) -> dict[str, Any]:
    step = case.next_step
    return {
        "next_kind": step.kind if step else None,
        "next_owner": step.owner if step else None,
        "next_role": step.role if step else None,
        "waiting_on": step.waiting_on if step else None,
        "next_due": step.due_at if step else None,
    }


def _of_clocks(case: Case) -> dict[str, Any]:
    """The first date that others have set for us: what is lost with it is not given back."""
    hard = [(one.due_at, one.kind) for one in case.clocks if one.kind in HARD and one.due_at is not None]
    due_at, kind = min(hard) if hard and case.is_open else (None, None)
    return {"hard_due": due_at, "hard_kind": kind}


# Which columns follow from which part of a case.
COLUMNS_OF: dict[str, Callable[[Case], dict[str, Any]]] = {
    "status": lambda case: {"status": case.status},
    "owner": lambda case: {"owner": case.owner},
    "backup": lambda case: {"backup": case.backup},
    "cause": lambda case: {"cause": case.cause},
    "outcome": lambda case: {"outcome": case.outcome},
    "prevention": lambda case: {"prevention": case.prevention},
    "home_channel": lambda case: {"home_channel": case.home_channel},
    "loss_type": lambda case: {"loss_type": case.loss_type},
    "closed_at": lambda case: {"closed_at": case.closed_at},
    "order": _of_order,
    "parcels": _of_parcels,
    "remedies": _of_remedies,
    "investigations": _searched,
    "disputes": _searched,
    "claims": _searched,
    "clocks": _of_clocks,
    "next_step": _of_next_step,
    "private": lambda case: {"private": case.private},
}
