"""Whatever the documents name exists: commands, options, words after /lost, links, pictures, files."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import typer.main

from bot.command_line import app
from handlers.routes import VERBS
from tests.bench.rows import NAMES
from tests.documents.pages import DECISIONS, OPERATING, PAGES, README, ROOT, Page
from tests.pictures import CHINESE, ENGLISH, LARGEST_BYTES, PICTURES

COMMANDS = typer.main.get_command(app).commands
WORDS = {word.split()[0] for verb in VERBS.values() for word in (verb.name, *verb.also)}
HOUSE = ("bot", "cases", "docs", "handlers", "partners", "storage", "tests")
each_page = pytest.mark.parametrize("page", PAGES, ids=str)


def options() -> set[str]:
    """Every option of every command, and those before the command."""
    everything = [typer.main.get_command(app), *COMMANDS.values()]
    return {name for command in everything for one in command.params for name in one.opts if name.startswith("--")}


@each_page
def test_a_command_that_is_named_exists(page: Page) -> None:
    named = {hit[1] for code in page.typed for hit in re.finditer(r"\btracer (?:--debug )?([a-z][a-z-]*)", code)}
    named |= {hit[1] for code in page.typed for hit in re.finditer(r"python3 -m bot ([a-z]+)", code)}
    assert named <= COMMANDS.keys()


def test_every_command_is_in_the_manuals_table() -> None:
    listed = [re.match(r"`tracer ([\w-]+)", cells[0])[1] for cells in OPERATING.rows_below("Commands")]
    assert sorted(listed) == sorted(COMMANDS)


def test_every_option_is_in_the_manual_and_no_other() -> None:
    told = {hit for code in OPERATING.typed for hit in re.findall(r"(?<![\w-])--[a-z-]+", code)}
    assert told == options() | {"--help"}


@each_page
def test_a_word_after_lost_is_one_that_tracer_knows(page: Page) -> None:
    typed = {hit[1] for code in page.typed for hit in re.finditer(r"(?:/lost|@Tracer) ([a-z]+)(?= |$)", code)}
    assert typed <= WORDS


@each_page
def test_a_module_that_is_to_be_run_is_there(page: Page) -> None:
    for code in page.typed:
        for module in re.findall(r"python3? -m ([a-z_.]+)", code):
            path = ROOT / module.replace(".", "/")
            assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), module


def test_the_measurements_that_the_readme_names_exist() -> None:
    told = README.prose.split("`python3 -m tests.bench`", 1)[1].split("\n\n")[0]
    assert set(re.findall(r"`([\w-]+)`", told)) <= NAMES.keys()


def test_the_readme_tells_of_every_word_after_lost() -> None:
    longest_first = "|".join(sorted(VERBS, key=len, reverse=True))
    told = {hit[1] for code in README.spans for hit in re.finditer(rf"^/lost ({longest_first}|[a-z]+)\b", code)}
    assert told == VERBS.keys() - {"lost"}
    assert {"/lost", "/lost NUMBER…"} <= set(README.spans)


@each_page
def test_a_link_leads_somewhere(page: Page) -> None:
    for link in page.links:
        where = urlsplit(link)
        if where.scheme:
            assert where.scheme == "https", link
            continue
        target = (page.path.parent / where.path).resolve() if where.path else page.path
        assert target.is_file() and target.is_relative_to(ROOT), f"{page} links to {link}"
        if where.fragment:
            assert where.fragment in Page(target).anchors, f"{page} links to {link}"


def test_every_page_is_linked_to_from_another() -> None:
    linked = {(page.path.parent / link).resolve() for page in PAGES for link in page.links if "://" not in link}
    assert [str(page) for page in PAGES if page.path not in linked] == []


@pytest.mark.parametrize("picture", sorted(PICTURES.glob("*")), ids=lambda path: path.name)
def test_a_picture_is_a_real_one_and_no_heavier_than_a_page_should_be(picture: Path) -> None:
    content = picture.read_bytes()
    assert content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) <= LARGEST_BYTES


def test_every_picture_is_taken_by_the_script_and_shown_on_a_page() -> None:
    files = {path.resolve() for path in PICTURES.glob("*")}
    assert {path.stem for path in files} == {name for name, *_ in (*ENGLISH, *CHINESE)}
    shown = {(page.path.parent / link).resolve() for page in PAGES for link in page.links if link.endswith(".png")}
    assert shown == files


@each_page
def test_a_file_of_the_house_that_is_named_is_there(page: Page) -> None:
    named = [code for code in page.spans if code.split("/")[0] in HOUSE and re.fullmatch(r"[\w./-]+/[\w.-]*", code)]
    assert [name for name in named if not (ROOT / name).exists()] == []


@each_page
def test_a_page_names_no_machine_and_no_package_index(page: Page) -> None:
    found = re.findall(r"pypi|pythonhosted|/tmp\b|/root\b|/work\b|/home/\w+|localhost:\d+", page.text, re.IGNORECASE)
    assert found == []


def test_the_readme_runs_and_tests_a_fresh_clone_by_one_command_each() -> None:
    alone = [block for block in README.blocks("sh") if block.startswith("python3")]
    assert alone == ["python3 -m bot", "python3 -m tests"]
    for command in alone:
        assert (ROOT / command.rpartition(" ")[2] / "__main__.py").is_file()


def test_the_readme_has_a_line_for_every_folder_of_the_house() -> None:
    told = [cells[0].strip("`/") for cells in README.rows_below("The house")]
    assert sorted(told) == sorted(HOUSE)


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    for path in DECISIONS:
        title = path.read_text(encoding="utf-8").splitlines()[0].removeprefix(f"# {path.name[:4]}: ")
        assert f"| [{path.name[:4]}]({path.name}) | {title} |" in index


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_says_why_what_and_what_follows(path: Path) -> None:
    headings = re.findall(r"^## (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == ["Context", "Decision", "Consequences"]
    assert "**Held by**" in path.read_text(encoding="utf-8")
