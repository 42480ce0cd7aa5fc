"""A form that was sent, read field by field: everything that does not do is told at once, each below its own label."""

from collections.abc import Callable
from typing import Any, TypeVar

from cases.words import WrongField, WrongFields

T = TypeVar("T")


class FilledIn:
    """What of a form was read so far. `check` raises WrongFields where anything did not do; then nothing is kept."""

    def __init__(self) -> None:
        self._wrong: list[WrongField] = []

    def read(self, reading: Callable[..., T], *arguments: Any, otherwise: T) -> T:
        """What a function reads of one field; `otherwise` stands for it where that does not do."""
        try:
            return reading(*arguments)
        except WrongField as wrong:
            self._wrong.append(wrong)
            return otherwise

    def check(self) -> None:
        """Refuse the form with everything that was wrong in it, if anything was."""
        if self._wrong:
            raise WrongFields(self._wrong)
