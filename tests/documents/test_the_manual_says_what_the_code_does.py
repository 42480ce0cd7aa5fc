"""What the manual says of settings, health, logs, limits and troubles is what the code has."""

import ast
import json
import re

import pytest

from bot.doctor import _WHAT_SLACK_MEANS
from bot.health import LETTER_IS_LATE_AFTER, PARTS, TICK_IS_LATE_AFTER
from bot.mail_settings import MailSettings
from bot.processes import TOKEN_IS_WRONG
from bot.settings import Settings
from bot.socket_mode import NEVER_BY_WAITING
from bot.tracker_settings import TrackerSettings
from bot.web import LARGEST_DELIVERY_BYTES
from cases.rights import ALL_ROLES, DEFAULT_LEAD_LIMITS, DEFAULT_LIMITS
from handlers.courier import LEASE_SECONDS
from handlers.metronome import KEEP_INBOX, KEEP_OUTBOX
from handlers.pace import Patience
from tests.documents.pages import OPERATING, README, ROOT

OF_TRACKERS = {name.upper() for name in TrackerSettings.model_fields}
OF_MAIL = {name.upper() for name in MailSettings.model_fields}
VARIABLES = {
    name.upper(): field for name, field in Settings.model_fields.items() if name.upper() not in OF_TRACKERS | OF_MAIL
}
LOGGED = {"error": ("error", "exception"), "critical": ("critical",), "warning": ("warning",)}


def variables_of(rows: list[list[str]]) -> list[str]:
    """The variables that the first cells of a table name."""
    return [name for cells in rows for name in re.findall(r"`([A-Z0-9_]+)`", cells[0])]


def test_every_variable_is_in_the_manual_and_the_readme_and_no_other() -> None:
    assert sorted(variables_of(OPERATING.rows_below("Environment"))) == sorted(VARIABLES)
    assert sorted(variables_of(OPERATING.rows_below("Trackers"))) == sorted(OF_TRACKERS)
    assert sorted(variables_of(OPERATING.rows_below("Mail"))) == sorted(OF_MAIL)
    told = set(variables_of(README.rows_below("Settings")))
    # Of the trackers and of mail the README names what switches them on; the rest is the manual's.
    assert told - OF_TRACKERS - OF_MAIL == set(VARIABLES) and told & OF_TRACKERS and told & OF_MAIL


@pytest.mark.parametrize("name", ["SLACK_MODE", "SLACK_API_URL", "HOST", "PORT", "TRACER_DATA", "LOG_LEVEL"])
def test_a_default_is_the_one_in_the_code(name: str) -> None:
    row = next(cells for cells in OPERATING.rows_below("Environment") if cells[0] == f"`{name}`")
    assert row[1] == f"`{VARIABLES[name].default}`"


def test_health_has_the_parts_that_the_manual_explains() -> None:
    assert [cells[0] for cells in OPERATING.rows_below("/health, and what to alarm on")] == [
        f"`{one}`" for one in PARTS
    ]
    (sample,) = OPERATING.blocks("json")
    assert list(json.loads(sample)) == ["ok", "wrong", "version", *PARTS]


def test_the_numbers_of_the_manual_are_those_of_the_code() -> None:
    words = " ".join(OPERATING.prose.split())
    assert LETTER_IS_LATE_AFTER.total_seconds() == 300 and "owed for more than five minutes" in words
    assert TICK_IS_LATE_AFTER.total_seconds() == 120 and "ticked for more than two minutes" in words
    assert LARGEST_DELIVERY_BYTES == 2 * 1024 * 1024 and "more than 2 MB" in words
    assert f"its lease of {LEASE_SECONDS:.0f} seconds" in words
    assert (Patience().attempts, Patience().period.total_seconds()) == (12, 24 * 3600)
    assert "at least twelve times and for at least 24 hours" in words
    assert (KEEP_INBOX.days, KEEP_OUTBOX.days) == (3, 30)
    assert "remembered for three days, messages for thirty days" in words


def test_the_limits_of_the_manual_are_those_of_the_code() -> None:
    told = [f"{amount} {currency}" for currency, amount in DEFAULT_LIMITS.items()]
    words = " ".join(OPERATING.prose.split())
    assert f"{', '.join(told[:-1])} and {told[-1]} for agents, and five times that for leads" in words
    assert {currency: 5 * amount for currency, amount in DEFAULT_LIMITS.items()} == DEFAULT_LEAD_LIMITS


def test_every_role_is_told_of() -> None:
    assert {cells[0] for cells in OPERATING.rows_below("People, roles and limits")} == ALL_ROLES


def test_every_word_by_which_slack_refuses_a_token_is_in_the_table_of_troubles() -> None:
    seen = "\n".join(cells[0] for cells in OPERATING.rows_below("Troubleshooting"))
    for word in (*_WHAT_SLACK_MEANS, *TOKEN_IS_WRONG, *NEVER_BY_WAITING):
        assert f"`{word}`" in seen


def test_a_trouble_that_is_quoted_is_said_by_the_code() -> None:
    said = "\n".join(texts_of("bot", "storage", "handlers", "cases", "partners"))
    for cells in OPERATING.rows_below("Troubleshooting"):
        for quote in re.findall(r"(?<!\*)\*([^*]+)\*", cells[0]):
            for piece in filter(None, (one.strip(" …") for one in re.split("…|/", quote))):
                assert piece.lower() in said.lower(), quote


def test_the_log_lines_of_the_manual_are_written_at_their_level() -> None:
    written = logged()
    for line, level, _ in OPERATING.rows_below("Logs"):
        assert any((line.strip("`"), kind) in written for kind in LOGGED[level]), line


def texts_of(*folders: str) -> list[str]:
    """Every text in the code of some folders, those in f-strings piece by piece."""
    found = []
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            found += [
                one.value for one in ast.walk(tree) if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
    return found


def logged() -> set[tuple[str, str]]:
    """Every line that is logged, with the method that logs it."""
    found = set()
    for file in [*(ROOT / "bot").rglob("*.py"), *(ROOT / "handlers").rglob("*.py")]:
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args:
                first = call.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    found.add((first.value, call.func.attr))
    return found
