"""The rows that are printed: name, figure, ratio, budget, and whether it is kept. Standard library only."""

from dataclasses import dataclass

NAMES = {
    "help": "a command that writes nothing, against an empty Bolt app on the same server",
    "lost": "/lost NUMBER, committed before the answer, 16 at once, against the same empty app",
    "move": "a move through the desk, against its own statements in bare SQLAlchemy Core",
    "open-loop": "100 commands a second as they come, alone and while the worker is flat out",
    "start": "from nothing to ready, against importing the four libraries Tracer stands on",
    "memory": "everything in one process, after the start and after some hundred commands",
}
WIDTHS = (34, 46, 7, 30)


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement. `ratio` is None where the budget is an absolute one."""

    name: str
    figure: str
    budget: str
    kept: bool
    ratio: float | None = None

    def line(self) -> str:
        """The row as it is printed."""
        ratio = "-" if self.ratio is None else f"{self.ratio:.3f}"
        verdict = "ok" if self.kept else "short"
        return _columns(self.name, self.figure, ratio, self.budget) + verdict


def head() -> str:
    """The line above the rows."""
    return _columns("what", "figure", "ratio", "budget") + "verdict"


def at_least(name: str, figure: str, ratio: float, budget: float) -> Row:
    """A row whose ratio must not fall below the budget."""
    return Row(name, figure, f">= {budget}", ratio >= budget, ratio)


def at_most(name: str, figure: str, ratio: float, budget: float) -> Row:
    """A row whose ratio must not exceed the budget."""
    return Row(name, figure, f"<= {budget}", ratio <= budget, ratio)


def _columns(*parts: str) -> str:
    return "".join(part.ljust(width) for part, width in zip(parts, WIDTHS, strict=True))
