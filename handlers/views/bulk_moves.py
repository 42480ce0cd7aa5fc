"""One thing for many cases: the form, the look at which of them allow it, and what was done."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.light_dataclass import dataclass
from cases.words import N_, Sentence
from handlers.language import Marked, Words, cut, quoted
from handlers.views import kit
from handlers.views.kit import Block, context, modal, option, paragraphs, section, select, text_input

ASSIGN, SNOOZE, SENT, WRITE_OFF = "assign", "snooze", "sent", "write_off"
WHAT = {
    ASSIGN: N_("Give them to somebody"),
    SNOOZE: N_("Snooze them"),
    SENT: N_("Mark the inquiry to their carrier as sent"),
    WRITE_OFF: N_("Write them off"),
}
MOST_SHOWN, LONGEST_REASON, LONGEST_WHY = 15, 300, 160


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A case that does not allow it, and what its rules say."""

    reference: str
    why: Sentence


def bulk_form(query: str, chosen: int, total: int, words: Words, meta: Mapping[str, Any]) -> Block:
    """The modal: what is to be done, and what that needs."""
    told = words.count(N_("{n} open case matches"), N_("{n} open cases match"), total)
    blocks: list[Block] = [section(f"*{told}*{words(N_(': ')) + quoted(query) if query else ''}")]
    if total > chosen:
        text = N_("The first {most} are taken, by what is due first; do it once more for the others.")
        blocks.append(context(words(text, most=chosen)))
    choices = [option(words.plain(text), name) for name, text in WHAT.items()]
    blocks += [
        kit.field(words(N_("What is to be done")), select("what", choices), "what", optional=False),
        kit.field(words(N_("To whom")), {"type": "users_select", "action_id": "person"}, "person"),
        kit.field(words(N_("Snooze until")), {"type": "datepicker", "action_id": "until"}, "until"),
        kit.field(words(N_("Why")), text_input("reason", most=LONGEST_REASON), "reason"),
    ]
    title, submit, close = words(N_("Several cases")), words(N_("Look at it")), words(N_("Cancel"))
    return modal("bulk_moves", title, blocks, submit=submit, close=close, meta=meta)


def bulk_look(
    what: str, references: Sequence[str], why_not: Sequence[WhyNot], words: Words, meta: Mapping[str, Any]
) -> Block:
    """The preview: for which cases it would be done, and for which not and why."""
    told = words.count(N_("{n} case allows it"), N_("{n} cases allow it"), len(references))
    blocks: list[Block] = [section(f"*{words(WHAT[what])}*"), *paragraphs([f"*{told}*", _named(references, words)])]
    if what == WRITE_OFF:
        text = N_("Nobody is asked for the money of these cases any more. What their buyers get stays as it is.")
        blocks.append(context(words(text)))
    blocks += _refusals(why_not, words)
    submit = words.count(N_("Do it for {n}"), N_("Do it for {n}"), len(references)) if references else None
    return modal("bulk_do", words(N_("Several cases")), blocks, submit=submit, close=words(N_("Cancel")), meta=meta)


def bulk_told(what: str, done: Sequence[str], why_not: Sequence[WhyNot], words: Words) -> str:
    """What was done, and what was not."""
    text = words.count(
        N_("{what}: done in {n} case."), N_("{what}: done in {n} cases."), len(done), what=words(WHAT[what])
    )
    lines = [text, _named(done, words)]
    lines += [_refusal(one, words) for one in why_not[:MOST_SHOWN]]
    if (left := len(why_not) - MOST_SHOWN) > 0:
        lines.append(words.count(N_("… and {n} more"), N_("… and {n} more"), left))
    return cut("\n".join(line for line in lines if line), kit.MESSAGE_TEXT_LONGEST)


def _named(references: Sequence[str], words: Words) -> str:
    return words(N_(", ")).join(references)


def _refusals(why_not: Sequence[WhyNot], words: Words) -> list[Block]:
    if not why_not:
        return []
    told = words.count(N_("{n} does not, and stays as it is"), N_("{n} do not, and stay as they are"), len(why_not))
    lines = [f"*{told}*", *(_refusal(one, words) for one in why_not[:MOST_SHOWN])]
    if (left := len(why_not) - MOST_SHOWN) > 0:
        lines.append(words.count(N_("… and {n} more"), N_("… and {n} more"), left))
    return paragraphs(lines)


def _refusal(one: WhyNot, words: Words) -> str:
    text = N_("{reference}: {why}")
    return words(text, reference=one.reference, why=Marked(cut(words.say(one.why), LONGEST_WHY)))
