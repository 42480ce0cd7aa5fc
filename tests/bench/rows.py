"""The rows that are printed: name, figure, ratio, budget, and whether it is kept. Standard library only."""

from dataclasses import dataclass, replace

NAMES = {
    "help": "a command that writes nothing, against an empty Bolt app on the same server",
    "lost": "/lost NUMBER, committed before the answer, 16 at once, against the same empty app",
    "move": "a move through the desk, against its own statements in bare SQLAlchemy Core",
    "open-loop": "100 commands a second as they come, alone and while the worker is flat out",
    "sweep": "1,000 due clocks of a million open cases, against 1,000 of ten thousand",
    "store": "the same reminders, against a job for each in APScheduler's SQLAlchemy store",
    "workers": "two workers that sweep one PostgreSQL, against one",
    "posting": "sixty quiet channels and a noisy one at Slack's limit, against the limit itself",
    "digest": "App Home, digests and the list of 100,000 open and 1,000,000 closed cases, against their bare queries",
    "scorecards": "scorecards over 5,000 losses and 200,000 shipments, against their bare queries",
    "import": "a file of fifty thousand parcels opened, against inserting the same rows bare",
    "pack": "a claim pack with 40 scans and 10 photographs, against its library embedding the same photographs",
    "histories": "ten thousand trackers' answers read and judged, against taking the same bytes apart as JSON",
    "refresh": "five thousand cases asked about at a tracker's quota, against the quota itself",
    "flood": "two hundred trackers' deliveries a second for a minute, all acknowledged and none lost",
    "start": "from nothing to ready, against importing the four libraries Tracer stands on",
    "memory": "everything in one process, after the start and after some hundred commands",
}
SCALE = "--scale="
WIDTHS = (34, 46, 7, 30)


class WrongCall(Exception):
    """What was typed names no measurement; the message says what may be typed."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement. `ratio` is None where the budget is an absolute one."""

    name: str
    figure: str
    budget: str
    kept: bool
    ratio: float | None = None

    def short(self) -> "Row":
        """The row with its budget missed, whatever its ratio."""
        return replace(self, kept=False)

    def line(self) -> str:
        """The row as it is printed."""
        ratio = "-" if self.ratio is None else f"{self.ratio:.3f}"
        verdict = "ok" if self.kept else "short"
        return _columns(self.name, self.figure, ratio, self.budget) + verdict


def asked(arguments: list[str]) -> tuple[list[str], float]:
    """The names that were typed, and how much smaller the large tables are to be. Raises WrongCall."""
    names = [one for one in arguments if not one.startswith(SCALE)]
    scales = [one.removeprefix(SCALE) for one in arguments if one.startswith(SCALE)] or ["1"]
    if unknown := [name for name in names if name not in NAMES]:
        lines = [f"There is no measurement {', '.join(unknown)}. These are the ones, and no name means all of them:"]
        raise WrongCall("\n".join(lines + [f"  {name:12}{about}" for name, about in NAMES.items()]))
    try:
        scale = float(scales[-1])
    except ValueError:
        scale = 0.0
    if not 0.01 <= scale <= 1:
        raise WrongCall(f"{SCALE}{scales[-1]} is no size. Write a number from 0.01 to 1, such as {SCALE}0.1.")
    return names, scale


def head() -> str:
    """The line above the rows."""
    return _columns("what", "figure", "ratio", "budget") + "verdict"


def at_least(name: str, figure: str, ratio: float, budget: float) -> Row:
    """A row whose ratio must not fall below the budget."""
    return Row(name, figure, f">= {budget}", ratio >= budget, ratio)


def at_most(name: str, figure: str, ratio: float, budget: float) -> Row:
    """A row whose ratio must not exceed the budget."""
    return Row(name, figure, f"<= {budget}", ratio <= budget, ratio)


def told(name: str, figure: str, ratio: float) -> Row:
    """A row without a budget, to be read beside the one above it."""
    return Row(name, figure, "-", True, ratio)


def _columns(*parts: str) -> str:
    return "".join(part.ljust(width) for part, width in zip(parts, WIDTHS, strict=True))
