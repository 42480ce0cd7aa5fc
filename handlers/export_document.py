"""A whole case as a document for our own people: what is known, what was done, its scans, money and files."""

import html
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from cases.case import Case, LogEntry
from cases.ledger import LedgerLine, statements
from cases.light_dataclass import dataclass
from cases.timelines import Event
from cases.words import N_
from handlers.claim_document import Enclosed
from handlers.language import Words
from handlers.pack_words import PackWords
from handlers.views.scans import when_told
from handlers.views.story import story_line
from partners.pack.document import Column, Document, Facts, Part, Table

MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
DATE = re.compile(r" ?\(?<!date\^[^|>]*\|([^>]*)>\)?")
LINK = re.compile(r"<([^|<>!@]+)\|([^<>]+)>")
CHANNEL = re.compile(r"<#([A-Z0-9]+)(?:\|[^>]*)?>")


@dataclass(frozen=True, slots=True)
class CaseKept:
    """All that is kept of a case. `names` are people by id, `text_of` finds what was written apart."""

    case: Case
    log: Sequence[LogEntry]
    ledger: Sequence[LedgerLine]
    events: Sequence[Event]
    files: Sequence[Enclosed]
    names: Mapping[str, str]
    text_of: Callable[[str], str | None]


def export_document(kept: CaseKept, words: Words, at: datetime) -> Document:
    """The document, in the language of whoever asked for it."""
    case = kept.case
    title = words.plain(N_("Case {reference}"), reference=case.reference)
    parts: list[Part] = [_facts(kept, words), _history(kept, words), _scans(kept, words)]
    parts += [_money(kept, words), _files(kept, words)]
    return Document(
        title=title,
        subtitle=words.plain(N_("Everything that is kept of it, as of {moment}"), moment=words.moment(at)),
        running=f"{case.reference} · {case.parcel.number}",
        page_of=words.plain(N_("Page {page} of {pages}"), page="{page}", pages="{pages}"),
        language="zh" if words.language == "zh_CN" else "en",
        at=at,
        parts=tuple(parts),
    )


def plainly(mrkdwn: str, names: Mapping[str, str]) -> str:
    """What people read of mrkdwn, with names in place of mentions."""
    text = MENTION.sub(lambda found: names.get(found[1], found[1]), mrkdwn)
    text = LINK.sub(r"\2 (\1)", CHANNEL.sub(r"#\1", DATE.sub("", text)))
    return html.unescape(text.replace("\u200b", "").replace("\n> ", "\n"))


def _facts(kept: CaseKept, words: Words) -> Facts:
    case, order = kept.case, kept.case.order
    owner = kept.names.get(case.owner or "", case.owner)
    rows = [
        (words.term("number"), words.plain(N_(", ")).join(one.number for one in case.parcels)),
        (words.term("carrier"), case.parcel.carrier_name),
        (words.term("service"), case.parcel.service),
        (words.term("hub"), case.parcel.hub),
        (words.term("warehouse"), case.parcel.warehouse),
        (words.term("sku"), case.parcel.sku),
        (words.term("packaging"), case.parcel.packaging),
        (words.term("origin"), case.parcel.origin),
        (words.term("destination"), case.parcel.destination),
        (words.term("loss_type"), words.term(f"loss:{case.loss_type}")),
        (words.plain(N_("State")), words.term(case.status)),
        (words.plain(N_("Owner")), owner),
        (words.plain(N_("Order")), " · ".join(one for one in (order.ref, order.marketplace) if one)),
        (words.plain(N_("Goods")), order.goods),
        (words.plain(N_("Opened")), words.moment(case.opened_at)),
        (words.plain(N_("Closed")), words.moment(case.closed_at) if case.closed_at else None),
    ]
    told = tuple((name[:1].upper() + name[1:], str(value)) for name, value in rows if value)
    return Facts(words.plain(N_("What is known")), told)


def _history(kept: CaseKept, words: Words) -> Table:
    columns = (Column(words.plain(N_("When")), 26), Column(words.plain(N_("What was done")), 74))
    rows = tuple(
        (
            words.moment(entry.at),
            plainly(story_line(entry, kept.case, words, kept.text_of, as_it_happens=False), kept.names),
        )
        for entry in kept.log
    )
    return Table(words.plain(N_("History")), columns, rows)


def _scans(kept: CaseKept, words: Words) -> Table:
    columns = (
        Column(words.plain(N_("When")), 26),
        Column(words.plain(N_("Where")), 20),
        Column(words.plain(N_("What was seen")), 54),
    )
    place = PackWords("en").place
    rows = tuple(
        (
            plainly(when_told(event.scan, words), kept.names),
            place(event),
            f"{words.term(f'scan:{event.scan.kind}')}\n{event.scan.words}".strip(),
        )
        for event in kept.events
    )
    return Table(words.plain(N_("Scans")), columns, rows, empty=words.plain(N_("No scans are known.")))


def _money(kept: CaseKept, words: Words) -> Table:
    """What each account comes to, by currency, and below it every line with the move it comes from."""
    columns = (
        Column(words.plain(N_("When")), 26),
        Column(words.plain(N_("Account")), 24),
        Column(words.plain(N_("From which move")), 28),
        Column(words.plain(N_("Amount")), 22, amounts=True),
    )
    lines = [
        (words.moment(one.at), _account(one.place.account, words), words.move(one.move), words.money(one.money))
        for one in kept.ledger
    ]
    for statement in statements(kept.case):
        lines += [("=", _account(account, words), "", words.money(money)) for account, money in statement.rows]
    empty = words.plain(N_("No money is recorded."))
    return Table(words.plain(N_("Money")), columns, tuple(lines), words.plain(N_("Lines with = are the sums.")), empty)


def _account(account: str, words: Words) -> str:
    told = words.term(f"account:{account}")
    return told if told != f"account:{account}" else account


def _files(kept: CaseKept, words: Words) -> Table:
    sizes = PackWords("en")
    columns = (
        Column(words.plain(N_("No.")), 7),
        Column(words.plain(N_("Which document")), 30),
        Column(words.plain(N_("File")), 35),
        Column(words.plain(N_("Size")), 12),
        Column(words.plain(N_("Kept since")), 16),
    )
    rows = tuple(
        (
            str(one.number),
            words.term(f"slot:{one.slot}"),
            one.name or "–",
            sizes.size(one.size),
            one.at.date().isoformat(),
        )
        for one in kept.files
    )
    below = tuple(f"SHA-256 {one.sha256}" for one in kept.files)
    empty = words.plain(N_("No file is kept."))
    return Table(words.plain(N_("Files")), columns, rows, empty=empty, below=below)
