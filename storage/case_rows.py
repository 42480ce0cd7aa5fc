"""What a case and a log entry look like as rows."""

from collections.abc import Mapping, Set
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from cases.case import Case, Claim, Dispute, Investigation, LogEntry, Remedy
from cases.document import to_document

Referenced = Investigation | Remedy | Dispute | Claim
WAITS_FOR_APPROVAL = frozenset({"awaiting_approval", "asked"})


def case_row(case: Case) -> dict[str, Any]:
    """The document, and beside it what lists ask for and sort by."""
    step = case.next_step
    return {
        "workspace": case.workspace,
        "number": case.number,
        "version": case.version,
        "status": case.status,
        "owner": case.owner,
        "home_channel": case.home_channel,
        "order_ref": case.order.ref,
        "marketplace": case.order.marketplace,
        "carrier": case.parcel.carrier,
        "tracking_number": case.parcel.number,
        "search_text": _search_text(case),
        "loss_type": case.loss_type,
        "needs_approval": any(one.state in WAITS_FOR_APPROVAL for one in case.remedies),
        "next_kind": step.kind if step else None,
        "next_owner": step.owner if step else None,
        "next_role": step.role if step else None,
        "waiting_on": step.waiting_on if step else None,
        "next_due": step.due_at if step else None,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "document": to_document(case),
    }


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
        "changes": plain(entry.changes),
    }


def plain(value: Any) -> Any:
    """A value as JSON knows it: decimals and instants as text, records as objects, sets sorted."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Set):
        return sorted(plain(item) for item in value)
    return [plain(item) for item in value]


def _search_text(case: Case) -> str:
    """Every number and reference somebody might type, in lower case."""
    lines: tuple[Referenced, ...] = (*case.investigations, *case.remedies, *case.disputes, *case.claims)
    words = [case.reference, case.order.ref, *(parcel.number for parcel in case.parcels)]
    words += [line.reference for line in lines]
    return " ".join(word for word in words if word).lower()
