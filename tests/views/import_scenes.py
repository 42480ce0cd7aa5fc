"""A file of parcels as it is shown: before, while and after its cases are opened, and the forms."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cases.words import Sentence
from handlers.language import Words, cut
from handlers.views.bulk_moves import WHAT, WhyNot, bulk_form, bulk_look, bulk_told
from handlers.views.kit import MESSAGE_TEXT_LONGEST
from handlers.views.parcel_import import Standing, columns_form, import_form, import_message
from handlers.views.shipped import shipped_form, shipped_message
from partners.parcel_files import shipped
from partners.parcel_files.columns import FIELDS
from partners.parcel_files.parcels import REASONS

STATES = ("asking", "opening", "done", "cancelled", "refused")


def of_imports(words: Words, text: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, surface and payload of each, with a text of somebody's wherever one can stand."""
    shown = {
        "name": text,
        "why": text,
        "columns": [[text[:60], text[:40]]] * 26,
        "first": [[text] * 11] * 3,
        "bad": [[n, FIELDS[n % 12], text[:40], why, text] for n, why in enumerate(REASONS)],
        "doubtful": {name: [1, 2, 99] for name in FIELDS},
        "asks": ["number", "day_first", "currency"],
    }
    counts = dict.fromkeys(("lines", "new", "open", "closed", "bad", "done", "opened"), 50_000) | {"home": "C0LOSTPAR"}
    layout = {"places": {name: n for n, name in enumerate(FIELDS)}, "day_first": False, "currency": "EUR"}
    one = Standing("E" * 60, "asking", counts, layout, shown)
    for state in STATES:
        for asks in (shown, {**shown, "doubtful": {}, "asks": []}):
            told, blocks = import_message(replace(one, state=state, shown=asks), words)
            yield f"import {state}", "message", {"text": cut(told, MESSAGE_TEXT_LONGEST), "blocks": blocks}
    empty = import_message(Standing("E", "asking", {}, {}), words)
    yield "import of nothing", "message", {"text": empty[0], "blocks": empty[1]}
    yield "import form", "modal", import_form(words, {"ch": "C0LOSTPAR"})
    yield "import columns", "modal", columns_form(one, words)
    yield from _of_shipped(words, text, one)
    yield "bulk form", "modal", bulk_form(text[:300], 100, 400, words, {"q": text[:300]})
    why_not = [WhyNot("LOST-0001", Sentence("{written}", {"written": text}))] * 100
    for what in WHAT:
        for references in ([], [f"LOST-{n:04d}" for n in range(100)]):
            meta = {"n": list(range(9_999_900, 10_000_000)), "r": text[:300], "u": "2026-11-23T01:00:00+00:00"}
            yield f"bulk {what}", "modal", bulk_look(what, references, why_not, words, meta)
            yield f"bulk {what} done", "message", {"text": bulk_told(what, references, why_not, words)}


def _of_shipped(words: Words, text: str, one: Standing) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Figures of what was shipped."""
    shown = {
        **one.shown,
        "replaced": [["2026-10", text, 99_999_999, n] for n in range(12)],
        "bad": [[n, shipped.FIELDS[n], text[:40], why, ""] for n, why in enumerate(shipped.REASONS)],
        "doubtful": {name: [1, 2, 99] for name in shipped.FIELDS},
        "asks": ["month", "parcels", "day_first"],
    }
    counts = dict.fromkeys(("lines", "bad", "parcels", "figures", "changes"), 50_000)
    layout = {"places": {name: n for n, name in enumerate(shipped.FIELDS)}, "of": "shipped"}
    for state in STATES:
        for asks in (shown, {**shown, "doubtful": {}, "asks": []}):
            told, blocks = shipped_message(replace(one, state=state, counts=counts, layout=layout, shown=asks), words)
            yield f"shipped {state}", "message", {"text": cut(told, MESSAGE_TEXT_LONGEST), "blocks": blocks}
    yield "shipped columns", "modal", columns_form(replace(one, layout=layout), words, shipped.FIELDS)
    for kept in ([], [("2026-10", 99_999_999)] * 6):
        yield "shipped form", "modal", shipped_form(kept, "2026-11", words, {"ch": "C0LOSTPAR"})
