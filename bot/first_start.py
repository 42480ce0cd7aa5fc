"""What has to happen before anything of Tracer's can be imported: an environment of its own.

Standard library only, because it runs on a machine that has nothing but Python 3.11.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
OLDEST_PYTHON = (3, 11)


def become(*module_and_arguments: str, requirements: str) -> None:
    """Replace this process by the project's own Python running a module; never returns.

    The environment in `.venv` is made on first use, and made again only when the pinned file changes.
    """
    python = prepare(requirements)
    os.chdir(ROOT)
    os.execv(python, [str(python), "-m", *module_and_arguments])


def prepare(requirements: str) -> Path:
    """Make sure that `.venv` holds exactly what the pinned file lists; return its Python.

    Ends the process with a sentence where Python is too old or has no `venv`.
    """
    if sys.version_info < OLDEST_PYTHON:
        sys.exit(f"Tracer needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: python3.11 -m bot")
    python = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = ENVIRONMENT / f"installed-{requirements}"
    wanted = _fingerprint(requirements)
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    if not python.exists():
        print("Tracer: making an environment in .venv (once) …", flush=True)
        if subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)]).returncode:
            sys.exit("Python could not make an environment. On Debian and Ubuntu: apt install python3-venv")
    print(f"Tracer: installing what {requirements} pins (once) …", flush=True)
    _pip(python, "--require-hashes", "--requirement", str(ROOT / requirements))
    _pip(python, "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    stamp.write_text(wanted)
    return python


def _fingerprint(requirements: str) -> str:
    """What the environment was made from: the pinned file, the project file and where the project lies."""
    parts = [(ROOT / requirements).read_bytes(), (ROOT / "pyproject.toml").read_bytes(), str(ROOT).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _pip(python: Path, *arguments: str) -> None:
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    if subprocess.run(command).returncode:
        sys.exit("The installation stopped; the lines above say why. It starts again from there next time.")
