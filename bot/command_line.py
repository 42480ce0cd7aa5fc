"""The command `tracer`. Each command imports what it needs when it runs, so that help appears at once."""

import contextlib
import gc
import os
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

if TYPE_CHECKING:
    from bot.findings import Finding
    from bot.settings import Purpose, Settings
    from storage.database import Database

WRONG = 1
WRONG_SETTINGS = 2
UNEXPECTED = 70

app = typer.Typer(
    name="tracer",
    no_args_is_help=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help="Tracer sees lost parcels through, in Slack: type /lost and a tracking number.",
    epilog=(
        "Look around first, with nothing but this machine: tracer playground. "
        "Then in your own Slack: tracer manifest, tracer doctor, tracer run."
    ),
)

Force = Annotated[bool, typer.Option("--force", help="Replace what is there already.")]


@app.callback()
def every_command(
    debug: Annotated[bool, typer.Option("--debug", help="Show where in the program something went wrong.")] = False,
) -> None:
    if debug:
        os.environ["LOG_LEVEL"] = "DEBUG"


@app.command(
    short_help="Run all of Tracer in one process.",
    epilog="Example: SLACK_BOT_TOKEN=xoxb-… SLACK_APP_TOKEN=xapp-… tracer run. "
    "The variables may also stand in a file .env in the working directory.",
)
def run() -> None:
    """Run all of Tracer in one process: the small team's choice.

    It talks to Slack, sends reminders, and keeps everything in the data directory (TRACER_DATA). It upgrades
    its database by itself. Ctrl-C ends it after what is under way is finished.
    """
    _live("run")


@app.command(
    short_help="Take what Slack delivers (PostgreSQL only).",
    epilog="Example: DATABASE_URL=postgresql://… tracer web, and beside it: tracer worker",
)
def web() -> None:
    """Take what Slack delivers, one of several processes on one PostgreSQL.

    Start as many as you like, and at least one `tracer worker` beside them. The small team's choice is
    `tracer run`, which is both in one.
    """
    _live("web")


@app.command(
    short_help="Send messages and ring clocks (PostgreSQL only).",
    epilog="Example: DATABASE_URL=postgresql://… tracer worker, and beside it: tracer web",
)
def worker() -> None:
    """Send what Tracer owes to Slack and ring its clocks, on one PostgreSQL.

    Start as many as you like: no reminder is sent twice.
    """
    _live("worker")


@app.command(
    short_help="Create the database, or bring it up to date.",
    epilog="Example: DATABASE_URL=postgresql://… tracer migrate",
)
def migrate() -> None:
    """Create the database, or bring an older one up to date.

    Only `tracer web` and `tracer worker` need it; `tracer run` does it by itself. A database of a newer Tracer
    is refused and left as it is.
    """
    with _database(_settings("migrate")) as database:
        before = database.revision()
        database.migrate()
        after = database.revision()
    if before == after:
        typer.echo(f"The database is up to date (schema {after}).")
    else:
        typer.echo(f"The database was brought from {_schema(before)} to {_schema(after)}.")


@app.command(short_help="Check the installation and say what to mend.", epilog="Example: tracer doctor && tracer run")
def doctor() -> None:
    """Check tokens, scopes, channels, database and clock, and say what to do about each.

    It changes nothing and may be used while Tracer runs. It ends with status 1 when something is wrong.
    """
    import asyncio

    from bot.findings import all_well

    findings = asyncio.run(_examine(_settings("doctor", missing_is_fine=True)))
    for finding in findings:
        _show(finding)
    if not all_well(findings):
        raise typer.Exit(WRONG)
    typer.echo("All is well.")


@app.command(
    short_help="Print the manifest that sets Tracer up in Slack.",
    epilog="Examples: tracer manifest > manifest.json. For HTTP: tracer manifest --mode http --url "
    "https://tracer.example.com. Then: api.slack.com/apps → Create New App → From a manifest.",
)
def manifest(
    mode: Annotated[
        Literal["socket", "http"],
        typer.Option(help="How Slack delivers: socket needs no public address, http does."),
    ] = "socket",
    url: Annotated[str | None, typer.Option(help="With http: the public https address of Tracer.")] = None,
    name: Annotated[str, typer.Option(help="What the app is called in Slack.")] = "Tracer",
    reasons: Annotated[bool, typer.Option("--reasons", help="Say what each permission is for instead.")] = False,
) -> None:
    """Print the app manifest that sets Tracer up in Slack in one step."""
    from bot.manifest import AddressRefused, manifest_text, reasons_text

    if reasons:
        typer.echo(reasons_text())
        return
    try:
        typer.echo(manifest_text(mode, url, name))
    except AddressRefused as refused:
        _refuse(str(refused))


