"""Many numbers at once: what would happen to each, before anything happens."""

from collections.abc import Iterable, Mapping
from typing import Any

from cases.words import N_
from handlers.language import Words, brief, quoted, shortened
from handlers.views.kit import Block, context, header, modal, option, packed, paragraphs, section
from handlers.views.report_form import note_field, order_fields
from partners.carriers.numbers import Recognised, recognise
from partners.carriers.pasted import Pasted

META_LONGEST = 3000
TICKS_IN_A_BLOCK = 10


def bulk_preview(
    pasted: Pasted,
    existing: Mapping[str, str],
    limit: int,
    words: Words,
    meta: Mapping[str, Any],
    *,
    closed: Mapping[str, str] | None = None,
    filled: Mapping[str, Any] | None = None,
) -> Block:
    """The modal: new, to be looked at, already open, not a number; one press opens the chosen ones.

    `existing` and `closed` give the reference of the open or closed case of a number that has one. What was
    `filled` in beside the numbers can be looked at and changed, and holds for each of the cases.
    """
    closed = closed or {}
    new = [one for one in pasted.numbers if one.number not in existing]
    clear = [one for one in new if one.number not in closed and _is_clear(one, pasted)]
    doubtful = [one for one in new if one not in clear]
    blocks: list[Block] = [header(words.count(N_("{n} new case"), N_("{n} new cases"), len(clear)))]
    blocks += paragraphs(_known(one, pasted) for one in clear)
    if doubtful:
        blocks += [section(words(N_("*Please look at these*")))]
        blocks += _ticks(doubtful, closed, words)
    blocks += _group(
        words(N_("*Already open*")),
        [f"{one.number} · {existing[one.number]}" for one in pasted.numbers if one.number in existing],
    )
    blocks += _group(words(N_("*Not a number*")), [quoted(brief(one)) for one in pasted.left_over])
    blocks += _counted(pasted, limit, words)
    submit = (
        words.count(N_("Open {n} case"), N_("Open {n} cases"), len(clear)) if not doubtful else words(N_("Open chosen"))
    )
    sendable = bool(clear or doubtful)
    if sendable and filled:
        blocks += _beside(filled, words)
    return modal(
        "bulk",
        words(N_("Several parcels")),
        blocks,
        submit=submit if sendable else None,
        close=words(N_("Cancel")),
        meta=_carried(clear, pasted, meta),
    )


def _is_clear(one: Recognised, pasted: Pasted) -> bool:
    """Whether nothing has to be asked: the carrier is certain, or was named beside a number that may be his."""
    return one.verdict == "known" or (one.verdict != "slip" and bool(pasted.hints.carrier))


def _carried(clear: list[Recognised], pasted: Pasted, meta: Mapping[str, Any]) -> dict[str, Any]:
    """What the modal brings back: the numbers, and the carriers that the numbers alone do not tell."""
    carried = {**meta, "n": [one.number for one in clear], "k": pasted.hints.carrier, "mk": pasted.hints.marketplace}
    told: dict[str, list[int]] = {}
    for place, one in enumerate(clear):
        if one.verdict == "known" and recognise(one.number).verdict != "known":
            told.setdefault(one.candidates[0].courier, []).append(place)
    complete = carried | ({"by": told} if told else {})
    return complete if len(packed(complete)) <= META_LONGEST else carried


def _known(one: Recognised, pasted: Pasted) -> str:
    return f"{one.number} · {quoted(one.candidates[0].name)}" if one.candidates else one.number


def _group(title: str, lines: list[str]) -> list[Block]:
    return paragraphs([title, *lines]) if lines else []


def _ticks(doubtful: list[Recognised], closed: Mapping[str, str], words: Words) -> list[Block]:
    """Those that are ambiguous, mistyped, unknown or were closed: opened only when ticked, as they stand."""
    return [
        _tick_block(start, doubtful[start : start + TICKS_IN_A_BLOCK], closed, words)
        for start in range(0, len(doubtful), TICKS_IN_A_BLOCK)
    ]


def _tick_block(start: int, some: Iterable[Recognised], closed: Mapping[str, str], words: Words) -> Block:
    options = [option(one.number, one.number, shortened(_doubt(one, closed, words), 75)) for one in some]
    return {
        "type": "input",
        "block_id": f"tick{start}",
        "optional": True,
        "label": {"type": "plain_text", "text": words(N_("Open these as well"))},
        "element": {"type": "checkboxes", "action_id": "tick", "options": options},
    }


def _doubt(one: Recognised, closed: Mapping[str, str], words: Words) -> str:
    if one.number in closed:
        return words.plain(N_("had a case before: {reference}, closed"), reference=closed[one.number])
    if one.verdict == "ambiguous":
        names = words(N_(" or ")).join(candidate.name for candidate in one.candidates[:3])
        return words.plain(N_("could be {carriers}"), carriers=names)
    if one.verdict == "slip":
        slip = one.slips[0]
        if slip.mended:
            return words.plain(N_("wrong for {carrier}; perhaps {number}"), carrier=slip.name, number=slip.mended)
        return words.plain(N_("the check digit is wrong for {carrier}"), carrier=slip.name)
    return words.plain(N_("no carrier known for it"))


def _counted(pasted: Pasted, limit: int, words: Words) -> list[Block]:
    """What was left out: doubles, and what is beyond the limit."""
    blocks = []
    if pasted.doubles:
        blocks.append(
            context(words.count(N_("{n} number was there twice."), N_("{n} numbers were there twice."), pasted.doubles))
        )
    if pasted.too_many:
        text = N_("Only the first {limit} are shown; {more} more have to be pasted again.")
        blocks.append(context(words(text, limit=limit, more=pasted.too_many)))
    return blocks


def _beside(filled: Mapping[str, Any], words: Words) -> list[Block]:
    """The fields of the form that somebody filled in, for each of the cases."""
    fields = [*order_fields(words, filled), note_field(words, filled.get("note"))]
    used = [one for one in fields if (filled.get(one["block_id"]) or "").strip()]
    return [section(words(N_("*For each of these cases*"))), *used] if used else []
