"""Where things about a case were posted, so that they can be edited, answered and found again."""

from collections.abc import Iterable
from functools import cache

from sqlalchemy import Connection, bindparam, delete, exists, select

from storage.tables import CaseRow, PostRow, table_of
from storage.upsert import Insert, upsert

posts, cases = table_of(PostRow), table_of(CaseRow)
_GET = select(posts.c.channel, posts.c.ts).where(
    posts.c.workspace == bindparam("its_workspace"),
    posts.c.case_number == bindparam("its_case"),
    posts.c.purpose == bindparam("its_purpose"),
)


class Posts:
    """Places by case and purpose: `card` is the case's one card, `approval:R1:U2` a request to an approver."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, workspace: str, case_number: int, purpose: str) -> tuple[str, str] | None:
        """The channel and ts of a post, or None when it was never posted or is forgotten."""
        names = {"its_workspace": workspace, "its_case": case_number, "its_purpose": purpose}
        row = self._connection.execute(_GET, names).first()
        return None if row is None else (row.channel, row.ts)

    def cards(self, workspace: str, numbers: Iterable[int]) -> dict[int, tuple[str, str]]:
        """Where the cards of some cases are, by case number; nothing for those that are posted nowhere."""
        query = select(posts.c.case_number, posts.c.channel, posts.c.ts).where(
            posts.c.workspace == workspace, posts.c.case_number.in_(list(numbers)), posts.c.purpose == "card"
        )
        return {row.case_number: (row.channel, row.ts) for row in self._connection.execute(query)}

    def all(self, workspace: str, case_number: int) -> dict[str, tuple[str, str]]:
        """Every post of a case: purpose to channel and ts."""
        query = select(posts.c.purpose, posts.c.channel, posts.c.ts).where(
            posts.c.workspace == workspace, posts.c.case_number == case_number
        )
        return {row.purpose: (row.channel, row.ts) for row in self._connection.execute(query)}

    def set(self, workspace: str, case_number: int, purpose: str, channel: str, ts: str) -> None:
        """Note where something was posted; an earlier place for the same purpose is forgotten."""
        row = {"workspace": workspace, "case_number": case_number, "purpose": purpose, "channel": channel, "ts": ts}
        self._connection.execute(_set(self._connection.dialect.name), row)

    def cases_without_card(self, workspace: str, channel: str) -> list[int]:
        """The open cases at home in a channel whose card is posted nowhere, by number."""
        has_card = exists().where(
            posts.c.workspace == cases.c.workspace, posts.c.case_number == cases.c.number, posts.c.purpose == "card"
        )
        query = select(cases.c.number).where(
            cases.c.workspace == workspace, cases.c.home_channel == channel, cases.c.closed_at.is_(None), ~has_card
        )
        return list(self._connection.execute(query.order_by(cases.c.number)).scalars())

    def forget(self, workspace: str, case_number: int, purpose: str) -> None:
        """Forget a post, because it is gone from Slack."""
        self._connection.execute(
            delete(posts).where(
                posts.c.workspace == workspace, posts.c.case_number == case_number, posts.c.purpose == purpose
            )
        )

    def case_at(self, workspace: str, channel: str, ts: str) -> int | None:
        """The number of the case that was posted there: the root of a thread, or a message that was linked to."""
        query = select(posts.c.case_number).where(
            posts.c.workspace == workspace, posts.c.channel == channel, posts.c.ts == ts
        )
        number: int | None = self._connection.execute(query.order_by(posts.c.case_number).limit(1)).scalar()
        return number


@cache
def _set(dialect: str) -> Insert:
    return upsert(dialect, posts)
