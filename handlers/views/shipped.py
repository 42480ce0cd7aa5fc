"""What was shipped, as it is told and shown: the form, and a file of figures before and after it is kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.words import N_
from handlers.language import Marked, Words, brief, quoted
from handlers.views import kit
from handlers.views.kit import Block, actions, button, context, modal, paragraphs, section, text_input
from handlers.views.parcel_import import (
    ASKING,
    CANCELLED,
    DONE,
    MOST_ASKED,
    NAMES,
    OPENING,
    Standing,
    bad_lines,
    columns_read,
    doubtful_columns,
    other_sheets,
    unread_lines,
)
from partners.parcel_files import columns as c
from partners.parcel_files.shipped import FIELDS, MONTH, PARCELS

PARTS = (c.CARRIER, c.SERVICE, c.ORIGIN, c.DESTINATION, c.HUB, c.WAREHOUSE, c.SKU, c.PACKAGING, c.MARKETPLACE)
EXAMPLES = {
    c.CARRIER: N_("As you would type it, such as UPS or DHL Express. Empty: not told apart."),
    c.ORIGIN: N_("The country's two letters, such as CN."),
    c.DESTINATION: N_("The country's two letters, such as DE."),
}


def shipped_form(kept: Sequence[tuple[str, int]], month: str, words: Words, meta: Mapping[str, Any]) -> Block:
    """The form: a file of figures or of parcels, or one figure by hand; above it what is kept of the last months."""
    blocks = [section(_kept(kept, words))]
    file = {"type": "file_input", "action_id": "files", "filetypes": ["csv", "tsv", "txt", "xlsx"], "max_files": 5}
    hint = words(
        N_(
            "CSV or Excel (.xlsx): a line for each month and carrier with how many parcels, or a line for each parcel "
            "with its ship date. Sent again, a month's figures of a carrier take the place of those before."
        )
    )
    blocks.append(kit.field(words(N_("A file")), file, "files", hint=hint))
    blocks.append(section(words(N_("*Or one figure by hand*"))))
    blocks.append(kit.field(words(NAMES[MONTH]), text_input("month", initial=month, most=20), MONTH))
    hint = words(N_("How many were shipped in all that is told below alike. 0 takes the figure away."))
    blocks.append(kit.field(words(NAMES[PARCELS]), text_input("parcels", most=20), PARCELS, hint=hint))
    for name in PARTS:
        hint = words(EXAMPLES[name]) if name in EXAMPLES else None
        blocks.append(kit.field(words(NAMES[name]), text_input(name, most=80), name, hint=hint))
    title, submit, close = words(N_("Parcels shipped")), words(N_("Keep it")), words(N_("Cancel"))
    return modal("shipped", title, blocks, submit=submit, close=close, meta=meta)


def shipped_message(one: Standing, words: Words) -> tuple[str, list[Block]]:
    """The one message of a file of figures, edited as it goes on."""
    name = brief(str(one.shown.get("name") or ""), 60)
    if one.state == ASKING:
        return _asking(one, name, words)
    if one.state == OPENING:
        text = words(N_("{file}: the figures are being kept."), file=name)
    elif one.state == DONE:
        text = _done(one, name, words)
    elif one.state == CANCELLED:
        text = words(N_("{file} was put away; nothing was kept of it."), file=name)
    else:
        text = "\n".join([f"⚠️ {quoted(name)}".strip(), quoted(str(one.shown.get("why") or ""))])
    return text, [section(text)]


def _kept(kept: Sequence[tuple[str, int]], words: Words) -> str:
    if not kept:
        return words(N_("No parcels shipped are told yet, so no scorecard shows a loss rate."))
    told = [words.count(N_("{month}: {n} parcel"), N_("{month}: {n} parcels"), n, month=month) for month, n in kept]
    return words(N_("Told so far: {months}"), months=Marked(" · ".join(told)))


def _asking(one: Standing, name: str, words: Words) -> tuple[str, list[Block]]:
    text = words(N_("{file}: please look before anything is kept."), file=name)
    blocks: list[Block] = [section(f"*{text}*"), section("\n".join(_counts(one.counts, words)))]
    blocks += paragraphs([words(N_("*These columns are read*")), *columns_read(one, words, FIELDS)])
    blocks += [section(line) for line in other_sheets(one, words)]
    questions = _questions(one, words)
    blocks += paragraphs(f"❓ {line}" for line in questions[:MOST_ASKED])
    if changes := one.shown.get("replaced"):
        lines = [_replaced(*row, words) for row in changes]
        if (more := one.counts.get("changes", 0) - len(changes)) > 0:
            lines.append(words.count(N_("… and {n} more line"), N_("… and {n} more lines"), more))
        blocks += paragraphs([words(N_("*Parcels by month and carrier*")), *(f"• {line}" for line in lines)])
    if bad := one.shown.get("bad"):
        blocks += paragraphs([words(N_("*Lines that are left out*")), *bad_lines(bad, one.counts, words)])
    note = N_("What is kept of other months, and of other carriers in these, stays as it is.")
    blocks += [context(words(note)), actions(_buttons(one, bool(questions), words), block_id="import")]
    return text, blocks


def _counts(counts: Mapping[str, Any], words: Words) -> list[str]:
    lines = [words.count(N_("{n} parcel"), N_("{n} parcels"), counts.get("parcels", 0))]
    return [f"• {line}" for line in [*lines, *unread_lines(counts, words)]]


def _replaced(month: str, carrier: str, parcels: int, before: int, words: Words) -> str:
    told: dict[str, Any] = {
        "month": month, "carrier": brief(carrier, 40) if carrier else Marked(words(N_("no carrier told")))
    }  # fmt: skip
    if before:
        return words(N_("{month} · {carrier}: {parcels} instead of {before}"), parcels=parcels, before=before, **told)
    return words(N_("{month} · {carrier}: {parcels}"), parcels=parcels, **told)


def _questions(one: Standing, words: Words) -> list[str]:
    """What a person has to say before anything can be kept."""
    asks = set(one.shown.get("asks") or ())
    told = []
    if MONTH in asks:
        told.append(words(N_("No column of months or ship dates was recognised. Say which it is with “Columns”.")))
    if PARCELS in asks:
        told.append(
            words(
                N_(
                    "Neither how many parcels a line stands for nor a tracking number was recognised. Say which "
                    "column it is with “Columns”."
                )
            )
        )
    return told + doubtful_columns(one, words)


def _buttons(one: Standing, asks: bool, words: Words) -> list[Block]:
    value, row = {"k": one.key}, []
    if one.counts.get("figures") and not asks:
        row.append(button(words(N_("Keep these figures")), "import_open", value, style="primary"))
    row.append(button(words(N_("Columns")), "import_columns", value))
    if one.counts.get("bad"):
        row.append(button(words(N_("Send me what is left out")), "import_left_out", value))
    return [*row, button(words(N_("Put it away")), "import_cancel", value)]


def _done(one: Standing, name: str, words: Words) -> str:
    lines = [
        words(N_("{file} is done."), file=name),
        words.count(
            N_("{n} shipped parcel is kept. “/lost stats” shows loss rates with it."),
            N_("{n} shipped parcels are kept. “/lost stats” shows loss rates with them."),
            one.counts.get("parcels", 0),
        ),
    ]
    if one.counts.get("bad"):
        lines.append(
            words(N_("What was left out comes as a file, each line with its reason: mend it there and send it again."))
        )
    return "\n".join(lines)
