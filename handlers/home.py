"""App Home, made when somebody opens it, when they turn to a part of it, and after something of theirs changed."""

from datetime import datetime

from cases.letters import FIRST, Letter
from handlers.guide import help_answer
from handlers.home_facts import PARTS
from handlers.views.notice import help_modal
from handlers.visit import SILENT, Answer, Ask, Visit
from storage.homes import Looking


def opened(visit: Visit) -> Answer:
    """Somebody opened the Home tab: owe them the view, all of it. The Messages tab needs none."""
    if visit.ask.text in ("", "home"):
        _shows(visit, Looking())
    return SILENT


def turned(visit: Visit) -> Answer:
    """*Show all*, another page of it, or back to everything."""
    part, page = visit.ask.value.get("s"), visit.ask.value.get("p")
    _shows(visit, Looking(part if part in PARTS else "", page if isinstance(page, int) and page > 0 else 1))
    return SILENT


def other_language(visit: Visit) -> Answer:
    """The language button: from now on the other language, and Home in it."""
    other = "zh_CN" if visit.words.language == "en" else "en"
    visit.tx.people.choose_language(visit.workspace, visit.who.id, other)
    visit.desk.owe(home_letter(visit.ask))
    return SILENT


def helped(visit: Visit) -> Answer:
    """*Help*: what `/lost help` tells."""
    return Answer(view=help_modal(visit.words, help_answer(visit.words).blocks or []))


def home_letter(ask: Ask, still_since: datetime | None = None) -> Letter:
    """The Home view of whoever asks, as a letter; `still_since` is since when reminders are known to stand still."""
    user, still = ask.user, {"still_since": still_since.isoformat()} if still_since else {}
    params = {"user": user, **still}
    return Letter(f"home:{user}:{ask.key}", ask.workspace, f"home:{user}", "home", None, params, FIRST)


def _shows(visit: Visit, looking: Looking) -> None:
    visit.tx.homes.opened(visit.workspace, visit.who.id, visit.at, looking)
    visit.desk.owe(home_letter(visit.ask))


CLICKS = {"other_language": other_language, "home_part": turned, "home_help": helped}
EVENTS = {"app_home_opened": opened}
