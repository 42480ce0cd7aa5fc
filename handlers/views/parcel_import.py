"""A file of parcels as it is shown to whoever gave it: what it would come to, its columns, and how far it has got."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from cases.light_dataclass import dataclass
from cases.words import N_
from handlers.language import Marked, Words, brief, quoted, shortened
from handlers.views import kit
from handlers.views.kit import Block, actions, button, context, modal, option, paragraphs, section, select, text_input
from partners.parcel_files import columns as c
from partners.parcel_files.parcels import REASONS, LeftOut
from partners.parcel_files.shipped import MONTH, PARCELS
from partners.parcel_files.shipped import REASONS as SHIPPED_REASONS

# As `storage.imports` calls them; views know no storage.
ASKING, OPENING, DONE, CANCELLED, REFUSED = "asking", "opening", "done", "cancelled", "refused"
MOST_BAD, MOST_ASKED, MOST_COLUMNS, LONGEST_COLUMN = 5, 5, 40, 24
NONE = "-"
NAMES = {
    c.NUMBER: N_("Tracking number"),
    c.CARRIER: N_("Carrier"),
    c.ORDER: N_("Order"),
    c.MARKETPLACE: N_("Marketplace"),
    c.GOODS: N_("Goods"),
    c.PRICE: N_("Price"),
    c.CURRENCY: N_("Currency"),
    c.SHIPPED: N_("Ship date"),
    c.DESTINATION: N_("Destination"),
    c.COST: N_("Cost"),
    c.SERVICE: N_("Service"),
    c.LABEL: N_("Label bought at"),
    c.BUYER: N_("Buyer's name"),
    c.ADDRESS: N_("Address"),
    c.TOWN: N_("Town"),
    c.POSTCODE: N_("Postcode"),
    c.PHONE: N_("Telephone"),
    c.EMAIL: N_("E-mail address"),
    c.ORIGIN: N_("Sent from"),
    c.HUB: N_("Origin hub"),
    c.WAREHOUSE: N_("Warehouse"),
    c.SKU: N_("SKU"),
    c.PACKAGING: N_("Packaging"),
    MONTH: N_("Month"),
    PARCELS: N_("Parcels shipped"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How an import stands: its counts, how it is read, and what is shown of the file."""

    key: str
    state: str
    counts: Mapping[str, Any]
    layout: Mapping[str, Any]
    shown: Mapping[str, Any] = field(default_factory=dict)


def import_form(words: Words, meta: Mapping[str, Any]) -> Block:
    """The modal that takes the file."""
    file = {"type": "file_input", "action_id": "files", "filetypes": ["csv", "tsv", "txt", "xlsx"], "max_files": 5}
    hint = words(
        N_(
            "CSV or Excel (.xlsx), as your shop, warehouse or forwarder exports it. Nothing is opened before you have "
            "looked at it."
        )
    )
    blocks = [kit.field(words(N_("A file of parcels")), file, "files", hint=hint, optional=False)]
    title, submit, close = words(N_("Import parcels")), words(N_("Read it")), words(N_("Cancel"))
    return modal("import", title, blocks, submit=submit, close=close, meta=meta)


def import_message(one: Standing, words: Words) -> tuple[str, list[Block]]:
    """The one message of an import, edited as it goes on."""
    name = brief(str(one.shown.get("name") or ""), 60)
    if one.state == OPENING:
        text = words(
            N_("{file}: {done} of {all} lines are done."),
            file=name,
            done=one.counts.get("done", 0),
            all=one.counts.get("lines", 0),
        )
        return text, [
            section(f"⏳ {text}"),
            context(words(N_("You may go on with other things; it is finished even if Tracer is restarted."))),
        ]
    if one.state == DONE:
        return _done(one, name, words)
    if one.state == CANCELLED:
        text = words(N_("{file} was put away; no case was opened from it."), file=name)
        return text, [section(text)]
    if one.state == REFUSED:
        why = quoted(str(one.shown.get("why") or ""))
        lines = [f"⚠️ {quoted(name)}".strip(), why]
        if opened := one.counts.get("opened"):
            lines.append(_opened(opened, words))
        text = "\n".join(lines)
        return text, [section(text)]
    return _asking(one, name, words)


