"""Every case of the database, one after the other: for checks and exports, not for answering people."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from cases.case import Case
from cases.document import from_document
from storage.tables import CaseRow, table_of

BATCH = 500
cases = table_of(CaseRow)


def every_case(connection: Connection) -> Iterator[Case]:
    """All cases, open and closed, in the order of workspace and number; never more than a batch in memory."""
    query = select(cases.c.document).order_by(cases.c.workspace, cases.c.number)
    rows = connection.execution_options(yield_per=BATCH).execute(query)
    for document in rows.scalars():
        yield from_document(document)
