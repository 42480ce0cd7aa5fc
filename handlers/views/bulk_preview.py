"""Many numbers at once: what would happen to each, before anything happens."""

from collections.abc import Mapping
from typing import Any

from cases.words import N_
from handlers.language import Words, brief, quoted, shortened
from handlers.views.kit import Block, context, header, modal, option, paragraphs, section
from partners.carriers.numbers import Recognised
from partners.carriers.pasted import Pasted


def bulk_preview(
    pasted: Pasted, existing: Mapping[str, str], limit: int, words: Words, meta: Mapping[str, Any]
) -> Block:
    """The modal: new, to be looked at, already open, not a number; one press opens the chosen ones."""
    new = [one for one in pasted.numbers if one.number not in existing]
    clear = [one for one in new if one.verdict == "known" or pasted.hints.carrier]
    doubtful = [one for one in new if one not in clear]
    blocks: list[Block] = [header(words.count(N_("{n} new case"), N_("{n} new cases"), len(clear)))]
    blocks += paragraphs(_known(one) for one in clear)
    if doubtful:
        blocks += [section(words(N_("*Please look at these*")))]
        blocks += _ticks(doubtful, words)
    blocks += _group(
        words(N_("*Already open*")),
        [f"{one.number} · {existing[one.number]}" for one in pasted.numbers if one.number in existing],
    )
    blocks += _group(words(N_("*Not a number*")), [quoted(brief(one)) for one in pasted.left_over])
    if pasted.doubles:
        blocks.append(
            context(words.count(N_("{n} number was there twice."), N_("{n} numbers were there twice."), pasted.doubles))
        )
    if pasted.too_many:
        blocks.append(
            context(
                words(
                    N_("Only the first {limit} are shown; {more} more have to be pasted again."),
                    limit=limit,
                    more=pasted.too_many,
                )
            )
        )
    carried = {**meta, "n": [one.number for one in clear], "k": pasted.hints.carrier, "mk": pasted.hints.marketplace}
    submit = (
        words.count(N_("Open {n} case"), N_("Open {n} cases"), len(clear)) if not doubtful else words(N_("Open chosen"))
    )
    sendable = bool(clear or doubtful)
    return modal(
        "bulk",
        words(N_("Several parcels")),
        blocks,
        submit=submit if sendable else None,
        close=words(N_("Cancel")),
        meta=carried,
    )


def _known(one: Recognised) -> str:
    return f"{one.number} · {quoted(one.candidates[0].name)}" if one.candidates else one.number


def _group(title: str, lines: list[str]) -> list[Block]:
    return paragraphs([title, *lines]) if lines else []


def _ticks(doubtful: list[Recognised], words: Words) -> list[Block]:
    """Those that are ambiguous, fail their check digit or are unknown: opened only when ticked, as they stand."""
    blocks = []
    for start in range(0, len(doubtful), 10):
        options = [
            option(one.number, one.number, shortened(_doubt(one, words), 75)) for one in doubtful[start : start + 10]
        ]
        element = {"type": "checkboxes", "action_id": "tick", "options": options}
        blocks.append(
            {
                "type": "input",
                "block_id": f"tick{start}",
                "optional": True,
                "label": {"type": "plain_text", "text": words(N_("Open these as well"))},
                "element": element,
            }
        )
    return blocks


def _doubt(one: Recognised, words: Words) -> str:
    if one.verdict == "ambiguous":
        names = words(N_(" or ")).join(candidate.name for candidate in one.candidates[:3])
        return words.plain(N_("could be {carriers}"), carriers=names)
    if one.verdict == "slip":
        slip = one.slips[0]
        if slip.mended:
            return words.plain(N_("wrong for {carrier}; perhaps {number}"), carrier=slip.name, number=slip.mended)
        return words.plain(N_("the check digit is wrong for {carrier}"), carrier=slip.name)
    return words.plain(N_("no carrier known for it"))
