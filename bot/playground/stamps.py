"""Time and names as Slack gives them: strictly rising message stamps, ids, secrets."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime

Now = Callable[[], datetime]


def wall_clock() -> datetime:
    """Returns the machine's time, the clock of a world that was given none."""
    return datetime.now(UTC)


class Stamps:
    """Hands out message stamps ("1700000000.000100") that always rise, whatever the clock does."""

    def __init__(self, now: Now) -> None:
        self._now = now
        self._last = 0

    def now(self) -> datetime:
        """Returns the world's time, in UTC."""
        return self._now().astimezone(UTC)

    def next(self) -> str:
        """Returns a stamp later than every stamp handed out before."""
        moment = self.now()
        micros = int(moment.timestamp()) * 1_000_000 + moment.microsecond
        self._last = max(micros, self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def seconds(self) -> int:
        """Returns the world's time in whole seconds since 1970."""
        return int(self.now().timestamp())


class Names:
    """Hands out ids with Slack's first letters: "V0000000001", "F0000000002"."""

    def __init__(self) -> None:
        self._count = 0

    def next(self, letters: str) -> str:
        """Returns an id that begins with `letters` and was never used."""
        self._count += 1
        return f"{letters}{self._count:0{11 - len(letters)}d}"

    def for_word(self, letter: str, word: str, taken: set[str] | dict) -> str:
        """Returns an id that a reader of logs recognises ("C0LOSTPAR" for #lost-parcels)."""
        readable = "".join(sign for sign in word.upper() if sign.isascii() and sign.isalnum())
        wanted = f"{letter}0{readable}"[:9].ljust(9, "0")
        return wanted if wanted not in taken else self.next(letter)


def secret() -> str:
    """Returns something nobody can guess, for addresses and tickets."""
    return secrets.token_hex(12)
