"""`python3 -m tests`: everything that must hold, on a machine with nothing but Python 3.11.

Style, layers, types, then the tests. Words after the command go to pytest, and then the tests run alone.
"""

import subprocess
import sys

from bot.first_start import ROOT, prepare

CHECKS = {
    "style": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    # It cannot be run as a module: `python -m importlinter.cli` imports it, checks nothing and succeeds.
    "layers": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    "types": ["-m", "mypy"],
}


def main(words: list[str]) -> int:
    """Run every check and every test; return 0 only when all of them passed."""
    python = str(prepare("requirements-test.txt"))
    failed = [] if words else [name for name, command in CHECKS.items() if not _passes(python, name, command)]
    tests = [python, "-m", "pytest", *(words or ["-n", "3", "--dist", "loadfile", "-q"])]
    if subprocess.run(tests, cwd=ROOT).returncode:
        failed.append("tests")
    if failed:
        print(f"FAILED: {', '.join(failed)}")
    return 1 if failed else 0


def _passes(python: str, name: str, command: list[str]) -> bool:
    print(f"== {name}", flush=True)
    return subprocess.run([python, *command], cwd=ROOT).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
