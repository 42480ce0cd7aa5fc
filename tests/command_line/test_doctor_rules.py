"""What the check-up says of rules and holidays as time goes by."""

from datetime import date
from pathlib import Path

import pytest

from bot import doctor_rules
from bot.doctor_rules import missing_years, rule_findings
from bot.findings import all_well
from partners.programmes import programmes
from partners.programmes.reading import ProgrammeError, read_programme

FRESH, HALF_A_YEAR_LATER = date(2026, 11, 29), date(2027, 6, 1)


def test_rules_that_were_checked_lately_are_in_order() -> None:
    (rules,) = [one for one in rule_findings(FRESH, []) if one.subject == "rules"]
    assert rules.ok is True and rules.facts == {"count": len(programmes())}


def test_after_half_a_year_the_rules_are_named_that_nobody_has_checked() -> None:
    (rules,) = [one for one in rule_findings(HALF_A_YEAR_LATER, []) if one.subject == "rules"]
    assert rules.ok is None and rules.sentence.startswith("Rules that nobody has checked for 180 days: 4px (")
    assert " and " in rules.sentence and "/lost rules" in rules.what_to_do


def test_a_file_that_does_not_load_is_said_with_its_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "nobody.toml"
    path.write_text(
        'id = "nobody"\nname = "Nobody"\nrole = "carrier"\ncountry = "US"\nzone = "UTC"\n[[rule]]\nid = "x"\n'
    )
    with pytest.raises(ProgrammeError) as caught:
        read_programme(path)
    monkeypatch.setattr(doctor_rules, "broken_files", lambda: (str(caught.value),))
    findings = rule_findings(FRESH, [])
    assert not all_well(findings) and "nobody.toml:6: " in findings[0].sentence


def test_working_weekends_that_are_not_decreed_yet_are_said_from_the_autumn_before() -> None:
    assert missing_years(date(2026, 9, 30), ["CN", "US"]) == {}
    assert missing_years(date(2026, 10, 1), ["CN", "US"]) == {"CN": 2026}
    assert missing_years(date(2027, 1, 1), ["CN"]) == {"CN": 2026}


def test_a_place_without_known_holidays_is_no_missing_year() -> None:
    assert missing_years(date(2026, 11, 29), ["XX"]) == {}
