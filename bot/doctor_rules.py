"""The check-up of the rule data: does every file load, when was each rule looked at last, are holidays known so far."""

from collections.abc import Iterable
from datetime import date

from bot.findings import Finding
from partners.programmes import broken_files, programmes, rules_checked_long_ago
from partners.working_days import UnknownPlace, working_days
from storage.transaction import Transaction

MOST_NAMED = 5


def _(text: str) -> str:
    """Marks a sentence for the catalogues; it is translated where it is shown."""
    return text


def rule_findings(today: date, places: Iterable[str]) -> list[Finding]:
    """What is to be said of the rules on a date; `places` are the calendars that teams have set."""
    return [*map(_broken, broken_files()), _checked(today), *_holidays(today, places)]


def places_of(tx: Transaction, workspace: str | None) -> list[str]:
    """The place whose public holidays the workspace's team has, if it has set one."""
    place = tx.settings(workspace).get().holidays if workspace else ""
    return [place] if place else []


def missing_years(today: date, places: Iterable[str]) -> dict[str, int]:
    """The places of which no working days are known for this year or, in its last quarter, for the next; with the
    last year that is known.
    """
    wanted = today.year + (today.month > 9)
    found = {}
    for place in places:
        try:
            until = working_days(place).until_year
        except UnknownPlace:
            continue
        if until < wanted:
            found[place] = until
    return found


def _broken(sentence: str) -> Finding:
    says = _("A file of rules does not load, so its carrier's dates are unknown: {sentence}")
    return Finding("rules", False, says, _("Mend the file, or install Tracer again."), {"sentence": sentence})


def _checked(today: date) -> Finding:
    old = rules_checked_long_ago(today, programmes().values())
    if not old:
        says = _("{count} sets of rules of carriers, insurers and marketplaces load, all checked within 180 days.")
        return Finding("rules", True, says, facts={"count": len(programmes())})
    named = ", ".join(f"{name} ({count})" for name, count in list(old.items())[:MOST_NAMED])
    more = f" and {len(old) - MOST_NAMED} more" if len(old) > MOST_NAMED else ""
    return Finding(
        "rules",
        None,
        _("Rules that nobody has checked for 180 days: {named}{more}. Cards mark their dates."),
        _("Look at their sources (`/lost rules ups` names them) before you rely on them, or install a newer Tracer."),
        {"named": named, "more": more},
    )


def _holidays(today: date, places: Iterable[str]) -> list[Finding]:
    countries = {one.country for one in programmes().values() if one.country}
    return [
        Finding(
            "holidays",
            None,
            _("Of {place} no working weekends are known after {year}; holidays moved for them may be missing."),
            _("They are decreed each autumn. Install a newer Tracer, or enter them: /lost settings."),
            {"place": place, "year": year},
        )
        for place, year in sorted(missing_years(today, countries | set(places)).items())
    ]
