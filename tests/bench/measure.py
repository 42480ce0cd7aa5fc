"""The measurements, one after the other; `__main__` has made sure of the environment."""

import asyncio
import sys
import time
from collections.abc import Iterator

from tests.bench import (
    commands_measured,
    digest_measured,
    import_measured,
    move_measured,
    open_loop_measured,
    pack_measured,
    posting_measured,
    scorecards_measured,
    start_measured,
    sweep_measured,
    tracking_measured,
    workers_measured,
)
from tests.bench.machine import CannotMeasure, Machine, machine
from tests.bench.rows import NAMES, Row, asked, head

MEASUREMENTS = {
    "help": commands_measured.help_rows,
    "lost": commands_measured.lost_rows,
    "move": move_measured.move_rows,
    "open-loop": open_loop_measured.open_loop_rows,
    "sweep": sweep_measured.sweep_rows,
    "store": sweep_measured.store_rows,
    "workers": workers_measured.workers_rows,
    "posting": posting_measured.posting_rows,
    "digest": digest_measured.digest_rows,
    "scorecards": scorecards_measured.scorecard_rows,
    "import": import_measured.import_rows,
    "pack": pack_measured.pack_rows,
    "histories": tracking_measured.history_rows,
    "refresh": tracking_measured.refresh_rows,
    "flood": tracking_measured.flood_rows,
    "start": start_measured.start_rows,
    "memory": start_measured.memory_rows,
}
FELL_SHORT = 1


def main(arguments: list[str]) -> int:
    """Measure, print a row as soon as it is known, and return 1 when a budget is not kept."""
    names, scale = asked(arguments)
    begun = time.monotonic()
    kept = True
    print(head(), flush=True)
    with machine(scale) as here:
        for name in names or NAMES:
            for row in _rows(name, here):
                print(row.line(), flush=True)
                kept = kept and row.kept
    print(f"{time.monotonic() - begun:.0f} seconds")
    return 0 if kept else FELL_SHORT


def _rows(name: str, here: Machine) -> Iterator[Row]:
    return asyncio.run(MEASUREMENTS[name](here))


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotMeasure as why:
        sys.exit(str(why))
