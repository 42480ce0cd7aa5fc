"""The command `tracer` as a person meets it: a process of its own, with nothing in its environment."""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from bot.doors import listening_socket
from storage.database import Database
from tests.command_line.small_slack import SmallSlack
from tests.forked import FORKED, be_tracer
from tests.storage.telling import T1, open_case

COMMANDS = ("run web worker migrate doctor manifest playground backup restore rotate-key erase-workspace").split()
TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1-2-abc", "SLACK_APP_TOKEN": "xapp-1-A-abc"}
ROOT = Path(__file__).resolve().parents[2]
Tracer = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def tracer(tmp_path: Path) -> Tracer:
    """Runs `tracer` in an empty directory with the variables it is given and no others."""

    def run(*arguments: str, typed: str | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
        return subprocess.run(
            [sys.executable, "-m", "bot.command_line", *arguments],
            cwd=tmp_path,
            env=environment | variables,
            capture_output=True,
            text=True,
            timeout=60,
            input=typed,
        )

    return run


@pytest.fixture
def loaded(tmp_path: Path) -> Tracer:
    """The same in a process that has everything imported: for what a command does, however it was started."""

    def run(*arguments: str, typed: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        said, wrong = (tmp_path.with_name(f"{tmp_path.name}.{what}") for what in ("said", "wrong"))
        environment = {"PATH": os.environ.get("PATH", ""), "COLUMNS": "200", **variables}
        process = FORKED.Process(target=be_tracer, args=(arguments, tmp_path, environment, said, wrong, typed))
        process.start()
        process.join(60)
        assert process.exitcode is not None, "it does not end"
        return subprocess.CompletedProcess(arguments, process.exitcode, said.read_text(), wrong.read_text())

    return run


def test_alone_it_prints_help_with_every_command_whole(tracer: Tracer) -> None:
    said = tracer()
    assert said.returncode in (0, 2)
    listed = re.findall(r"^  ([a-z][a-z-]*)  +(.+)$", said.stdout + said.stderr, re.MULTILINE)
    assert [name for name, _ in listed] == COMMANDS
    assert all(sentence.endswith(".") and not sentence.endswith("...") for _, sentence in listed)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(tracer: Tracer, command: str) -> None:
    said = tracer(command, "--help")
    assert said.returncode == 0
    assert said.stderr == ""
    assert f"tracer {command}" in said.stdout
    assert re.search(r"Examples?: ", said.stdout)


def test_help_imports_nothing_heavy() -> None:
    program = (
        "import sys, bot.command_line\n"
        "heavy = {'slack_bolt', 'slack_sdk', 'aiohttp', 'sqlalchemy', 'pydantic', 'structlog', 'rich', 'asyncio'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert said.stdout == "[]\n"


@pytest.mark.parametrize(
    ("command", "given", "missing"),
    [
        ("run", {}, ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]),
        ("run", {"SLACK_BOT_TOKEN": TOKENS["SLACK_BOT_TOKEN"]}, ["SLACK_APP_TOKEN"]),
        ("run", {"SLACK_MODE": "http"}, ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"]),
        ("web", {"DATABASE_URL": "postgresql://h/n"}, ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"]),
        ("worker", {"DATABASE_URL": "postgresql://h/n"}, ["SLACK_BOT_TOKEN"]),
    ],
)
def test_a_command_says_in_words_what_is_missing_and_touches_nothing(
    tracer: Tracer, tmp_path: Path, command: str, given: dict[str, str], missing: list[str]
) -> None:
    said = tracer(command, **given)
    assert said.returncode == 2
    assert said.stdout == ""
    assert [line.split()[0] for line in said.stderr.splitlines()] == missing
    assert "api.slack.com/apps" in said.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", ["web", "worker"])
def test_on_sqlite_web_and_worker_point_to_postgresql_and_to_run(tracer: Tracer, tmp_path: Path, command: str) -> None:
    said = tracer(command, **TOKENS)
    assert said.returncode == 2
    assert said.stderr == (
        f"`tracer {command}` shares its work with other processes and needs PostgreSQL for that: "
        "DATABASE_URL=postgresql://USER:PASSWORD@HOST:5432/NAME. With the embedded SQLite everything runs "
        "in one process: tracer run\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_environment_is_said_in_sentences_without_secrets(tracer: Tracer) -> None:
    said = tracer("run", DATABASE_URL="mysql://me:hunter2secret@h/n", PORT="xoxb-9-9-leak", **TOKENS)
    assert said.returncode == 2
    assert len(said.stderr.splitlines()) == 2
    assert "hunter2secret" not in said.stderr
    assert "9-9-leak" not in said.stderr


def test_a_shifted_clock_is_refused_against_slack_itself(tracer: Tracer) -> None:
    said = tracer("run", TRACER_CLOCK_OFFSET="+3d", **TOKENS)
    assert (said.returncode, said.stderr.split()[0]) == (2, "TRACER_CLOCK_OFFSET")


def test_migrate_says_from_where_to_where_and_a_second_time_that_nothing_was_to_do(
    tracer: Tracer, tmp_path: Path
) -> None:
    first, second = tracer("migrate"), tracer("migrate")
    assert (first.returncode, second.returncode) == (0, 0), first.stderr
    assert re.fullmatch(r"The database was brought from nothing to schema \d{4}\.\n", first.stdout)
    assert re.fullmatch(r"The database is up to date \(schema \d{4}\)\.\n", second.stdout)
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700


def test_a_data_directory_in_use_is_refused_in_words(loaded: Tracer, tmp_path: Path) -> None:
    assert loaded("migrate").returncode == 0
    held = Database.open(f"sqlite:///{tmp_path / 'data' / 'tracer.db'}", data_directory=tmp_path / "data")
    said = loaded("migrate")
    held.close()
    assert said.returncode == 1
    assert "is in use by another Tracer" in said.stderr
    assert len(said.stderr.splitlines()) == 1


def test_a_data_directory_that_cannot_be_made_is_one_sentence(loaded: Tracer, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    said = loaded("migrate", TRACER_DATA="taken")
    assert said.returncode == 1
    assert said.stderr.startswith("The data directory taken cannot be used (")
    assert len(said.stderr.splitlines()) == 1


def test_a_database_that_nobody_answers_for_is_one_sentence_without_its_password(loaded: Tracer) -> None:
    said = loaded("migrate", DATABASE_URL="postgresql://me:hunter2secret@127.0.0.1:1/n")
    assert said.returncode == 1
    assert said.stderr.startswith("The database cannot be reached (")
    assert "hunter2secret" not in said.stderr
    assert len(said.stderr.splitlines()) == 1


def test_the_manifest_is_json_that_can_be_piped(tracer: Tracer) -> None:
    socket, http = tracer("manifest"), tracer("manifest", "--mode", "http", "--url", "https://tracer.example.com")
    assert json.loads(socket.stdout)["settings"]["socket_mode_enabled"] is True
    assert json.loads(http.stdout)["settings"]["interactivity"]["request_url"] == (
        "https://tracer.example.com/slack/events"
    )
    refused = tracer("manifest", "--mode", "http")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "--url https://tracer.example.com" in refused.stderr


def test_the_manifest_gives_its_reasons(tracer: Tracer) -> None:
    said = tracer("manifest", "--reasons")
    assert said.returncode == 0
    assert re.search(r"files:read +Keeps photos", said.stdout)


def test_doctor_without_anything_says_what_to_do_first_and_makes_nothing(tracer: Tracer, tmp_path: Path) -> None:
    said = tracer("doctor")
    assert said.returncode == 1
    assert said.stdout.splitlines()[0].startswith("WRONG  settings: SLACK_BOT_TOKEN is missing.")
    assert list(tmp_path.iterdir()) == []


async def test_doctor_with_everything_says_that_all_is_well(slack: SmallSlack, tracer: Tracer) -> None:
    import asyncio

    said = await asyncio.to_thread(tracer, "doctor", SLACK_API_URL=slack.api, **TOKENS)
    assert said.returncode == 0, said.stdout + said.stderr
    assert said.stdout.splitlines()[-1] == "All is well."
    assert "ok     bot token: The bot token works: tracer in the workspace Seller." in said.stdout
    assert "WRONG" not in said.stdout


def test_backup_and_restore_bring_everything_back(loaded: Tracer, tmp_path: Path) -> None:
    assert loaded("migrate").returncode == 0
    saved = loaded("backup", "monday.tar")
    again = loaded("backup", "monday.tar")
    assert saved.returncode == 0, saved.stderr
    assert saved.stdout.startswith("Database and evidence are in monday.tar: 0 case(s).\n")
    assert (again.returncode, len(again.stderr.splitlines())) == (1, 1)
    restored = loaded("restore", "monday.tar", "--force", TRACER_DATA="elsewhere")
    assert restored.returncode == 0, restored.stderr
    assert (tmp_path / "elsewhere" / "tracer.db").exists()


def test_restoring_what_is_no_backup_is_refused_in_words(loaded: Tracer, tmp_path: Path) -> None:
    (tmp_path / "holiday.jpg").write_bytes(b"no archive")
    for source in ("holiday.jpg", "nothing.tar"):
        said = loaded("restore", source)
        assert said.returncode == 1
        assert said.stderr.startswith(str(tmp_path / source)) or source in said.stderr.splitlines()[0]
        assert "Traceback" not in said.stderr


def test_an_unforeseen_failure_is_two_lines_and_with_debug_a_masked_traceback(tracer: Tracer) -> None:
    broken = "import bot.manifest, bot.command_line as c\n"
    broken += "def fail(): raise RuntimeError('lost xoxb-1-2-secret')\n"
    broken += "bot.manifest.reasons_text = fail\nc.main()"

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", broken, *words, "manifest", "--reasons"]
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)

    plain, debug = run(), run("--debug")
    assert (plain.returncode, debug.returncode) == (70, 70)
    assert plain.stderr.startswith("Tracer met something it was not prepared for: RuntimeError: lost xoxb-***\n")
    assert len(plain.stderr.splitlines()) == 2
    assert "Traceback (most recent call last)" in debug.stderr
    assert "2-secret" not in plain.stderr + debug.stderr


def test_a_command_that_does_not_exist_is_answered_with_help(tracer: Tracer) -> None:
    said = tracer("rnu")
    assert said.returncode == 2
    assert "No such command 'rnu'" in said.stderr


def test_the_playground_says_when_its_port_is_taken(tracer: Tracer) -> None:
    with listening_socket("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        said = tracer("playground", "--port", str(port))
    assert said.returncode == 1
    assert said.stderr.splitlines()[-1].startswith(f"The playground cannot use port {port} (")
    assert "Traceback" not in said.stderr


def test_the_key_is_rotated_by_file_or_by_what_is_named_and_refused_with_what_to_set(loaded: Tracer) -> None:
    said = loaded("rotate-key")
    assert said.returncode == 0 and "0 key(s) are locked with the new key in" in said.stdout
    old, new = "A" * 43 + "=", "B" * 42 + "A="
    refused = loaded("rotate-key", TRACER_KEY=old)
    assert refused.returncode == 1 and refused.stderr.startswith("Set TRACER_KEY_NEXT to the new key")
    refused = loaded("rotate-key", TRACER_KEY=old, TRACER_KEY_NEXT="short")
    assert refused.returncode == 1 and "TRACER_KEY_NEXT holds no key" in refused.stderr
    said = loaded("rotate-key", TRACER_KEY=old, TRACER_KEY_NEXT=new)
    assert said.returncode == 0 and said.stdout.startswith("0 key(s) are locked anew. Set TRACER_KEY to the new key")


def test_a_workspace_is_erased_after_asking_twice_and_what_slack_holds_is_listed(
    loaded: Tracer, tmp_path: Path
) -> None:
    assert loaded("migrate").returncode == 0
    said = loaded("erase-workspace", "T9", typed="y\nT9\n")
    assert said.returncode == 1
    assert said.stderr.startswith("There is nothing of a workspace T9 here. There is of none.")
    opened = Database.open(f"sqlite:///{tmp_path}/data/tracer.db", data_directory=tmp_path / "data")
    with closing(opened) as database:
        open_case(database)
        with database.transaction() as tx:
            tx.posts.set(T1, 1, "card", "C1", "1700000000.000100")
    for typed in ("n\n", "y\nT2\n"):
        said = loaded("erase-workspace", T1, typed=typed)
        assert said.returncode == 1 and "Nothing was changed." in said.stderr
    said = loaded("erase-workspace", T1, "--list", "slack.txt", typed=f"y\n{T1}\n")
    assert said.returncode == 0 and "T1: 1 case(s)" in said.stdout, said.stderr
    assert (tmp_path / "slack.txt").read_text() == "message C1 1700000000.000100\n"
    assert loaded("erase-workspace", T1, typed=f"y\n{T1}\n").returncode == 1
