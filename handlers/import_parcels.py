"""`/lost import`: a CSV or Excel file of parcels, looked at together before a case is opened for each."""

from collections.abc import Iterable, Mapping
from typing import Any

from cases.money import read_currency
from cases.rights import check_may, check_may_do
from cases.words import N_, NoLongerApplies, NotAllowed, Person, Refused, Sentence, WrongField
from handlers.files_of_a_message import files_of_the_message
from handlers.import_left_out import LEFT_OUT
from handlers.import_letters import owe_message, standing_of
from handlers.views.parcel_import import NONE, columns_form, import_form
from handlers.visit import SILENT, Answer, Ask, Verb, Visit
from partners.parcel_files import shipped as shipped_files
from partners.parcel_files.columns import FIELDS, NUMBER
from partners.parcel_files.columns import SHIPPED as SHIP_DATE
from storage.imports import ASKING, CANCELLED, OPENING, SHIPPED, WANTED, ParcelImport
from storage.sendings import NO_CASE, Sending

READING = N_(
    "The file is being read. What it would come to is sent to you directly in a moment; nothing is opened yet."
)


def typed(visit: Visit) -> Answer:
    """The form for a file; with files beside the word, these are read."""
    check_may("report", visit.who.actor)
    if visit.ask.files:
        return _wanted(visit, visit.ask.files)
    if visit.ask.trigger_id:
        return Answer(view=import_form(visit.words, {"ch": visit.ask.channel}))
    raise Refused(N_("Send the file together with the word “import”, or use /lost import."))


def is_for_us(ask: Ask) -> bool:
    """Whether files of a direct message are to be imported: the message says so."""
    first = (ask.text.split(maxsplit=1) or [""])[0].lower()
    return (ask.channel or "").startswith("D") and first in (VERBS[0].name, *VERBS[0].also)


def given(visit: Visit) -> Answer:
    """The form was sent."""
    check_may("report", visit.who.actor)
    return _wanted(visit, [one for one in visit.ask.filled.get("files") or [] if isinstance(one, str)])


def sent_directly(visit: Visit) -> Answer:
    """Tables of a direct message are no evidence but lists of parcels: whoever sent them says so."""
    check_may("report", visit.who.actor)
    return _wanted(visit, [one.slack_file for one in files_of_the_message(visit)])


def confirmed(visit: Visit) -> Answer:
    """*Open*: the cases are opened one after the other, soon after; figures of what was shipped are kept."""
    one = _asking(visit)
    if one.of == SHIPPED:
        check_may_do("shipped", visit.who.roles)
    else:
        check_may("report", visit.who.actor)
    counts = {**one.counts, "done": 0}
    visit.tx.imports.change(one, state=OPENING, counts=counts, next_at=visit.at, tries=0)
    owe_message(visit.tx, one, visit.at, visit.ask.key)
    return SILENT


def columns_asked(visit: Visit) -> Answer:
    """*Columns*: which is what?"""
    one = _asking(visit)
    return Answer(view=columns_form(standing_of(visit.tx, one), visit.words, _fields(one)))


def columns_told(visit: Visit) -> Answer:
    """That form was sent: the file is read anew, so."""
    one, filled = _asking(visit), visit.ask.filled
    names = _fields(one)
    places = {name: int(value) for name in names if (value := str(filled.get(f"c_{name}") or NONE)).isdecimal()}
    _check_needed(one, places)
    for name, place in places.items():
        if list(places.values()).index(place) != list(places).index(name):
            raise WrongField(f"c_{name}", Sentence(N_("This column is chosen for two things. Choose it once.")))
    day_first = {"day": True, "month": False}.get(str(filled.get("days")))
    layout = {**one.layout, "places": places, "day_first": day_first, "currency": _currency(filled), "chosen": True}
    visit.tx.imports.change(one, state=WANTED, layout=layout, next_at=visit.at, tries=0)
    return SILENT


def left_out_asked(visit: Visit) -> Answer:
    """*Send me what is left out*."""
    one = _asking(visit)
    sending = Sending(
        visit.workspace, f"{LEFT_OUT}:{visit.ask.key}", NO_CASE, LEFT_OUT, visit.who.id, visit.at, {"import": one.key}
    )
    visit.tx.sendings.want(sending)
    return Answer(text=visit.words(N_("It comes to you directly in a moment.")))


def put_away(visit: Visit) -> Answer:
    """*Put it away*: nothing is opened, and the file is forgotten."""
    one = _asking(visit)
    visit.tx.imports.change(one, state=CANCELLED)
    owe_message(visit.tx, one, visit.at, visit.ask.key)
    return SILENT


def _wanted(visit: Visit, files: Iterable[str]) -> Answer:
    for file in files:
        one = ParcelImport(
            visit.workspace,
            f"{visit.ask.key}:{file}",
            visit.who.id,
            visit.at,
            visit.ask.channel or visit.ask.meta.get("ch"),
            file,
        )
        visit.tx.imports.want(one)
    return Answer(text=visit.words(READING))


def _asking(visit: Visit) -> ParcelImport:
    """The import that a button or form is about, held; only whoever gave the file goes on with it."""
    key = visit.ask.value.get("k") or visit.ask.meta.get("k")
    one = visit.tx.imports.get(visit.workspace, key, for_update=True) if isinstance(key, str) else None
    if one is None or one.state != ASKING:
        raise NoLongerApplies(
            N_("This file does not wait for an answer any more. The message above says what became of it.")
        )
    if one.by != visit.who.id:
        raise NotAllowed(N_("{who} gave this file and says what is to be done with it."), who=Person(one.by))
    return one


def _fields(one: ParcelImport) -> tuple[str, ...]:
    return shipped_files.FIELDS if one.of == SHIPPED else FIELDS


def _check_needed(one: ParcelImport, places: Mapping[str, int]) -> None:
    """Refuse columns without which nothing can be read."""
    if one.of != SHIPPED and NUMBER not in places:
        raise WrongField(
            f"c_{NUMBER}", Sentence(N_("Without tracking numbers nothing can be opened: choose a column."))
        )
    if one.of == SHIPPED and not {shipped_files.MONTH, SHIP_DATE} & places.keys():
        raise WrongField(
            f"c_{shipped_files.MONTH}",
            Sentence(N_("Without months or ship dates nothing can be counted: choose a column.")),
        )
    if one.of == SHIPPED and not {shipped_files.PARCELS, NUMBER} & places.keys():
        raise WrongField(
            f"c_{shipped_files.PARCELS}",
            Sentence(N_("Choose the column of how many parcels, or that of tracking numbers if each line is one.")),
        )


def _currency(filled: dict[str, Any] | Any) -> str | None:
    written = (filled.get("currency") or "").strip()
    if not written:
        return None
    try:
        return read_currency(written)
    except Refused as refused:
        raise WrongField("currency", refused.sentence) from None


VERBS = (
    Verb(
        "import",
        N_("(with a file)"),
        N_("open cases for the parcels of a CSV or Excel file, after a look at what it would come to"),
        typed,
        ("导入",),
    ),
)
CLICKS = {
    "evidence_parcels": sent_directly,
    "import_open": confirmed,
    "import_columns": columns_asked,
    "import_left_out": left_out_asked,
    "import_cancel": put_away,
}
FORMS = {"import": given, "import_columns": columns_told}
