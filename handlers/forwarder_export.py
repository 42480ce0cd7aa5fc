"""`/lost export forwarder yunexpress`: one forwarder's open cases as a CSV file in the columns it wants."""

import re

from cases.moves import ADMIN, AGENT, FINANCE, LEAD
from cases.words import N_, NotAllowed, Refused
from handlers.forwarder_files import BY_FORWARDER, COLUMNS, USUAL, column_named
from handlers.visit import Answer, Verb, Visit
from partners.carriers.names import carrier_typed
from partners.carriers.numbers import courier_name
from storage.sendings import NO_CASE, Sending

SEE_ALL = frozenset({LEAD, FINANCE, ADMIN})
BETWEEN = re.compile(r"[,，、;；\s]+")


def asked(visit: Visit) -> Answer:
    """Owe whoever asks the file; an agent gets the cases they own, others all that they may see."""
    if not visit.who.roles & (SEE_ALL | {AGENT}):
        raise NotAllowed(N_("Cases are exported by agents, leads, finance and admins."), roles=frozenset({AGENT, LEAD}))
    named, _, rest = visit.ask.text.strip().partition(" ")
    carrier = carrier_typed(named)
    if carrier is None:
        raise Refused(
            N_("Which carrier or forwarder? Write for example “/lost export forwarder yunexpress number order goods”.")
        )
    params = {"carrier": carrier, "columns": _columns(visit, rest), "mine": not visit.who.roles & SEE_ALL}
    key = f"{BY_FORWARDER}:{visit.ask.key}"
    visit.tx.sendings.want(Sending(visit.workspace, key, NO_CASE, BY_FORWARDER, visit.who.id, visit.at, params))
    text = N_("The open cases with {carrier} come to you as a file, in your direct messages.")
    return Answer(text=visit.words(text, carrier=courier_name(carrier)))


def _columns(visit: Visit, text: str) -> list[str]:
    """The columns that were named, in their order; the usual ones where none is."""
    words = [one for one in BETWEEN.split(text.strip()) if one]
    columns = []
    for word in words:
        column = column_named(word)
        if column is None:
            raise Refused(
                N_("“{word}” is no column. There are: {columns}."), word=word[:40], columns=", ".join(COLUMNS)
            )
        columns.append(column)
    return list(dict.fromkeys(columns)) or list(USUAL)


VERBS = (
    Verb(
        "export forwarder",
        N_("CARRIER [columns]"),
        N_("the open cases of one carrier or forwarder as CSV, in the columns you name"),
        asked,
        ("导出 货代",),
    ),
)