@app.command(
    short_help="Try Tracer on this machine, without Slack.",
    epilog="Example: tracer playground, then open the address that it prints.",
)
def playground(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Where the page is; 0 takes any free port.")] = 3100,
) -> None:
    """Try Tracer in a small Slack of its own on this machine: no tokens, no network, nothing to clean up.

    A page in the browser shows a team with a bad week and a button that winds the clock forward. It reads
    neither your tokens nor your data.
    """
    from bot.playground.start import PortInUse
    from bot.playground.start import main as start

    with _refusing(PortInUse):
        start(port=port)


@app.command(
    short_help="Write database and evidence into one file.", epilog="Example: tracer backup /backups/tracer-monday.tar"
)
def backup(
    to: Annotated[Path, typer.Argument(metavar="TO", help="The file to write, a new one.", show_default=False)],
) -> None:
    """Write database and evidence into one file, from a running Tracer too."""
    from storage.backup import back_up

    with _database(_settings("backup"), hold=False) as database:
        made = back_up(database, to)
    typer.echo(f"Database and evidence are in {to}: {made.rows.get('cases', 0)} case(s).")
    typer.echo(f"The key of personal data is {made.key}")


@app.command(
    short_help="Bring database and evidence back.", epilog="Example: tracer restore /backups/tracer-monday.tar"
)
def restore(
    source: Annotated[
        Path, typer.Argument(metavar="FROM", help="A file that `tracer backup` wrote.", show_default=False)
    ],
    force: Force = False,
) -> None:
    """Bring database and evidence back from a backup, all or nothing.

    Stop Tracer first. A database that already holds cases is replaced only with --force.
    """
    from storage.backup import restore as bring_back

    with _database(_settings("restore")) as database:
        kept = bring_back(database, source, force=force)
    typer.echo(f"Database and evidence are back as of {kept.made_at}: {kept.rows.get('cases', 0)} case(s).")


@app.command(
    name="rotate-key",
    short_help="Change the key of personal data.",
    epilog="Example: TRACER_KEY=the-old-one TRACER_KEY_NEXT=a-new-one tracer rotate-key",
)
def rotate_key() -> None:
    """Lock everything personal with another key, all or nothing.

    Stop every process of Tracer first. With TRACER_KEY, set TRACER_KEY_NEXT to the new key, and afterwards TRACER_KEY
    to it. Without, a new key file is made. Backups of before still need the key of before.
    """
    from storage.key_rotation import rotate, rotate_file
    from storage.keys import Keys

    settings = _settings("rotate-key")
    if settings.tracer_key and not settings.tracer_key_next:
        _refuse("Set TRACER_KEY_NEXT to the new key: 32 random bytes in base64. Nothing was changed.")
    if settings.tracer_key_next and not settings.tracer_key:
        _refuse(
            "TRACER_KEY_NEXT is set and TRACER_KEY is not: the present key is a file, and a new file is made by "
            "itself. Take TRACER_KEY_NEXT away. Nothing was changed."
        )
    with _database(settings) as database:
        database.migrate()
        if settings.tracer_key_next:
            changed = rotate(
                database, Keys(settings.tracer_key_next.get_secret_value(), None, given_as="TRACER_KEY_NEXT")
            )
            typer.echo(f"{changed} key(s) are locked anew. Set TRACER_KEY to the new key before you start Tracer.")
        else:
            changed = rotate_file(database)
            typer.echo(f"{changed} key(s) are locked with the new key in {database.keys.file}.")


@app.command(
    name="erase-workspace",
    short_help="Destroy everything of a workspace.",
    epilog="Example: tracer erase-workspace T0123ABCD",
)
def erase_workspace(
    workspace: Annotated[
        str,
        typer.Argument(metavar="WORKSPACE", help="The workspace's id in Slack, such as T0123ABCD.", show_default=False),
    ],
    to: Annotated[
        Path | None, typer.Option("--list", help="The file for what Slack holds; it must not exist yet.")
    ] = None,
) -> None:
    """Destroy everything of a workspace: cases, texts, files, people, settings. It cannot be undone.

    Stop every process of Tracer first. You are asked twice. What Tracer posted in Slack stays there and is listed in a
    file, a line each. A backup of before still holds everything; whoever restores one destroys it again.
    """
    from bot.clock import Clock
    from storage.errors import StorageError
    from storage.workspace_erasure import erase_workspace as erase
    from storage.workspace_erasure import listed, look_at_workspace

    settings = _settings("erase-workspace")
    list_file = to or Path(f"tracer-erased-{workspace}.txt")
    with _refusing(StorageError, OSError), _database(settings) as database:
        database.migrate()
        there = look_at_workspace(database, workspace)
        typer.echo(
            f"{workspace}: {there.cases} case(s), {there.rows} row(s) in all, and every file that is kept of it."
        )
        typer.echo(
            f"In Slack {len(there.messages)} message(s) and {len(there.files)} file(s) of Tracer's stay. They are "
            f"listed in {list_file}, so that they can be deleted there."
        )
        if not typer.confirm("Destroy everything of this workspace, for good?"):
            _refuse("Nothing was changed.")
        if typer.prompt("Type the workspace's id once more").strip() != workspace:
            _refuse("That is another id. Nothing was changed.")
        listed(there, list_file)
        erase(database, workspace, Clock(settings.tracer_clock_offset).now(), "operator")
    typer.echo(f"Everything of {workspace} is destroyed. Make a backup now, and delete those of before in time.")


