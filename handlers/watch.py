"""`/lost watch NUMBER…`: parcels that are no cases yet are followed, and offered as cases where they stall."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from cases.case import Case, Order
from cases.moves import ADMIN, LEAD
from cases.rights import check_may_do
from cases.watching import OFFERED_AGAIN_AFTER, Watched
from cases.words import N_, NoLongerApplies, NotAllowed, Person, Refused, Sentence, WrongField
from handlers.begin_watching import Watcher, begin_watching, can_see
from handlers.home import home_letter
from handlers.language import Marked, cut, quoted
from handlers.opening import open_already, open_case, parcel_of
from handlers.views.kit import MESSAGE_TEXT_LONGEST
from handlers.views.watch import begun_told, watch_form, watched_list
from handlers.visit import Answer, Ask, Verb, Visit
from partners.carriers.numbers import recognise
from partners.carriers.pasted import LIMIT, Pasted, read_pasted
from storage.wanted_files import NUMBERS_TO_WATCH, WantedFile

PAGE_SIZE = 10
ALL_WORDS = frozenset({"all", "全部", "所有"})
MOST_LEFT_OVER = 5
NO_NUMBER = N_(
    "No tracking number is in that. Paste one as it stands on the label, for example /lost watch 1Z999AA10123456784, "
    "or type /lost watch alone for the list."
)


def watch(visit: Visit) -> Answer:
    """Numbers to watch; with nothing behind it, what is watched."""
    text = visit.ask.text.strip()
    if visit.ask.files:
        return _file_wanted(visit, visit.ask.files)
    if not text or text.lower() in ALL_WORDS:
        return _listed(visit, 1, everybodys=bool(text))
    return Answer(text=_begun(visit, text))


def unwatch(visit: Visit) -> Answer:
    """Numbers that are to be watched no longer."""
    pasted = read_pasted(visit.ask.text)
    if not pasted.numbers:
        raise Refused(N_("Say which number to stop watching, for example /lost unwatch 1Z999AA10123456784."))
    numbers = [one.number for one in pasted.numbers]
    watched = visit.tx.watched.among(visit.workspace, numbers)
    for number in numbers:
        if number in watched:
            _stop(visit, watched[number])
    gone = words_of_stopped(visit, len(watched))
    missing = [number for number in numbers if number not in watched]
    if missing:
        text = N_("Nobody watches {numbers}. “/lost watch” shows what is watched.")
        named = visit.words(N_(", ")).join(quoted(one) for one in missing[:MOST_LEFT_OVER])
        gone.append(visit.words(text, numbers=Marked(named)))
    return Answer(text="\n".join(gone))


def words_of_stopped(visit: Visit, n: int) -> list[str]:
    """How many are watched no longer, as a sentence; nothing where none is."""
    if not n:
        return []
    return [visit.words.count(N_("{n} parcel is watched no longer."), N_("{n} parcels are watched no longer."), n)]


def turned(visit: Visit) -> Answer:
    """Another page of the list."""
    page = visit.ask.value.get("p")
    return _listed(visit, page if isinstance(page, int) else 1, everybodys=bool(visit.ask.value.get("all")))


def stopped(visit: Visit) -> Answer:
    """*Stop watching* beside a parcel: the list without it."""
    watched = _watched(visit)
    _stop(visit, watched)
    text = visit.words(N_("{number} is watched no longer."), number=watched.number)
    page = visit.ask.value.get("p")
    shown = _listed(visit, page if isinstance(page, int) else 1, everybodys=bool(visit.ask.value.get("all")))
    return replace(shown, text=text)


def opened(visit: Visit) -> Answer:
    """*Open case* beside a parcel that stalls."""
    number = _number(visit)
    existing = open_already(visit, [number]).get(number)
    if existing is not None:
        return Answer(text=_already(visit, visit.desk.case(existing.number), number))
    return _with_home_anew(visit, Answer(text=_told_open(visit, [_open(visit, _watched(visit))])))


def all_opened(visit: Visit) -> Answer:
    """*Open all* below an offer: each that is still offered and is no case yet."""
    offered = _offered(visit)
    existing = open_already(visit, [one.number for one in offered])
    left = [one for one in offered if one.number not in existing]
    if not left:
        raise NoLongerApplies(N_("None of these waits any more: they are cases, or nobody watches them now."))
    return Answer(text=_told_open(visit, [_open(visit, one) for one in left]))


def put_off(visit: Visit) -> Answer:
    """*Not now*: not offered again for some days, unless something changes before."""
    numbers = visit.ask.value.get("ns")
    if isinstance(numbers, list):
        found = visit.tx.watched.among(visit.workspace, [one for one in numbers if isinstance(one, str)])
        offered = [one for one in found.values() if one.by == visit.who.id]
    else:
        offered = _offered(visit)
    if not offered:
        raise NoLongerApplies(N_("None of these waits any more: they are cases, or nobody watches them now."))
    until = visit.at + OFFERED_AGAIN_AFTER
    for one in offered:
        visit.tx.watched.keep(replace(one, quiet_until=until))
    text = visit.words.count(
        N_("Not now: {n} parcel is offered again on {day}, or when something changes before."),
        N_("Not now: {n} parcels are offered again on {day}, or when something changes before."),
        len(offered),
        day=until.date(),
    )
    return _with_home_anew(visit, Answer(text=text))


def add_asked(visit: Visit) -> Answer:
    """*Watch more*: the form."""
    return Answer(view=watch_form(visit.words, {"ch": visit.ask.channel}))


def added(visit: Visit) -> Answer:
    """The form was sent: its numbers are watched."""
    numbers = (visit.ask.filled.get("numbers") or "").strip()
    files = [one for one in visit.ask.filled.get("files") or [] if isinstance(one, str)]
    if files:
        wanted = _file_wanted(visit, files)
        return wanted if not numbers else Answer(text="\n".join([_begun(visit, numbers), wanted.text or ""]))
    if not numbers:
        raise WrongField("numbers", Sentence(N_("Paste numbers, or choose a file with them.")))
    if not read_pasted(numbers).numbers:
        raise WrongField(
            "numbers", Sentence(N_("No tracking number is in that. Paste them as they stand on the label."))
        )
    return Answer(text=_begun(visit, numbers))


def is_a_list(ask: Ask) -> bool:
    """Whether files of a direct message are lists of numbers to watch: it says so, or has nothing but such files."""
    first = (ask.text.split(maxsplit=1) or [""])[0].lower()
    in_words = first in (VERBS[0].name, *VERBS[0].also)
    return (ask.channel or "").startswith("D") and (in_words or (ask.only_lists and not ask.text.strip()))


def list_given(visit: Visit) -> Answer:
    """A file of numbers came in a direct message; one without a word beside it may be meant for cases."""
    answer = _file_wanted(visit, visit.ask.files)
    if visit.ask.text.strip():
        return answer
    hint = N_("If cases are to be opened for its parcels, send it once more with the word “import” beside it.")
    return Answer(text=visit.words.in_a_row(answer.text or "", visit.words(hint)))


def _file_wanted(visit: Visit, files: Iterable[str]) -> Answer:
    """The file is read soon, and whoever gave it hears what became of it."""
    check_may_do("watch", visit.who.roles)
    for file in files:
        wanted = WantedFile(
            visit.workspace, file, NUMBERS_TO_WATCH, visit.who.id, visit.at, "list", channel=visit.ask.channel
        )
        visit.tx.wanted_files.want(wanted)
    return Answer(text=visit.words(N_("The file is being read. What becomes of its numbers is told here in a moment.")))


def _begun(visit: Visit, text: str) -> str:
    check_may_do("watch", visit.who.roles)
    pasted = read_pasted(text)
    if not pasted.numbers:
        raise Refused(NO_NUMBER)
    watcher = Watcher(visit.workspace, visit.who.id, visit.ask.channel, visit.at)
    begun = begin_watching(visit.tx, watcher, [(one, pasted.hints.carrier) for one in pasted.numbers])
    if len(pasted.numbers) == 1 and begun.cases:
        [number] = begun.cases
        return _already(visit, visit.desk.case(open_already(visit, [number])[number].number), number)
    return cut("\n".join([begun_told(begun, visit.words), *_left_out(visit, pasted)]), MESSAGE_TEXT_LONGEST)


def _left_out(visit: Visit, pasted: Pasted) -> list[str]:
    """What of a text was not taken: pieces that are no numbers, and what is beyond the limit."""
    lines = []
    if pasted.left_over:
        named = visit.words(N_(", ")).join(f"“{quoted(one[:40])}”" for one in pasted.left_over[:MOST_LEFT_OVER])
        lines.append(visit.words(N_("No tracking number, and not watched: {pieces}."), pieces=Marked(named)))
    if pasted.too_many:
        text = N_("Only the first {limit} were taken; paste the other {more} again, or send all of them as a CSV file.")
        lines.append(visit.words(text, limit=LIMIT, more=pasted.too_many))
    return lines


def _listed(visit: Visit, page: int, *, everybodys: bool) -> Answer:
    found = visit.tx.watched.page(visit.workspace, None if everybodys else visit.who.id, page, PAGE_SIZE)
    query = {"all": 1} if everybodys else {}
    seeing = can_see(visit.tx, visit.at)
    blocks = watched_list(found, visit.words, query, can_see=seeing, mine=not everybodys)
    return Answer(text=blocks[0]["text"]["text"], blocks=blocks)


def _open(visit: Visit, watched: Watched) -> Case:
    parcel = parcel_of(recognise(watched.number), watched.carrier)
    made = open_case(visit, parcel, Order(), channel=watched.channel)
    return made.case


def _with_home_anew(visit: Visit, answer: Answer) -> Answer:
    """The answer to a button of App Home, which is then shown anew."""
    if visit.ask.kind == "click" and visit.ask.channel is None and not visit.ask.in_view:
        visit.desk.owe(home_letter(visit.ask))
    return answer


def _told_open(visit: Visit, cases: list[Case]) -> str:
    named = visit.words(N_(", ")).join(f"*{one.reference}*" for one in cases)
    return visit.words.count(
        N_("{references} is open; what was seen of it is kept. Its card is in {channel}."),
        N_("{n} cases are open: {references}. What was seen of them is kept. Their cards are in {channel}."),
        len(cases),
        references=Marked(named),
        channel=Marked(f"<#{cases[0].home_channel}>"),
    )


def _already(visit: Visit, case: Case, number: str) -> str:
    return visit.words(
        N_("{number} is a case already: {reference}, in {channel}. It is followed there; nothing was changed."),
        number=number,
        reference=Marked(f"*{case.reference}*"),
        channel=visit.place_of(case),
    )


def _stop(visit: Visit, watched: Watched) -> None:
    """Watch it no longer: whoever watches it may say so, and a lead or an admin."""
    if watched.by != visit.who.id and not visit.who.roles & {LEAD, ADMIN}:
        raise NotAllowed(
            N_("{number} is watched by {who}; they can stop it, or a lead. Nothing was changed."),
            frozenset({LEAD}),
            number=watched.number,
            who=Person(watched.by),
        )
    visit.tx.watched.remove(visit.workspace, watched.number)


def _watched(visit: Visit) -> Watched:
    number = _number(visit)
    found = visit.tx.watched.get(visit.workspace, number)
    if found is None:
        raise NoLongerApplies(N_("Nobody watches {number} any more. Nothing was changed."), number=number)
    return found


def _offered(visit: Visit) -> list[Watched]:
    """What an offer's message offered and is still watched."""
    value: Any = visit.ask.value
    try:
        at = datetime.fromisoformat(str(value.get("at")))
    except ValueError:
        raise NoLongerApplies(N_("This button is too old. Type /lost watch.")) from None
    person = value.get("to")
    return list(visit.tx.watched.offered(visit.workspace, person, at)) if isinstance(person, str) and at.tzinfo else []


def _number(visit: Visit) -> str:
    number = visit.ask.value.get("n")
    return number if isinstance(number, str) else ""


VERBS = (
    Verb(
        "watch",
        N_("[NUMBER… · all]"),
        N_("follow parcels that are no cases yet; you hear when one stands still; nothing: the list"),
        watch,
        ("关注", "监控"),
    ),
    Verb("unwatch", N_("NUMBER…"), N_("follow these no longer"), unwatch, ("取消关注",)),
)
CLICKS = {
    "watch_page": turned,
    "watch_stop": stopped,
    "watch_open": opened,
    "watch_open_all": all_opened,
    "watch_later": put_off,
    "watch_add": add_asked,
}
FORMS = {"watch": added}
