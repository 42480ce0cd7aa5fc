"""Everything that people see and that belongs to no case: lists, forms, previews, settings, App Home."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from functools import cache

from cases.own_periods import periods_of
from handlers.language import Words
from handlers.views.bulk_preview import bulk_preview
from handlers.views.case_list import Row, case_list
from handlers.views.notice import notice_modal
from handlers.views.reminder_settings_form import ReminderSettings, reminder_settings_form
from handlers.views.report_form import report_form
from handlers.views.settings_form import SettingsFacts, settings_form
from handlers.views.trade_settings_form import TradeSettings, trade_settings_form
from partners.carriers.pasted import LIMIT, read_pasted
from tests.views.check_scenes import of_checks
from tests.views.digest_scenes import digests
from tests.views.home_scenes import hand_overs, homes, roles
from tests.views.import_scenes import of_imports
from tests.views.incident_scenes import incidents
from tests.views.money_scenes import of_all_money
from tests.views.rule_scenes import of_no_case
from tests.views.scenes import META, NOW, Shown
from tests.views.stats_scenes import scorecards
from tests.views.watch_scenes import of_watching


def shown_of_no_case(words: Words, text: str) -> Iterator[Shown]:
    """What is shown beside the cases: lists, Home, forms, settings, previews and notices, all filled with one text."""
    rows = [_row(number, text) for number in range(10)]
    for page, pages in ((1, 1), (1, 3), (2, 3), (3, 3)):
        query = {"text": text[:200], "marketplace": text[:60], "owner": "UANA0000001"}
        blocks = case_list(rows, 30, page, pages, words, NOW, query)
        yield Shown(f"list {page}/{pages}", "message", {"text": "–", "blocks": blocks})
    for some in (rows, []):
        left = 3 * len(some)
        yield from (Shown(*one) for one in homes(some, left, words, NOW))
    yield from (Shown(*one) for one in roles(words, text))
    yield from (Shown(*one) for one in hand_overs(rows, words, NOW))
    yield Shown("report", "modal", report_form(words, META))
    filled = dict.fromkeys(("numbers", "order", "goods", "paid", "note"), text)
    answers = [("DHL", "dhl"), (words("{text}", text=text), "unknown")]
    said = words("{text}", text=text)
    yield Shown("report filled in", "modal", report_form(words, META, filled, said, answers))
    yield Shown("report with one answer", "modal", report_form(words, META, filled, said, answers[:1]))
    yield Shown("settings", "modal", settings_form(_settings(text), words))
    yield Shown("settings, new", "modal", settings_form(replace(_settings(""), approvers=(), channels=()), words))
    reminders = reminder_settings_form(_reminder_settings(text), words)
    yield Shown("reminder settings", "modal", reminders)
    trade = TradeSettings(3, [text[:60]] * 30, "aliexpress")
    yield Shown("labels and marketplaces", "modal", trade_settings_form(trade, words))
    yield from (Shown(*one) for one in digests(words, text))
    yield from (Shown(*one) for one in of_no_case(words, text))
    yield from (Shown(*one) for one in incidents(words, text, NOW))
    yield from (Shown(*one) for one in of_watching(words, text, NOW))
    yield from (Shown(*one) for one in of_all_money(words, text, NOW))
    yield from (Shown(*one) for one in of_imports(words, text))
    yield from (Shown(*one) for one in scorecards(words, text, NOW))
    yield from (Shown(*one) for one in of_checks(words, text))
    yield Shown("notice", "modal", notice_modal(words, words("{text}", text=text)))
    for name, pasted in PASTED.items():
        numbers = _numbers_in(pasted)
        existing, closed = (dict.fromkeys(numbers[start::3], "LOST-0001") for start in (0, 1))
        read = read_pasted(f"{pasted}\n{text}")
        yield Shown(f"preview of {name}", "modal", bulk_preview(read, {}, LIMIT, words, META))
        known = bulk_preview(read, existing, LIMIT, words, META, closed=closed, filled=filled)
        yield Shown(f"preview of {name}, partly known", "modal", known)


@cache
def _numbers_in(pasted: str) -> list[str]:
    return [one.number for one in read_pasted(pasted).numbers]


PASTED = {
    "fifty that are known": "\n".join(f"RR{n:08d}{_check}CN" for n in range(50) for _check in "0123456789"),
    "fifty of digits": "\n".join(f"7{n:011d}" for n in range(60)),
    "fifty of the longest": "\n".join(f"XQ{n:039d}" for n in range(60)),
    "fifty with a wrong check digit": "\n".join(f"1Z999AA1{n:010d}" for n in range(60)),
    "a table": '"DHL","00340434161094042557","' + "x" * 300 + '"\n' * 40,
    "two": "1Z999AA10123456784, 00340434161094042557",
    "hinted": "UPS " + " ".join(f"9{n:09d}" for n in range(60)),
}


def _row(number: int, text: str) -> Row:
    kinds = ("find_date", "first_look", "task", None)
    kind = kinds[number % len(kinds)]
    due = NOW + timedelta(days=number - 3) if kind else None
    owner = "UANA0000001" if number % 2 else None
    return Row(number, f"LOST-{number:04d}", "9" * 41, "UPS", owner, text or None, kind, due, bool(number % 3))


def _reminder_settings(text: str) -> ReminderSettings:
    channels = tuple((f"C{n:09d}", (text or "lost")[:80]) for n in range(150))
    small = "EUR 15, " * 40
    own = periods_of({"first_look": "365 team_hours", "payment": "365 days"})
    called = tuple(f"U{n:09d}" for n in range(60))
    return ReminderSettings(
        3, "calm", own, small, "C000000149", "C000000148", called, called, channels, True, "2026-11-15", "2027-01-15"
    )


def _settings(text: str) -> SettingsFacts:
    limits = {code: Decimal("9999999.99") for code in ("EUR", "USD", "GBP", "CNY")}
    channels = tuple((f"C{n:09d}", (text or "lost")[:80]) for n in range(150))
    return SettingsFacts(
        version=9,
        limits=limits,
        lead_limits=limits,
        approvers=tuple(f"U{n:09d}" for n in range(60)),
        approvals_channel="C000000149",
        default_channel="C000000148",
        channels=channels,
        timezone="America/Argentina/ComodRivadavia",
        blocks="09:00-12:00, 13:00-18:00",
        holidays="DE-NW",
        days_off=tuple(f"2027-01-{day:02d}" for day in range(1, 32)),
        extra_workdays=tuple(f"2027-02-{day:02d}" for day in range(1, 28)),
        language="zh_CN",
        allow_shared_channels=True,
        allow_guests=True,
    )