def main() -> NoReturn:
    """Run the command that the arguments name and end the process with its status.

    0: done. 1: something is wrong, and a sentence said what. 2: the arguments or the environment do not add
    up. 70: something that nobody foresaw; the details are shown with --debug, secrets masked.
    """
    try:
        app(prog_name="tracer")
    except KeyboardInterrupt:
        sys.exit(130)
    except Exception as error:
        sys.exit(_unexpected(error))
    sys.exit(0)


def _live(name: 'Literal["run", "web", "worker"]') -> None:
    # Loading makes a few hundred thousand objects and no garbage: rounds of the collector are a tenth of a start.
    # It is on again once everything is loaded, see processes.
    gc.disable()
    settings = _settings(name)
    from bot.doors import PortTaken
    from bot.opening import CannotOpen
    from bot.processes import ROLES, CannotStart, live
    from storage.errors import StorageError

    with _refusing(CannotStart, CannotOpen, PortTaken, StorageError):
        live(ROLES[name], settings)


def _settings(purpose: "Purpose", *, missing_is_fine: bool = False) -> "Settings":
    from bot.settings import SettingsRefused, read_settings, secrets_of, what_is_missing

    try:
        settings = read_settings()
    except SettingsRefused as refused:
        _refuse(*refused.sentences, status=WRONG_SETTINGS)
    _secrets[:] = secrets_of(settings)
    missing = [] if missing_is_fine else what_is_missing(settings, purpose)
    if missing:
        _refuse(*missing, status=WRONG_SETTINGS)
    return settings


async def _examine(settings: "Settings") -> "list[Finding]":
    from bot.clock import Clock
    from bot.doctor import examine
    from bot.slack_client import slack_client, slack_session

    async with slack_session(settings) as session:
        with _database(settings, hold=False, makes_directory=False) as database:
            clock = Clock(settings.tracer_clock_offset)
            return await examine(settings, slack_client(settings, session), database, clock)


@contextlib.contextmanager
def _database(settings: "Settings", *, hold: bool = True, makes_directory: bool = True) -> "Iterator[Database]":
    from bot.opening import CannotOpen, open_database, reaching_it
    from storage.errors import StorageError

    with _refusing(StorageError, CannotOpen):
        database = open_database(settings, hold=hold, makes_directory=makes_directory)
        with contextlib.closing(database), reaching_it(settings):
            yield database


@contextlib.contextmanager
def _refusing(*kinds: type[Exception]) -> "Iterator[None]":
    """Turn refusals that were foreseen into their sentence and a status."""
    try:
        yield
    except kinds as refusal:
        _refuse(str(refusal))


def _refuse(*sentences: str, status: int = WRONG) -> NoReturn:
    for sentence in sentences:
        typer.echo(_masked(sentence), err=True)
    raise typer.Exit(status)


def _show(finding: "Finding") -> None:
    mark = {True: "ok   ", False: "WRONG", None: "note "}[finding.ok]
    typer.echo(_masked(f"{mark}  {finding.subject}: {finding.sentence}"))
    if finding.what_to_do:
        typer.echo(_masked(f"       → {finding.what_to_do}"))


def _schema(revision: str | None) -> str:
    return f"schema {revision}" if revision else "nothing"


def _unexpected(error: Exception) -> int:
    if os.environ.get("LOG_LEVEL", "").upper() == "DEBUG":
        typer.echo(_masked("".join(traceback.format_exception(error))), err=True)
    kind = type(error).__name__
    detail = (str(error).strip().splitlines() or [""])[0]
    typer.echo(_masked(f"Tracer met something it was not prepared for: {kind}: {detail}"), err=True)
    typer.echo(
        "Nothing half done was kept. The log stands above, where Tracer wrote it (stderr); "
        "put --debug before the command for the details, with secrets masked.",
        err=True,
    )
    return UNEXPECTED


def _masked(text: str) -> str:
    from bot.masks import Masks

    return Masks(_secrets)(text)


# Filled as soon as the settings are read; what looks like a token is masked before that, too.
_secrets: list[str] = []


if __name__ == "__main__":
    main()
