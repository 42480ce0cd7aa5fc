"""`/lost claim 142`: whom to claim from, how much and why, what to write, and *I filed it*.

Nothing is sent from here: a person files the claim where the payer takes it, and says so with its reference; or by
`handlers/filing.py`, where the payer takes it directly.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from cases.act import Act
from cases.case import Case, Claim
from cases.claim_amounts import Exchange
from cases.evidence import missing, needs
from cases.prospects import prospects_of
from cases.whom_to_claim import Side, sides
from cases.words import N_, NoLongerApplies, Refused, Sentence, WrongField
from handlers.case_refs import case_named
from handlers.filed_through import filing_shown, refuse_while_under_way
from handlers.language import Marked
from handlers.rules_in_force import rule_book
from handlers.views.claim_facts import PayerShown, payer_shown
from handlers.views.claim_form import ANOTHER, WHOM, block_of, claim_form
from handlers.views.evidence import LACKING
from handlers.views.move_form import AGAIN, read_details, wrong_field
from handlers.visit import SILENT, Answer, Verb, Visit

OF_A_PAYER = frozenset({"money", "currency", "reference", "at"})


def typed(visit: Visit) -> Answer:
    """`/lost claim 142`."""
    case, _ = case_named(visit, visit.ask.text)
    if not visit.ask.trigger_id:
        raise Refused(N_("A form can be opened by a command only: type “/lost claim {number}”."), number=case.number)
    return _opened(visit, case)


def asked(visit: Visit) -> Answer:
    """*Claim* on the card or in *More*, or *Prepare a claim* on a reminder, which names the payer."""
    return _opened(visit, visit.desk.case(_number(visit.ask.value)), visit.ask.value.get("p"))


def chosen(visit: Visit) -> Answer:
    """A payer was chosen inside the form: all about it."""
    return _drawn(visit, visit.ask.text)


def sent(visit: Visit) -> Answer:
    """The form was sent: the claim is prepared, and filed where a reference was entered. Both or neither."""
    meta, filled = visit.ask.meta, _filled(visit)
    payer = filled.get(WHOM)
    if payer is None:
        raise WrongField(WHOM, Sentence(N_("Choose whom to claim from.")))
    if payer != meta.get("p"):
        return _drawn(visit, payer)
    try:
        _claimed(visit, payer, filled)
    except WrongField as wrong:
        if wrong.field in (AGAIN, LACKING) and wrong.field not in filled:
            # Changed since the form was drawn: as it is now it has the claim, or where to say that it is meant.
            if payer != ANOTHER:
                return _drawn(visit, payer)
            raise WrongField("payer", wrong.sentence) from None
        # Below the input of this payer, whose blocks are its own.
        block = block_of(wrong.field, str(payer)) if wrong.field in OF_A_PAYER else wrong.field
        raise WrongField(block, wrong.sentence) from None
    return SILENT


def _filled(visit: Visit) -> dict[str, Any]:
    """What was filled in, by the names of the inputs."""
    return {name.partition("@")[0]: value for name, value in visit.ask.filled.items()}


def _claimed(visit: Visit, payer: object, filled: Mapping[str, Any]) -> None:
    meta = visit.ask.meta
    case = visit.desk.case(_number(meta))
    if filled.get("reference") and (lacking := _lacking_unseen(visit, case, payer)):
        names = visit.words(N_(", ")).join(visit.words.term(f"slot:{one}") for one in lacking)
        text = N_("Missing: {slots}. Tick this box to file all the same, or close the form and add them first.")
        raise WrongField(LACKING, Sentence(text, {"slots": Marked(names)}))
    target = meta.get("t")
    claim = next((one for one in case.claims if one.id == target), None)
    if claim is None:
        claim = _prepared(visit, case, payer, filled)
    elif not filled.get("reference"):
        raise WrongField("reference", Sentence(N_("It is prepared already. Enter the reference once it is filed.")))
    if filled.get("reference"):
        _file(visit, claim, filled)


def _opened(visit: Visit, case: Case, payer: object = None) -> Answer:
    if not case.is_open:
        raise NoLongerApplies(N_("{reference} is closed. Re-open it first."), reference=case.reference)
    found = _sides(visit, case)
    only = found[0].programme.id if len(found) == 1 else None
    return Answer(view=_form(visit, case, found, payer or only))


def _drawn(visit: Visit, payer: object) -> Answer:
    case = visit.desk.case(_number(visit.ask.meta))
    return Answer(view=_form(visit, case, _sides(visit, case), payer), replaces_view=True)


def _sides(visit: Visit, case: Case) -> tuple[Side, ...]:
    rules = rule_book(visit.tx, visit.workspace)
    return sides(case, prospects_of(case, rules), rules)


def _form(visit: Visit, case: Case, found: tuple[Side, ...], payer: object) -> dict[str, Any]:
    side = next((one for one in found if one.programme.id == payer), None)
    chosen = side.programme.id if side else ANOTHER if payer == ANOTHER else None
    meta = {"ch": visit.ask.channel or visit.ask.meta.get("ch")}
    shown = _shown(visit, case, side) if side else None
    return claim_form(case, found, chosen, shown, visit.words, visit.at, meta, visit.who.roles)


def _shown(visit: Visit, case: Case, side: Side) -> PayerShown:
    """All about a payer, with amounts converted by the rates that are kept for today."""
    today = visit.at.date()
    exchange = Exchange(visit.tx.rates(visit.workspace).of(today), today)
    shown = payer_shown(case, side, rule_book(visit.tx, visit.workspace), visit.words, exchange)
    filing = filing_shown(visit.tx, case, side.programme.id, side.claim, visit.at)
    return replace(shown, filing=filing, attested=_attested(visit, case, side))


def _attested(visit: Visit, case: Case, side: Side) -> tuple[str, datetime] | None:
    """Who last confirmed the facts of a claim pack for this payer, and when."""
    names = {side.programme.name} | ({side.claim.payer} if side.claim else set())
    for entry in reversed(visit.tx.cases.log(visit.workspace, case.number)):
        if entry.move == "confirm_pack" and entry.details.get("payer") in names:
            return entry.actor.id, entry.at
    return None


def _lacking_unseen(visit: Visit, case: Case, payer: object) -> tuple[str, ...]:
    """What the claim lacks where nobody has agreed yet to file it so, and files of the case are kept here."""
    if not case.evidence or visit.ask.filled.get(LACKING):
        return ()
    side = next((one for one in _sides(visit, case) if one.programme.id == payer), None)
    return missing(needs(case, (side.programme,))) if side else ()


def _prepared(visit: Visit, case: Case, payer: object, filled: Mapping[str, Any]) -> Claim:
    side = next((one for one in _sides(visit, case) if one.programme.id == payer), None)
    details = read_details("draft_claim", filled, visit.words, visit.at)
    if side is not None:
        details |= {"payer": side.programme.name, "payer_kind": side.programme.role}
        details["rates"] = _shown(visit, case, side).proposal.rates
    made = _moved(visit, case, "draft_claim", None, details)
    return made.claims[-1]


def _file(visit: Visit, claim: Claim, filled: Mapping[str, Any]) -> None:
    case = visit.desk.case(_number(visit.ask.meta))
    refuse_while_under_way(visit.tx, case, claim)
    details = read_details("file_claim", filled, visit.words, visit.at)
    money = read_details("draft_claim", filled, visit.words, visit.at).get("money")
    if money is not None:
        details["money"] = money
    _moved(visit, case, "file_claim", claim.id, details, seen="drafted")


def _moved(
    visit: Visit, case: Case, move: str, target: str | None, details: Mapping[str, Any], seen: str | None = None
) -> Case:
    try:
        return visit.desk.move(case.number, Act(move, visit.who.actor, target, details, seen))
    except Refused as refused:
        # What can be corrected is said below its field, and everything else that was typed stays.
        name = wrong_field(refused, move, details) if type(refused) is Refused else None
        if name == "payer":
            name = AGAIN if case.claims else WHOM
        if name is None:
            raise
        raise WrongField(name, refused.sentence) from None


def _number(value: Mapping[str, Any]) -> int:
    number = value.get("c")
    return number if isinstance(number, int) else 0


VERBS = (
    Verb("claim", N_("CASE"), N_("whom to claim from, how much, what to write there, and that it is filed"), typed,
         ("claims", "索赔"), writes=False),
)  # fmt: skip
CLICKS = {"claim": asked, "claim_payer": chosen}
FORMS = {"claim": sent}
