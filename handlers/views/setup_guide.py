"""The guide for the first minutes: five steps, each with what is so now, what does it, and a way to skip it."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.light_dataclass import dataclass
from cases.words import N_
from handlers.language import Words
from handlers.views.kit import Block, actions, button, context, modal, section


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its name, what is so now (whole sentences), whether it is done, and what its buttons lead to."""

    name: str
    now: Sequence[str]
    done: bool


TITLES = {
    "channel": N_("A channel for the cards"),
    "hours": N_("Hours, holidays and language of the team"),
    "money": N_("Who decides how much, and who approves"),
    "trackers": N_("Where parcels are looked up, and what covers them"),
    "case": N_("The first case"),
}
ABOUT = {
    "channel": N_("Every case has one card, and its story in the card's thread. Invite Tracer where the team reads."),
    "hours": N_("Reminders come in these hours only, and dates are counted on your working days."),
    "money": N_("What is above somebody's limit waits for an approver. Nobody approves their own request: name two."),
    "trackers": N_("With the key of a tracker, scans come by themselves; without one, a carrier's page can be pasted."),
    "case": N_("Paste a tracking number as it stands on the label. Everything else can wait."),
}
BUTTONS: Mapping[str, Sequence[tuple[str, str]]] = {
    "channel": ((N_("Channels"), "channel_settings"),),
    "hours": ((N_("Settings"), "settings"),),
    "money": ((N_("Settings"), "settings:limits"), (N_("Roles"), "roles")),
    "trackers": ((N_("What is connected"), "connections"), (N_("Your own contracts"), "own_rules_set")),
    "case": ((N_("Open a case"), "report"),),
}


def setup_guide(steps: Sequence[Step], place: int, words: Words, meta: Mapping[str, Any]) -> Block:
    """The modal at one of the steps (counted from 0)."""
    step = steps[place]
    marks = [f"{'✅' if one.done else '▫️'} {words(TITLES[one.name])}" for one in steps]
    marks[place] = f"*{marks[place]}*"
    head = words(N_("Step {n} of {all}: {title}"), n=place + 1, all=len(steps), title=words(TITLES[step.name]))
    turns = [button(words(N_("Back")), "setup:back", {"n": place - 1})] if place else []
    if place + 1 < len(steps):
        label = words(N_("Next")) if step.done else words(N_("Skip this step"))
        turns.append(button(label, "setup:next", {"n": place + 1}))
    does = [button(words(text), action) for text, action in BUTTONS[step.name]]
    blocks: list[Block] = [
        section(f"*{head}*"),
        context(words(ABOUT[step.name])),
        section("\n".join(step.now)),
        actions(does, block_id="does"),
        actions([*turns, button(words(N_("Look again")), "setup:again", {"n": place})], block_id="turns"),
        context("\n".join(marks)),
    ]
    return modal("setup", words(N_("Set-up")), blocks, submit=None, close=words(N_("Close this")), meta=meta)