def columns_form(one: Standing, words: Words, fields: Sequence[str] = c.FIELDS) -> Block:
    """The modal in which a person says which column is what; a currency is asked for where amounts are read."""
    columns = list(one.shown.get("columns") or ())[:MOST_COLUMNS]
    options = [option(words.plain(N_("not in the file")), NONE)]
    options += [
        option(shortened(column_name(place, column), LONGEST_COLUMN), str(place))
        for place, column in enumerate(columns)
    ]
    places = one.layout.get("places") or {}
    blocks = [
        kit.field(
            words(NAMES[name]), select("column", options, str(places.get(name, NONE))), f"c_{name}", optional=False
        )
        for name in fields
    ]
    orders = [
        option(words.plain(N_("as the dates themselves tell")), "auto"),
        option(words.plain(N_("day first: 03/04 is in April")), "day"),
        option(words.plain(N_("month first: 03/04 is in March")), "month"),
    ]
    chosen = {True: "day", False: "month"}.get(one.layout.get("day_first"), "auto")  # type: ignore[call-overload]
    blocks.append(kit.field(words(N_("Dates like 03/04/2026")), select("days", orders, chosen), "days", optional=False))
    title, submit, close = words(N_("Columns")), words(N_("Read it so")), words(N_("Cancel"))
    meta = {"k": one.key}
    if c.CURRENCY not in fields:
        return modal("import_columns", title, blocks, submit=submit, close=close, meta=meta)
    currency = text_input("currency", initial=one.layout.get("currency"), most=3)
    hint = words(N_("Three letters, for amounts beside which no currency stands."))
    blocks.append(kit.field(words(N_("Currency of the amounts")), currency, "currency", hint=hint))
    return modal("import_columns", title, blocks, submit=submit, close=close, meta=meta)


def column_name(place: int, column: Sequence[str]) -> str:
    """A column as spreadsheets call it, with its header or what stands in it first."""
    told = column[0] or column[1]
    return f"{letters(place)} · {told}" if told else letters(place)


def letters(place: int) -> str:
    """A, B … Z, AA."""
    return chr(65 + place) if place < 26 else f"{letters(place // 26 - 1)}{chr(65 + place % 26)}"


def reason(one: LeftOut, words: Words) -> str:
    """Why a line was left out, as plain text."""
    return words.plain({**REASONS, **SHIPPED_REASONS}[one.why], written=one.written[:40] or "–", carrier=one.carrier)


def _asking(one: Standing, name: str, words: Words) -> tuple[str, list[Block]]:
    counts = one.counts
    text = words(N_("{file}: please look before anything is opened."), file=name)
    blocks: list[Block] = [section(f"*{text}*"), section("\n".join(_counts(counts, words)))]
    blocks += paragraphs([words(N_("*These columns are read*")), *columns_read(one, words)])
    blocks += [section(line) for line in other_sheets(one, words)]
    questions = _questions(one, words)
    if questions:
        blocks += paragraphs(f"❓ {line}" for line in questions[:MOST_ASKED])
    if first := one.shown.get("first"):
        blocks += paragraphs(
            [
                words(N_("*The first lines, as they are understood*")),
                *(f"• {quoted(brief(' · '.join(row), 120))}" for row in first),
            ]
        )
    if bad := one.shown.get("bad"):
        blocks += paragraphs([words(N_("*Lines that are left out*")), *bad_lines(bad, counts, words)])
    if counts.get("home") and counts.get("new"):
        blocks.append(
            context(
                words(
                    N_("Each new case gets its card in {channel}, about one a second."),
                    channel=Marked(f"<#{counts['home']}>"),
                )
            )
        )
    blocks.append(actions(_buttons(one, bool(questions), words), block_id="import"))
    return text, blocks


def other_sheets(one: Standing, words: Words) -> list[str]:
    """Which sheet is read, where others of the workbook have such lines as well."""
    others = [str(name) for name in one.shown.get("others") or ()]
    if not others:
        return []
    named = words(N_(", ")).join(f"“{quoted(brief(name, 31))}”" for name in others[:MOST_ASKED])
    text = words.count(
        N_("⚠️ Only the sheet “{sheet}” is read. {others} has such lines as well: send it as a file of its own."),
        N_("⚠️ Only the sheet “{sheet}” is read. {others} have such lines as well: send each as a file of its own."),
        len(others),
        sheet=brief(str(one.shown.get("sheet") or ""), 31),
        others=Marked(named),
    )
    return [text]


def _counts(counts: Mapping[str, Any], words: Words) -> list[str]:
    lines = [words.count(N_("{n} new case"), N_("{n} new cases"), counts.get("new", 0))]
    if n := counts.get("open"):
        lines.append(
            words.count(
                N_("{n} is open already and is left as it is"), N_("{n} are open already and are left as they are"), n
            )
        )
    if n := counts.get("closed"):
        lines.append(
            words.count(
                N_("{n} had a case before, which is closed, and is left out"),
                N_("{n} had cases before, which are closed, and are left out"),
                n,
            )
        )
    return [f"• {line}" for line in [*lines, *unread_lines(counts, words)]]


