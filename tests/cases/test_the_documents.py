"""The pages that tell of the rules tell of the rules as they are."""

import re

import pytest

from bot import journey
from bot.journey import PAGE, PARTS, current_glossary, current_page
from cases.moves import MOVES
from cases.rights import ALL_ROLES
from cases.terms import DEFAULT_PERIODS
from cases.tracks import TRACKS
from cases.wanted import DATED_BY_PEOPLE
from handlers.glossary import STATES

JOURNEY = PAGE.read_text(encoding="utf-8")
GLOSSARY = journey.GLOSSARY.read_text(encoding="utf-8")


def test_the_diagrams_are_those_of_the_tables() -> None:
    assert current_page(JOURNEY) == JOURNEY, "python -m bot.journey writes them anew"


def test_every_part_that_can_be_made_is_on_the_page_once() -> None:
    assert sorted(re.findall(r"<!-- begin ([a-z ]+) -->", JOURNEY)) == sorted(PARTS)


def test_a_part_that_nobody_makes_is_an_error_and_not_an_empty_page() -> None:
    with pytest.raises(KeyError):
        current_page("<!-- begin weather -->\n<!-- end -->")


@pytest.mark.parametrize("track", sorted(TRACKS))
def test_a_diagram_shows_every_state_and_every_move_of_its_track(track: str) -> None:
    drawn = PARTS[track]()
    for state in TRACKS[track].states:
        assert f'state "{STATES[state]}" as {state}' in drawn
    for state in TRACKS[track].ends:
        assert f"    {state} --> [*]" in drawn
    for step in TRACKS[track].steps:
        assert re.search(rf" : (?:.* / )?{MOVES[step.move].title} · {step.party}(?: / |$)", drawn, re.MULTILINE), (
            step.move
        )


@pytest.mark.parametrize("kind", sorted({*DEFAULT_PERIODS, *DATED_BY_PEOPLE, "wait_until", "find_date"}))
def test_every_clock_is_told_of_in_both_pages(kind: str) -> None:
    assert f"| `{kind}` | " in JOURNEY and f"`{kind}`" in GLOSSARY


def test_every_state_and_role_is_in_the_glossary_with_its_chinese_word() -> None:
    for track in TRACKS.values():
        for state in track.states:
            row = next((line for line in GLOSSARY.splitlines() if f"| {state.replace('_', ' ')} " in line), None)
            row = row or next((line for line in GLOSSARY.splitlines() if f"(`{state}`)" in line), None)
            row = row or next((line for line in GLOSSARY.splitlines() if line.startswith(f"| {STATES[state]} ")), None)
            assert row is not None, state
            assert re.search(r"[\u4e00-\u9fff]", row), row
    for role in ALL_ROLES:
        assert f"| {role} |" in GLOSSARY


def test_the_glossarys_chinese_words_are_those_that_people_read() -> None:
    assert current_glossary(GLOSSARY) == GLOSSARY, "python -m bot.journey writes them anew"


def test_a_row_of_the_glossary_that_names_no_state_and_no_role_is_left_alone() -> None:
    other = "| scan | 扫描记录 | One event of a parcel's tracking. |\n| denied | 拒绝 | Refused. |\n"
    assert current_glossary(other) == other.replace("拒绝", "被拒赔")
