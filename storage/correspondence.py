"""What was written to others: kept word for word under the key of its case, and the queue of what goes out by mail.

A text that goes by mail is kept before anything is sent. It is `sending` from right before the server is given it until
its answer is noted: whoever dies in between leaves it so, and it is then `unsure`, never sent again by itself.
"""

import hashlib
import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from cases.light_dataclass import dataclass
from storage.correspondence_tables import CorrespondenceRow
from storage.personal import CaseSeal, Personal
from storage.row import table_of

correspondence = table_of(CorrespondenceRow)
HAND, MAIL = "hand", "mail"
WAITING, SENDING, SENT, UNSURE, REFUSED, BOUNCED = "waiting", "sending", "sent", "unsure", "refused", "bounced"
# From which states a sending may end so: what is known for certain is not made uncertain again.
ENDS_FROM = {
    SENT: (WAITING, SENDING, UNSURE),
    REFUSED: (WAITING, SENDING),
    UNSURE: (SENDING,),
    BOUNCED: (SENT, UNSURE),
}


@dataclass(frozen=True, slots=True)
class Written:
    """One text. `subject`, `body` and `address` are None once the case was erased; `answer` is a server's last word."""

    workspace: str
    case_number: int
    id: str
    kind: str
    to: str
    line: str | None
    language: str
    by: str
    at: datetime
    way: str
    state: str
    subject: str | None
    body: str | None
    address: str | None = None
    via: str | None = None
    reference: str | None = None
    files: tuple[str, ...] = ()
    message_id: str | None = None
    channel: str | None = None
    sent_at: datetime | None = None
    tries: int = 0
    answer: str | None = None
    sha256: str = ""
    tells_buyer: bool = False


class Correspondence:
    """The texts of cases, within one transaction."""

    def __init__(self, connection: Connection, personal: Personal) -> None:
        self._connection = connection
        self._personal = personal

    def next_id(self, workspace: str, case_number: int) -> str:
        """The id of a case's next text, `M1` for its first. The case is held by whoever asks."""
        query = select(func.count()).where(*_of_case(workspace, case_number))
        return f"M{(self._connection.execute(query).scalar() or 0) + 1}"

    def keep(self, one: Written, next_at: datetime | None = None) -> Written:
        """Keep a new text; one by mail is due at an instant. Returns it with its hash."""
        content = json.dumps({"subject": one.subject, "body": one.body, "address": one.address}, ensure_ascii=False)
        content = content.encode("utf-8", "replace").decode()
        kept = replace(
            one, sha256=hashlib.sha256(f"{one.subject}\n\n{one.body}".encode("utf-8", "replace")).hexdigest()
        )
        seal = self._personal.seal_of(one.workspace, one.case_number)
        row = {name: getattr(kept, name) for name in _PLAIN}
        row |= {"files": "\n".join(one.files), "content": seal.sealed(_ref(one.id), content.encode())}
        self._connection.execute(insert(correspondence), {**row, "answer": None, "next_at": next_at})
        return kept

    def get(self, workspace: str, case_number: int, id: str) -> Written | None:
        """One text; None where there is none of that id."""
        query = select(correspondence).where(*_of_case(workspace, case_number), correspondence.c.id == id)
        row = self._connection.execute(query).first()
        return None if row is None else self._written(row)

    def of_case(self, workspace: str, case_number: int) -> list[Written]:
        """Every text of a case, the first written first."""
        query = select(correspondence).where(*_of_case(workspace, case_number))
        return [self._written(row) for row in self._connection.execute(query.order_by(correspondence.c.at))]

    def due(self, now: datetime, until: datetime, most: int) -> list[Written]:
        """Texts whose sending is due, taken until an instant: whoever dies on the way leaves them due again then."""
        found = [self._written(row) for row in self._connection.execute(_DUE, {"now": now, "most": most})]
        for one in found:
            self._set(one, next_at=until)
        return found

    def next_due(self) -> datetime | None:
        """When the next text of all is due."""
        at: datetime | None = self._connection.execute(select(func.min(correspondence.c.next_at))).scalar()
        return at

    def unfinished(self) -> int:
        """How many texts of all workspaces still wait to go out by mail."""
        query = select(func.count()).where(correspondence.c.next_at.is_not(None))
        return self._connection.execute(query).scalar() or 0

    def begin(self, one: Written) -> bool:
        """Say that a server is given a text from now on; False where somebody else did meanwhile."""
        return self._set(one, (WAITING,), state=SENDING)

    def again(self, one: Written, at: datetime, answer: str) -> bool:
        """The server did not take it now: try again at an instant."""
        values: dict[str, Any] = {"state": WAITING, "next_at": at, "tries": one.tries + 1}
        return self._set(one, (WAITING, SENDING), **values, answer=self._sealed_answer(one, answer))

    def ended(self, one: Written, state: str, answer: str = "", sent_at: datetime | None = None) -> bool:
        """How its sending ended: sent, refused, unsure or bounced; False where that was said already."""
        values: dict[str, Any] = {"state": state, "next_at": None, "sent_at": sent_at or one.sent_at}
        return self._set(one, ENDS_FROM[state], **values, answer=self._sealed_answer(one, answer))

    def send_once_more(self, one: Written, at: datetime) -> bool:
        """Somebody wants a text sent that may have arrived, or was refused: under the Message-ID it had."""
        return self._set(one, (UNSURE, REFUSED), state=WAITING, next_at=at)

    def _set(self, one: Written, before: tuple[str, ...] | None = None, **values: Any) -> bool:
        where: list[Any] = [*_of_case(one.workspace, one.case_number), correspondence.c.id == one.id]
        if before is not None:
            where.append(correspondence.c.state.in_(before))
        return self._connection.execute(update(correspondence).where(*where).values(**values)).rowcount == 1

    def _sealed_answer(self, one: Written, answer: str) -> bytes | None:
        seal = self._personal.seal_of(one.workspace, one.case_number)
        return seal.sealed(f"{_ref(one.id)}/answer", answer.encode("utf-8", "replace")) if answer else None

    def _written(self, row: Any) -> Written:
        seal: CaseSeal = self._personal.seal_of(row.workspace, row.case_number)
        content = seal.opened(_ref(row.id), row.content)
        told = json.loads(content) if content is not None else {"subject": None, "body": None, "address": None}
        answer = seal.opened(f"{_ref(row.id)}/answer", row.answer)
        plain = {name: getattr(row, name) for name in _PLAIN}
        files = tuple(filter(None, row.files.split("\n")))
        return Written(**plain, **told, files=files, answer=answer.decode() if answer else None)


_PLAIN = (
    "workspace",
    "case_number",
    "id",
    "kind",
    "to",
    "line",
    "language",
    "by",
    "at",
    "way",
    "state",
    "via",
    "reference",
    "message_id",
    "channel",
    "sent_at",
    "tries",
    "sha256",
    "tells_buyer",
)
_DUE = (
    select(correspondence)
    .where(correspondence.c.next_at <= bindparam("now"))
    .order_by(correspondence.c.next_at, correspondence.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)  # says nothing on SQLite, which has one writer
)


def _ref(id: str) -> str:
    return f"correspondence/{id}"


def _of_case(workspace: str, case_number: int) -> tuple[Any, Any]:
    return correspondence.c.workspace == workspace, correspondence.c.case_number == case_number
