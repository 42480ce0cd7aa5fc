"""How much of a long work is done in one transaction, so that others are kept waiting for a moment at most."""


def as_many_as_fit(many: int, seconds: float, longest: float, most: int) -> int:
    """How many the next transaction takes, when the last took so many and so long; at least one, and never so many more
    that a single quick one decides it. `longest` is in seconds.
    """
    return max(1, min(most, 2 * many, int(many * longest / max(seconds, 0.0001))))
