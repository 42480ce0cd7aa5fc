"""`python -m tests.bench [NAME…]`: one row per measurement; ends with status 1 where one falls short of its budget.

Sets itself up like `python3 -m tests`, on a machine with nothing but Python 3.11. Run by hand, with nothing else
running: pytest does not collect it.
"""

import subprocess
import sys

from bot.first_start import ROOT, prepare
from tests.bench.rows import NAMES

WRONG_NAME = 2


def main(names: list[str]) -> int:
    """Measure what is named, or everything; return 0 only when every budget is kept."""
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"There is no measurement {', '.join(unknown)}. These are the ones, and no name means all of them:")
        for name, about in NAMES.items():
            print(f"  {name:12}{about}")
        return WRONG_NAME
    python = str(prepare("requirements-test.txt"))
    return subprocess.run([python, "-m", "tests.bench.measure", *names], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
