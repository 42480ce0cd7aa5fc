"""What could have avoided a loss: a tap below the closed case, or `/lost avoidable CASE WORD`."""

from cases.act import Act
from cases.case import Case
from cases.prevention import PREVENTIONS
from cases.words import N_, NoLongerApplies, Refused, Term
from handlers.case_refs import case_named
from handlers.language import Marked
from handlers.visit import Answer, Verb, Visit


def tapped(visit: Visit) -> Answer:
    """One of the buttons in the thread."""
    number, said = visit.ask.value.get("c"), visit.ask.value.get("w")
    if said not in PREVENTIONS:
        raise NoLongerApplies(N_("This button is too old. Write /lost avoidable and the case instead."))
    return _learnt(visit, visit.desk.case(number if isinstance(number, int) else 0), str(said))


def typed(visit: Visit) -> Answer:
    """`/lost avoidable 142 address`."""
    case, text = case_named(visit, visit.ask.text)
    words = visit.words
    plain = " ".join(text.casefold().split())
    typed_as = dict(zip(PREVENTIONS, words(AS_TYPED).split(" · "), strict=True))
    names = {
        one: {one, one.replace("_", " "), typed_as[one], words.term(f"prevention:{one}").casefold()}
        for one in PREVENTIONS
    }
    said = next((one for one, spelt in names.items() if plain in spelt), None)
    if said is None:
        choices = words(N_(", ")).join(typed_as.values())
        raise Refused(
            N_("What could have avoided it? Write one of these behind the reference: {choices}."),
            choices=Marked(choices),
        )
    return _learnt(visit, case, said)


def _learnt(visit: Visit, case: Case, said: str) -> Answer:
    visit.desk.move(case.number, Act("learn", visit.who.actor, details={"prevention": said}))
    text = N_("Noted of {reference}: avoidable by {prevention}.")
    return Answer(text=visit.words(text, reference=case.reference, prevention=Term(f"prevention:{said}")))


# In the order of PREVENTIONS.
AS_TYPED = N_("address · contact · packaging · label · hand over · service · insurance · nothing")
VERBS = (
    Verb(
        "avoidable",
        N_("CASE [address · contact · packaging · label · hand over · service · insurance · nothing]"),
        N_("what could have avoided a loss that is closed"),
        typed,
        ("可避免",),
    ),
)
CLICKS = {"learn": tapped}
