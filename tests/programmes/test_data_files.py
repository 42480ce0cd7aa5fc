"""What holds for every data file: it loads, each value has its source, and its names are known elsewhere."""

import re
from datetime import UTC, datetime

import pytest

from cases.rules import Programme
from partners.carriers.names import CARRIERS
from partners.programmes import FILES, broken_files, programmes
from partners.working_days import is_known

ALL = list(programmes().values())
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NUMBER = re.compile(r"\d(?:[\d,.-]*\d)?")


def named(one: Programme) -> str:
    return one.id


def test_every_file_loads() -> None:
    assert broken_files() == ()
    assert set(programmes()) == {path.stem for path in FILES.glob("*.toml")}


def test_no_two_rules_of_any_programmes_have_one_id() -> None:
    ids = [rule.id for one in ALL for rule in one.rules]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("one", ALL, ids=named)
def test_each_value_says_where_it_is_from_and_how_far_it_is_trusted(one: Programme) -> None:
    assert one.rules
    without = [rule.id for rule in one.rules if not rule.unknown and not (rule.source and rule.confidence)]
    assert without == []
    assert [rule.id for rule in one.rules if rule.unknown and rule.amount is not None] == []


@pytest.mark.parametrize("one", ALL, ids=named)
def test_what_is_told_in_its_words_is_told_in_chinese_too(one: Programme) -> None:
    told = [rule for rule in one.rules if rule.told_in_words and not rule.unknown]
    assert [rule.id for rule in told if not CHINESE.search(rule.text_zh)] == []
    conditions = [rule for rule in told if rule.scope.per]
    assert [rule.id for rule in conditions if not CHINESE.search(rule.scope.per_zh)] == []


@pytest.mark.parametrize("one", ALL, ids=named)
def test_its_chinese_has_the_same_numbers(one: Programme) -> None:
    """An amount, a phone number or a date that is wrong in one language only is seen by no reader of the other."""
    pairs = [(rule.text, rule.text_zh) for rule in one.rules if rule.text_zh]
    pairs += [(rule.scope.per or "", rule.scope.per_zh) for rule in one.rules]
    assert [zh for text, zh in pairs if sorted(NUMBER.findall(text)) != sorted(NUMBER.findall(zh))] == []


@pytest.mark.parametrize("one", ALL, ids=named)
def test_nothing_was_looked_at_in_the_future(one: Programme) -> None:
    today = datetime.now(UTC).date()
    assert [rule.id for rule in one.rules if rule.checked > today] == []


@pytest.mark.parametrize("one", ALL, ids=named)
def test_its_carriers_and_working_days_are_known(one: Programme) -> None:
    named_somewhere = set(one.carriers).union(*(rule.scope.carrier for rule in one.rules))
    assert named_somewhere - CARRIERS.keys() == set()
    assert is_known(one.country)


@pytest.mark.parametrize("one", ALL, ids=named)
def test_countries_are_two_capitals(one: Programme) -> None:
    scopes = [rule.scope for rule in one.rules]
    written = {country for scope in scopes for country in scope.origin | scope.destination | scope.destination_not}
    assert {country for country in written if len(country) != 2 or not country.isupper()} == set()


def test_one_carrier_falls_under_one_carriers_file() -> None:
    files = [code for one in ALL if one.role == "carrier" for code in one.carriers]
    assert {code for code in files if files.count(code) > 1} == set()
