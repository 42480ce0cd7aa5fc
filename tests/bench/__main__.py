"""`python -m tests.bench [--scale=0.1] [NAME…]`: one row per measurement; status 1 where one falls short of its budget.

The scale makes the largest tables smaller, a million cases or a hundred thousand, for a first look in less time.

Sets itself up like `python3 -m tests`, on a machine with nothing but Python 3.11. Run by hand, with nothing else
running: pytest does not collect it.
"""

import subprocess
import sys

from bot.first_start import ROOT, prepare
from tests.bench.rows import WrongCall, asked

WRONG_CALL = 2


def main(arguments: list[str]) -> int:
    """Measure what is named, or everything; return 0 only when every budget is kept."""
    try:
        asked(arguments)
    except WrongCall as wrong:
        print(wrong)
        return WRONG_CALL
    python = str(prepare("requirements-test.txt"))
    return subprocess.run([python, "-m", "tests.bench.measure", *arguments], cwd=ROOT).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