def unread_lines(counts: Mapping[str, Any], words: Words) -> list[str]:
    """How many lines come back, in one line; none where all can be read."""
    if not (n := counts.get("bad")):
        return []
    return [
        words.count(
            N_("{n} line cannot be read and comes back with its reason"),
            N_("{n} lines cannot be read and come back with their reasons"),
            n,
        )
    ]


def columns_read(one: Standing, words: Words, fields: Sequence[str] = c.FIELDS) -> list[str]:
    """Which columns are read as what, a line each."""
    columns, places = list(one.shown.get("columns") or ()), one.layout.get("places") or {}
    return [
        "• "
        + words(
            N_("{field}: {column}"),
            field=Marked(words(NAMES[name])),
            column=brief(column_name(places[name], columns[places[name]]), 32),
        )
        for name in fields
        if name in places and places[name] < len(columns)
    ] or ["–"]


def _questions(one: Standing, words: Words) -> list[str]:
    """What a person has to say before anything can be opened."""
    asks = set(one.shown.get("asks") or ())
    told = []
    if c.NUMBER in asks and c.NUMBER not in (one.shown.get("doubtful") or {}):
        told.append(words(N_("No column of tracking numbers was recognised. Say which it is with “Columns”.")))
    told += doubtful_columns(one, words)
    if c.CURRENCY in asks:
        told.append(words(N_("No currency stands beside some amounts. Say which it is with “Columns”.")))
    return told


def doubtful_columns(one: Standing, words: Words) -> list[str]:
    """What only a person can tell of the columns: which of several it is, and which part of a date is the day."""
    columns, told = list(one.shown.get("columns") or ()), []
    for name, places in (one.shown.get("doubtful") or {}).items():
        listed = words(N_(", ")).join(
            quoted(brief(column_name(place, columns[place]), 24)) for place in places if place < len(columns)
        )
        text = N_("Several columns may be “{field}”: {columns}. Say which it is with “Columns”.")
        told.append(words(text, field=Marked(words(NAMES[name])), columns=Marked(listed)))
    if "day_first" in (one.shown.get("asks") or ()):
        told.append(words(N_("In dates like 03/04/2026 it cannot be told which is the day. Say it with “Columns”.")))
    return told


def bad_lines(bad: Sequence[Sequence[Any]], counts: Mapping[str, Any], words: Words) -> list[str]:
    """The first lines that are left out, with what stands there and why, and how many more there are."""
    told = []
    for line, place, written, why, carrier in bad[:MOST_BAD]:
        left = LeftOut(line, place, written, why, carrier)
        text = N_("Line {line}, “{field}”: “{text}”. {why}")
        told.append(
            words(
                text,
                line=line,
                field=Marked(words(NAMES[place])),
                text=brief(written, 40),
                why=Marked(quoted(reason(left, words))),
            )
        )
    if (more := counts.get("bad", 0) - len(told)) > 0:
        told.append(words.count(N_("… and {n} more line"), N_("… and {n} more lines"), more))
    return told


def _buttons(one: Standing, asks: bool, words: Words) -> list[Block]:
    value, row = {"k": one.key}, []
    if (new := one.counts.get("new", 0)) and not asks:
        row.append(
            button(words.count(N_("Open {n} case"), N_("Open {n} cases"), new), "import_open", value, style="primary")
        )
    row.append(button(words(N_("Columns")), "import_columns", value))
    if one.counts.get("bad"):
        row.append(button(words(N_("Send me what is left out")), "import_left_out", value))
    return [*row, button(words(N_("Put it away")), "import_cancel", value)]


def _done(one: Standing, name: str, words: Words) -> tuple[str, list[Block]]:
    counts = one.counts
    lines = [words(N_("{file} is done."), file=name), _opened(counts.get("opened", 0), words)]
    if n := counts.get("open"):
        lines.append(words.count(N_("{n} was open already."), N_("{n} were open already."), n))
    if n := counts.get("closed"):
        lines.append(
            words.count(
                N_("{n} had a case before, which is closed: open it again where it is lost once more."),
                N_("{n} had cases before, which are closed: open those again that are lost once more."),
                n,
            )
        )
    if n := counts.get("bad"):
        lines.append(words.count(N_("{n} line could not be read."), N_("{n} lines could not be read."), n))
    if any(counts.get(name) for name in ("open", "closed", "bad")):
        lines.append(
            words(N_("What was left out comes as a file, each line with its reason: mend it there and send it again."))
        )
    text = "\n".join(lines)
    return text, [section(text)]


def _opened(n: int, words: Words) -> str:
    return words.count(N_("{n} case was opened."), N_("{n} cases were opened."), n)
