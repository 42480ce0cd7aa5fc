"""How a pack says dates, money, places and sizes in its reader's language."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from cases.money import Money
from cases.scans import Scan
from cases.timelines import Event
from partners.pack.wording import LANGUAGES, Wording

LOCALES = {"en": "en_GB", "de": "de_DE", "fr": "fr_FR", "zh": "zh_Hans_CN"}
KILOBYTE, MEGABYTE = 1024, 1024 * 1024
# Where claims desks write which language; English is read by all.
SPOKEN_IN = {"DE": "de", "AT": "de", "FR": "fr", "CN": "zh", "TW": "zh", "HK": "zh", "MO": "zh"}


class PackWords:
    """One language, with the zone that days and hours of our own are told in."""

    def __init__(self, language: str, zone: str = "UTC") -> None:
        self.language = language if language in LANGUAGES else "en"
        self.wording = Wording(self.language)
        self._zone = ZoneInfo(zone)

    def money(self, money: Money) -> str:
        """An amount with its currency code behind it, as in the letters, grouped as this language does."""
        from babel.numbers import format_currency

        told: str = format_currency(money.amount, money.currency, format="#,##0.00 ¤¤", locale=LOCALES[self.language])
        return told.replace("\u202f", "\u00a0")

    def day(self, when: date | datetime) -> str:
        """A date that cannot be misread in any country: 2026-04-03."""
        day = when.astimezone(self._zone).date() if isinstance(when, datetime) else when
        return day.isoformat()

    def moment(self, when: datetime) -> str:
        """A date and hour with its distance from UTC: 2026-04-03 18:00 +08:00."""
        return _with_offset(when.astimezone(self._zone))

    def scanned(self, scan: Scan) -> str:
        """When a scan was made, by the clock of its place; an hour that nobody gave is not made up."""
        if scan.local is not None and scan.at is not None:
            offset = scan.local - scan.at.replace(tzinfo=None)
            sign, minutes = ("-" if offset.total_seconds() < 0 else "+"), round(abs(offset.total_seconds()) / 60)
            return f"{scan.local:%Y-%m-%d %H:%M} {sign}{minutes // 60:02d}:{minutes % 60:02d}"
        if scan.at is not None:
            return f"{scan.at:%Y-%m-%d %H:%M} UTC"
        if scan.local is None:
            return self.wording("unknown")
        if not scan.has_hour:
            return f"{scan.local:%Y-%m-%d}"
        return self.wording("local_time", time=f"{scan.local:%Y-%m-%d %H:%M}")

    def place(self, event: Event) -> str:
        """Where it was: city, region and country as they were told."""
        scan = event.scan
        return ", ".join(dict.fromkeys(part for part in (scan.city, scan.region, scan.country) if part))

    def country(self, written: str) -> str:
        """A country's name for its ISO code; whatever else was written as it is."""
        from babel import Locale

        if len(written) != 2 or not written.isalpha():
            return written
        names = Locale.parse(LOCALES[self.language]).territories
        return str(names.get(written.upper(), written))

    def size(self, size: int) -> str:
        """How large a file is."""
        if size < MEGABYTE:
            return f"{max(1, round(size / KILOBYTE))} kB"
        return f"{size / MEGABYTE:.1f} MB"

    def known(self, entry: str, word: str) -> str:
        """The language's word for one of ours; our own where a newer one has none yet."""
        return self.wording(f"{entry}.{word}") if self.wording.has(f"{entry}.{word}") else word


def language_for(country: str) -> str:
    """The language that a payer of a country (`DE`, `US-CA`) is written to in."""
    return SPOKEN_IN.get(country.partition("-")[0].upper(), "en")


def _with_offset(when: datetime) -> str:
    offset = when.strftime("%z")
    return f"{when:%Y-%m-%d %H:%M} {offset[:3]}:{offset[3:5]}"
