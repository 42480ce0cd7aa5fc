"""`python3 -m tests`: everything that must hold, on a machine with nothing but Python 3.11.

Style, layers and types, and beside them every test is read in once; then the tests. Words after the command go to
pytest, and then the tests run alone.
"""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

from bot.first_start import ROOT, prepare

CHECKS = {
    "style": ["-m", "ruff", "check", "."],
    "format": ["-m", "ruff", "format", "--check", "."],
    # It cannot be run as a module: `python -m importlinter.cli` imports it, checks nothing and succeeds.
    "layers": ["-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
    "types": ["-m", "mypy"],
    # What is read in stays compiled: else each of the processes that run the tests compiles all of it once more.
    "reading": ["-m", "pytest", "--collect-only", "-qqq"],
}
# In our own order, see conftest; theirs begins with the files of the most tests and ends with the longest test alone.
TESTS = ["-n", "3", "--dist", "loadfile", "--no-loadscope-reorder", "-q"]


def main(words: list[str]) -> int:
    """Run every check and every test; return 0 only when all of them passed."""
    python = str(prepare("requirements-test.txt"))
    failed = [] if words else _failed(python)
    if _run(python, ["-m", "pytest", *(words or TESTS)]).returncode:
        failed.append("tests")
    if failed:
        print(f"FAILED: {', '.join(failed)}")
    return 1 if failed else 0


def _failed(python: str) -> list[str]:
    """The names of the checks that do not pass, each with what it says; as many at once as there are processors."""
    with ThreadPoolExecutor(os.cpu_count()) as hands:
        checks = {name: hands.submit(_run, python, command, quiet=True) for name, command in CHECKS.items()}
        for name, check in checks.items():
            done = check.result()
            print(f"== {name}", *([done.stdout] if done.returncode else []), sep="\n", flush=True)
    return [name for name, check in checks.items() if check.result().returncode]


def _run(python: str, command: list[str], *, quiet: bool = False) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    told = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT} if quiet else {}
    return subprocess.run([python, *command], cwd=ROOT, env=environment, text=True, **told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
