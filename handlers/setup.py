"""`/lost setup`: from a fresh installation to the first card, in five steps that can each be skipped."""

from cases.rights import check_may_do
from cases.words import N_, Person
from handlers.begin_watching import can_see
from handlers.language import LANGUAGES, Marked
from handlers.views.setup_guide import Step, setup_guide
from handlers.visit import Answer, Verb, Visit
from handlers.where_posted import usable
from handlers.who import approvers, limits_of

MOST_NAMED = 5


def asked(visit: Visit) -> Answer:
    """The guide, at the first step that is not done."""
    check_may_do("settings", visit.who.roles)
    steps = _steps(visit)
    first = next((place for place, one in enumerate(steps) if not one.done), len(steps) - 1)
    return Answer(view=setup_guide(steps, first, visit.words, {"ch": visit.ask.channel}))


def turned(visit: Visit) -> Answer:
    """Another step, or the same looked at again."""
    check_may_do("settings", visit.who.roles)
    steps, place = _steps(visit), visit.ask.value.get("n")
    place = min(max(place, 0), len(steps) - 1) if isinstance(place, int) else 0
    meta = {"ch": visit.ask.meta.get("ch")}
    return Answer(view=setup_guide(steps, place, visit.words, meta), replaces_view=True)


def _steps(visit: Visit) -> list[Step]:
    return [_channel(visit), _hours(visit), _money(visit), _trackers(visit), _case(visit)]


def _channel(visit: Visit) -> Step:
    channels = [one for one in visit.tx.channels.all(visit.workspace) if usable(one, visit.settings)]
    if not channels:
        text = N_("Tracer is in no channel. Type “/invite @Tracer” in the channel for lost parcels.")
        return Step("channel", [visit.words(text)], False)
    told = visit.words(N_(", ")).join(f"<#{one.id}>" for one in channels[:MOST_NAMED])
    return Step("channel", [visit.words(N_("Tracer is in {channels}."), channels=Marked(told))], True)


def _hours(visit: Visit) -> Step:
    settings, words = visit.settings, visit.words
    now = [
        words(N_("Time zone: {zone}."), zone=settings.timezone),
        words(N_("Public holidays of: {place}."), place=settings.holidays or "–"),
        words(N_("Language of posts: {language}."), language=LANGUAGES[settings.language]),
    ]
    return Step("hours", now, settings.timezone != "UTC" or bool(settings.holidays))


def _money(visit: Visit) -> Step:
    words, limits = visit.words, limits_of(visit.settings).agent
    told = words(N_(", ")).join(f"{code} {amount.normalize():f}" for code, amount in sorted(limits.items()))
    people = approvers(visit.tx, visit.workspace, visit.settings)
    who = tuple(Person(one) for one in people[:MOST_NAMED]) or words(N_("nobody"))
    now = [
        words(N_("An agent decides alone up to: {limits}."), limits=told),
        words(N_("Above that approves: {people}."), people=who),
    ]
    return Step("money", now, len(people) > 1)


def _trackers(visit: Visit) -> Step:
    if can_see(visit.tx, visit.at):
        return Step("trackers", [visit.words(N_("A tracker is connected."))], True)
    text = N_("No tracker is connected: whoever runs Tracer sets its key, as the operating manual tells.")
    return Step("trackers", [visit.words(text)], False)


def _case(visit: Visit) -> Step:
    count = visit.tx.cases.count_open(visit.workspace)
    told = visit.words.count(N_("{n} open case in all"), N_("{n} open cases in all"), count)
    return Step("case", [told], count > 0)


VERBS = (
    Verb("setup", "", N_("the first steps, one after the other (admins)"), asked, ("set-up", "安装"), writes=False),
)
CLICKS = {"setup": turned}
