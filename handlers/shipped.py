"""`/lost stats shipped`: how many parcels were shipped, as a file or by hand, so that scorecards show loss rates."""

from collections.abc import Iterable, Mapping
from typing import Any

from cases.rights import check_may_do
from cases.shipped import Shipped, month_at
from cases.words import N_, Refused, Sentence, WrongField
from handlers.filled_in import FilledIn
from handlers.views.shipped import shipped_form
from handlers.visit import Answer, Ask, Verb, Visit
from partners.carriers.names import carrier_typed
from partners.parcel_files import columns as c
from partners.parcel_files.places import country_named
from partners.parcel_files.shipped import MONTH, PARCELS, marketplace_named, read_count, read_month, short
from storage.imports import SHIPPED, ParcelImport

MONTHS_SHOWN = 6
READING = N_("The file is being read. What it comes to is sent to you directly in a moment; nothing is kept yet.")


def typed(visit: Visit) -> Answer:
    """The form; with files beside the words, these are read."""
    check_may_do("shipped", visit.who.roles)
    if visit.ask.files:
        return _wanted(visit, visit.ask.files)
    if visit.ask.trigger_id:
        kept = visit.tx.shipped(visit.workspace).latest(MONTHS_SHOWN)
        month = month_at(visit.at, visit.settings.timezone)
        return Answer(view=shipped_form(kept, month, visit.words, {"ch": visit.ask.channel}))
    raise Refused(N_("Send the file together with the words “stats shipped”, or use /lost stats shipped."))


def is_for_us(ask: Ask) -> bool:
    """Whether files of a direct message tell what was shipped: the message says so."""
    written = " ".join(ask.text.lower().split())
    known = (VERBS[0].name, *VERBS[0].also, "shipped")
    return (ask.channel or "").startswith("D") and any(written == one or written.startswith(f"{one} ") for one in known)


def given(visit: Visit) -> Answer:
    """The form was sent: its files are read, else its figure is kept."""
    check_may_do("shipped", visit.who.roles)
    files = [one for one in visit.ask.filled.get("files") or [] if isinstance(one, str)]
    if files:
        return _wanted(visit, files)
    one = _by_hand(visit)
    before = visit.tx.shipped(visit.workspace).put(one)
    text = N_("Parcels shipped in {month}: {parcels} are kept.")
    if before:
        text = N_("Parcels shipped in {month}: {parcels} are kept instead of {before}.")
    return Answer(text=visit.words(text, month=one.month, parcels=one.parcels, before=before))


def _by_hand(visit: Visit) -> Shipped:
    """The figure of the form; raises with everything in it that does not do."""
    filled, form = visit.ask.filled, FilledIn()
    this_month = month_at(visit.at, visit.settings.timezone)
    made = Shipped(
        form.read(_month, filled, this_month, otherwise=""),
        form.read(_count, filled, otherwise=0),
        form.read(_carrier, filled, otherwise=None),
        short(_written(filled, c.SERVICE)),
        form.read(_country, filled, c.ORIGIN, otherwise=None),
        form.read(_country, filled, c.DESTINATION, otherwise=None),
        *(short(_written(filled, name)) for name in (c.HUB, c.WAREHOUSE, c.SKU, c.PACKAGING)),
        marketplace_named(_written(filled, c.MARKETPLACE)),
    )
    form.check()
    return made


def _month(filled: Mapping[str, Any], this_month: str) -> str:
    month = read_month(_written(filled, MONTH))
    if month is None:
        raise WrongField(MONTH, Sentence(N_("Write the month like 2026-04.")))
    if month > this_month:
        raise WrongField(MONTH, Sentence(N_("This month has not come yet. Choose one that has begun.")))
    return month


def _count(filled: Mapping[str, Any]) -> int:
    count = read_count(_written(filled, PARCELS))
    if count is None:
        raise WrongField(PARCELS, Sentence(N_("Write how many parcels, like 1200, or choose a file above.")))
    return count


def _carrier(filled: Mapping[str, Any]) -> str | None:
    written = _written(filled, c.CARRIER)
    code = carrier_typed(written) if written else None
    if written and code is None:
        raise WrongField(
            c.CARRIER,
            Sentence(N_("This carrier is not known. Write its name, such as UPS or DHL Express, or nothing.")),
        )
    return code


def _country(filled: Mapping[str, Any], name: str) -> str | None:
    written = _written(filled, name)
    code = country_named(written) if written else None
    if written and code is None:
        raise WrongField(name, Sentence(N_("This is no country. Write its two letters, such as DE.")))
    return code


def _written(filled: Mapping[str, Any], name: str) -> str:
    return str(filled.get(name) or "").strip()


def _wanted(visit: Visit, files: Iterable[str]) -> Answer:
    channel = visit.ask.channel or visit.ask.meta.get("ch")
    for file in files:
        key = f"{visit.ask.key}:{file}"
        one = ParcelImport(visit.workspace, key, visit.who.id, visit.at, channel, file, layout={"of": SHIPPED})
        visit.tx.imports.want(one)
    return Answer(text=visit.words(READING))


VERBS = (
    Verb(
        "stats shipped",
        N_("(with a file, or alone)"),
        N_("tell how many parcels were shipped, so that scorecards show loss rates"),
        typed,
        ("统计 发货量", "发货量"),
    ),
)
FORMS = {"shipped": given}
