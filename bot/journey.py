"""The diagrams of `docs/a-cases-journey.md`, made from the tables that the rules themselves read.

`python -m bot.journey` writes them anew between their markers, and with them the Chinese words of `docs/glossary.md`
that people read on the card. A test fails while the pages tell of older tables, or in other words.
"""

import re
from collections.abc import Callable
from pathlib import Path

from cases.moves import MOVES
from cases.rights import ALL_ROLES
from cases.terms import DEFAULT_PERIODS, Period
from cases.tracks import STAYS, TRACKS, Step, Track
from cases.wanted import DATED_BY_PEOPLE
from handlers.glossary import CLOCKS, STATES
from handlers.language import Words

PAGE = Path(__file__).parent.parent / "docs" / "a-cases-journey.md"
GLOSSARY = PAGE.with_name("glossary.md")
# From this many states on, a step is drawn from a box that names them, not as a sheaf of arrows.
MANY_STATES = 4
UNITS = {
    "team_hours": "team hour",
    "team_days": "team working day",
    "party_days": "working day of theirs",
    "days": "day",
}
# A row of the glossary: the word in English, perhaps with its key, and in Chinese.
_ROW = re.compile(r"^\| (?P<word>[^|]+?)(?: \(`(?P<key>\w+)`\))? \| (?P<chinese>[^|]+) \|", re.MULTILINE)
_PART = re.compile(r"(<!-- begin (?P<name>[a-z ]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def current_page(written: str) -> str:
    """The page with every part between markers as the tables are now; all else stays. KeyError for unknown parts."""
    return _PART.sub(lambda part: f"{part[1]}{PARTS[part['name']]()}\n{part[3]}", written)


def current_glossary(written: str) -> str:
    """The glossary with the Chinese word of every state and role as the catalogue has it; all else stays."""
    chinese = Words("zh_CN")

    def translated(row: re.Match[str]) -> str:
        key = row["key"] or KEYS.get(row["word"])
        return row[0] if key is None else row[0].replace(f"| {row['chinese']} |", f"| {chinese.term(key)} |")

    return _ROW.sub(translated, written)


def diagram(track: Track) -> str:
    """A track as a Mermaid state diagram: the words of the card, each arrow with its moves and whose facts they are."""
    arrows, boxes = _arrows(track)
    lines = ["```mermaid", "stateDiagram-v2", "    direction LR"]
    lines += [f'    state "{STATES[state]}" as {state}' for state in _in_order(track)]
    lines += [f'    state "{words}" as {box}' for words, box in boxes.items()]
    lines += [f"    [*] --> {track.begins}"]
    lines += [f"    {start} --> {end} : {' / '.join(labels)}" for (start, end), labels in arrows.items()]
    lines += [f"    {state} --> [*]" for state in _in_order(track) if state in track.ends]
    return "\n".join([*lines, "```"])


def periods() -> str:
    """The clocks with the words people read and their default periods, as a Markdown table."""
    rows = ["| clock | what it asks for | default |", "|---|---|---|"]
    rows += [f"| `{kind}` | {words} | {_default(kind)} |" for kind, words in CLOCKS.items() if "task_" not in kind]
    return "\n".join(rows)


def _arrows(track: Track) -> tuple[dict[tuple[str, str], list[str]], dict[str, str]]:
    """The arrows by where they start and end, and the boxes that stand for many states at once."""
    arrows: dict[tuple[str, str], list[str]] = {}
    boxes: dict[str, str] = {}
    for step in track.steps:
        label = f"{MOVES[step.move].title} · {step.party}"
        for start in _starts(track, step, boxes):
            for to in step.to:
                arrows.setdefault((start, start if to == STAYS else to), []).append(label)
    return arrows, boxes


def _starts(track: Track, step: Step, boxes: dict[str, str]) -> tuple[str, ...]:
    if len(step.states) < MANY_STATES:
        return step.states
    return (boxes.setdefault(_box_words(track, step), f"any_{len(boxes) + 1}"),)


def _box_words(track: Track, step: Step) -> str:
    named = {track.states: "any state", track.states - track.ends: "any state but an end", track.ends: "any end"}
    return named.get(frozenset(step.states)) or " / ".join(STATES[state] for state in step.states)


def _in_order(track: Track) -> list[str]:
    """The states as the table meets them."""
    met = [track.begins]
    met += [state for step in track.steps for state in (*step.states, *step.to) if state != STAYS]
    return list(dict.fromkeys(met))


def _default(kind: str) -> str:
    period = DEFAULT_PERIODS.get(kind)
    if kind == "find_date":
        period = DEFAULT_PERIODS["task"]
    if period is None:
        return "unknown until somebody states it" if kind in DATED_BY_PEOPLE else "the date that was chosen"
    return _told(period) + (", unless they state a date" if kind in DATED_BY_PEOPLE else "")


def _told(period: Period) -> str:
    unit = UNITS[period.unit]
    if period.amount == 1:
        return f"1 {unit}"
    return f"{period.amount} {unit.replace('day', 'days').replace('hour', 'hours')}"


_STATES = sorted({state for track in TRACKS.values() for state in track.states})
# The words by which the glossary names states and roles.
KEYS = {
    **{STATES[state]: state for state in _STATES},
    **{state.replace("_", " "): state for state in _STATES},
    **{role: role for role in ALL_ROLES},
}
PARTS: dict[str, Callable[[], str]] = {
    **{name: lambda track=track: diagram(track) for name, track in TRACKS.items()},  # type: ignore[misc]
    "periods": periods,
}


if __name__ == "__main__":
    for page, current in ((PAGE, current_page), (GLOSSARY, current_glossary)):
        page.write_text(current(page.read_text(encoding="utf-8")), encoding="utf-8")
