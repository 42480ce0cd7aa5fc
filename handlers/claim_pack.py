"""*Claim pack*: everything a payer wants in one PDF and one archive, confirmed by a person, made after the click.

What was confirmed is kept as it was said, sealed: the files are made of that, whenever they are made, and are the same
however often.
"""

import json
from dataclasses import replace
from typing import Any

from cases.act import Act
from cases.case import Case
from cases.evidence import missing_for
from cases.file_kinds import ENDINGS, MEGABYTE
from cases.rights import check_may_see
from cases.rules import Programme
from cases.words import N_, NoLongerApplies, Refused, Sentence, WrongField
from handlers.case_refs import case_named
from handlers.claim_document import Attester, Enclosed, Material, attested, claim_document
from handlers.claim_material import Payer, first_letter, kept_files, material_of, payers_of, usually_enclosed
from handlers.drafting import open_gaps
from handlers.known_buyer import note_shown, tells_buyer
from handlers.language import Marked
from handlers.pack_words import PackWords
from handlers.views.evidence import LACKING
from handlers.views.pack_form import IN_THREAD, LANGUAGES, LONGEST_NAME, PackProposed, pack_form
from handlers.visit import Answer, Verb, Visit
from partners.pack.archive import name_in_archive
from partners.pack.document import as_plain
from storage.sendings import Sending

PACK = "pack"
# What a claims form, a mailbox or a machine of ours takes without trouble.
LARGEST_ARCHIVE = 100 * MEGABYTE


def typed(visit: Visit) -> Answer:
    """`/lost pack 142 [payer]`; in a thread, where no form opens, what to do instead."""
    case, rest = case_named(visit, visit.ask.text)
    if not visit.ask.trigger_id:
        raise Refused(N_("This needs a form: type /lost pack {number} where no thread is open, or use “More”."),
                      number=case.number)  # fmt: skip
    return Answer(view=_form(visit, case, _payer_named(visit, case, rest)))


def asked(visit: Visit) -> Answer:
    """*Claim pack* in *More*."""
    case = visit.desk.case(_number(visit.ask.value))
    return Answer(view=_form(visit, case, _payer(visit, case, _text(visit.ask.value, "p"))))


def chosen(visit: Visit) -> Answer:
    """Another payer or language was chosen: the form begins anew with what follows from it."""
    case, filled = visit.desk.case(_number(visit.ask.meta)), visit.ask.filled
    payer = _payer(visit, case, filled.get("payer"))
    language = None if visit.ask.name == "pack_payer" else _starting(visit, "language:")[1]
    return Answer(view=_form(visit, case, payer, language), replaces_view=True)


def confirmed(visit: Visit) -> Answer:
    """The form was sent: what it says is kept, and the files are owed from now on."""
    case = visit.desk.case(_number(visit.ask.meta))
    check_may_see(case, visit.who.actor)
    payer = _payer(visit, case, visit.ask.filled.get("payer"))
    words = PackWords(_language(_starting(visit, "language:")[1], payer), visit.words.zone)
    files = frozenset(visit.ask.filled.get("documents") or ())
    letter = _letter(visit)
    in_thread = visit.ask.filled.get("where") == IN_THREAD
    if in_thread and tells_buyer(visit, case, *letter):
        raise WrongField("where", Sentence(NOT_IN_THREAD))
    _check_complete(visit, case, payer)
    attester = Attester(_name(visit), _line(visit, "for"), visit.at.replace(microsecond=0))
    # Who confirmed it, and in which words, stays with the case: the files may be lost, or forgotten.
    kept = {"payer": payer.name, "text": attested(attester, words)}
    kept |= {"claim": payer.claim.id} if payer.claim else {}
    case = visit.desk.move(case.number, Act("confirm_pack", visit.who.actor, details=kept))
    payer = _payer(visit, case, payer.code)
    material = material_of(visit, case, payer, files, letter, attester, names_addressee=not in_thread)
    _check_size(material)
    visit.tx.sendings.want(_sending(visit, material, words))
    coming = N_("{reference}: the claim pack for {payer} is being made. It comes in a moment.")
    visit.whisper(visit.words(coming, reference=Marked(f"*{case.reference}*"), payer=payer.name))
    return Answer(closes_all=True)


def again(visit: Visit) -> Answer:
    """A pack that was made before, once more as it was."""
    case = visit.desk.case(_number(visit.ask.value))
    check_may_see(case, visit.who.actor)
    earlier = visit.tx.sendings.get(visit.workspace, _text(visit.ask.value, "k"))
    if earlier is None or earlier.content is None or earlier.case_number != case.number or earlier.kind != PACK:
        raise NoLongerApplies(N_("That pack is no longer kept: what is personal of the case was erased."))
    key = f"{PACK}:again:{visit.ask.key}"
    new = replace(earlier, key=key, user=visit.who.id, at=visit.at, channel=None, thread_ts=None, uploads=None, tries=0)
    visit.tx.sendings.want(new)
    return Answer(text=visit.words(N_("It comes to you directly in a moment.")))


def _form(visit: Visit, case: Case, payer: Payer, language: str | None = None) -> dict[str, Any]:
    check_may_see(case, visit.who.actor)
    spoken = _language(language, payer)
    letter = first_letter(visit, case, payer, spoken)
    files = kept_files(visit.tx, case)
    proposed = PackProposed(
        payers=[(one.code, one.name) for one in payers_of(visit.tx, case)],
        payer=payer.code,
        language=spoken,
        subject=letter.subject,
        letter=letter.body,
        files=[(name, file.slot, file.name) for name, file in files],
        chosen=frozenset(usually_enclosed(files)),
        lacking=_lacking(case, payer),
        name=_own_name(visit),
        earlier=[
            (one.key, str(one.params.get("payer")), one.at)
            for one in visit.tx.sendings.of_case(visit.workspace, case.number, PACK)
            if one.content is not None and not one.key.startswith(f"{PACK}:again:")
        ],
    )
    noted = visit.ask.meta.get("b")
    if not noted and tells_buyer(visit, case, letter.subject, letter.body):
        noted = 1
        note_shown(visit, case)
    meta = {"ch": visit.ask.channel or visit.ask.meta.get("ch"), "b": noted}
    return pack_form(case, proposed, visit.words, meta)


def _sending(visit: Visit, material: Material, words: PackWords) -> Sending:
    """What is owed: the worded document and the list of its originals, sealed; only references stand in the open."""
    case = material.case
    named = f"{case.reference}-{name_in_archive(0, 'claim-pack', material.payer + '.', 'pdf')[3:]}"
    content = {
        "document": as_plain(claim_document(material, words)),
        "name": named,
        "files": [_listed(one, words) for one in material.enclosed],
        "told": {
            "case": case.reference,
            "version": case.version,
            "payer": material.payer,
            "language": words.language,
            "confirmed_by": material.attester.name,
            "confirmed_for": material.attester.speaks_for,
            "confirmed_at": material.attester.at.isoformat(),
        },
    }
    thread = _thread(visit, case)
    return Sending(
        visit.workspace,
        f"{PACK}:{visit.ask.key}",
        case.number,
        PACK,
        visit.who.id,
        visit.at,
        {"payer": material.payer},
        *thread,
        content=json.dumps(content, ensure_ascii=False).encode("utf-8", "replace"),
        tells_buyer=bool(material.addressee) or tells_buyer(visit, case, *material.letter),
    )


def _listed(file: Enclosed, words: PackWords) -> dict[str, Any]:
    ending = ENDINGS.get(file.content_type, ("bin",))[0]
    shows = words.known("slot", file.slot)
    return {
        "name": name_in_archive(file.number, shows, file.name, ending),
        "sha256": file.sha256,
        "number": file.number,
        "shows": shows,
        "called": file.name,
        "type": file.content_type,
        "kept_since": file.at.isoformat(),
    }


def _thread(visit: Visit, case: Case) -> tuple[str | None, str | None]:
    """Where it goes: the card's channel and thread where that was chosen, else nowhere but to whoever asked."""
    if visit.ask.filled.get("where") != IN_THREAD:
        return None, None
    posted = visit.tx.posts.get(visit.workspace, case.number, "card")
    return posted if posted else (None, None)


def _letter(visit: Visit) -> tuple[str, str]:
    """The letter as it was left; refused while something in it is still missing."""
    subject, letter = _starting(visit, "subject:"), _starting(visit, "letter:")
    for block, text in (subject, letter):
        if gaps := open_gaps(text):
            raise WrongField(block, Sentence(N_("Still missing: {facts}. Write it in, or take the line out."),
                                             {"facts": ", ".join(gaps)}))  # fmt: skip
    return subject[1].strip(), letter[1].strip()


def _starting(visit: Visit, begin: str) -> tuple[str, str]:
    """The field whose name begins so: its whole name and what stands in it."""
    found = ((name, value) for name, value in visit.ask.filled.items() if name.startswith(begin))
    name, value = next(found, (begin, ""))
    return name, value if isinstance(value, str) else ""


def _check_complete(visit: Visit, case: Case, payer: Payer) -> None:
    lacking = _lacking(case, payer)
    if lacking and not visit.ask.filled.get(LACKING):
        names = visit.words(N_(", ")).join(visit.words.term(f"slot:{one}") for one in lacking)
        text = N_("Missing: {slots}. Tick this box to make it all the same, or close the form and add them first.")
        raise WrongField(LACKING, Sentence(text, {"slots": Marked(names)}))


def _check_size(material: Material) -> None:
    whole = sum(one.size for one in material.enclosed)
    if whole > LARGEST_ARCHIVE:
        text = N_("These documents are {whole} MB together, and a pack takes {most}. Leave the largest ones out.")
        most = LARGEST_ARCHIVE // MEGABYTE
        raise WrongField("documents", Sentence(text, {"whole": -(-whole // MEGABYTE), "most": most}))


def _lacking(case: Case, payer: Payer) -> tuple[str, ...]:
    claim = payer.claim
    kind = claim.payer_kind if claim else "carrier"
    return missing_for(case, payer.programme or Programme(payer.name, payer.name, kind, "", "UTC"))


def _payer_named(visit: Visit, case: Case, text: str) -> Payer:
    """The payer that somebody wrote behind the case, else the first."""
    known, wanted = payers_of(visit.tx, case), text.strip().casefold()
    found = next((one for one in known if wanted and one.name.casefold().startswith(wanted)), None)
    if wanted and found is None:
        raise Refused(N_("“{payer}” owes nothing for {reference} as far as Tracer knows. It knows: {payers}."),
                      payer=text.strip()[:60], reference=case.reference,
                      payers=visit.words(N_(", ")).join(one.name for one in known))  # fmt: skip
    return found or known[0]


def _payer(visit: Visit, case: Case, code: Any) -> Payer:
    known = payers_of(visit.tx, case)
    return next((one for one in known if one.code == code), known[0])


def _language(code: Any, payer: Payer) -> str:
    return code if code in LANGUAGES else payer.language


def _name(visit: Visit) -> str:
    name = _line(visit, "name")
    if not name:
        raise WrongField("name", Sentence(N_("Who confirms it? Write your name as a clerk should read it.")))
    return name


def _line(visit: Visit, name: str) -> str:
    return " ".join(str(visit.ask.filled.get(name) or "").split())[:LONGEST_NAME]


def _own_name(visit: Visit) -> str:
    person = visit.tx.people.get(visit.workspace, visit.who.id)
    return (person.real_name or person.name or "") if person else ""


def _number(value: Any) -> int:
    number = value.get("c")
    return number if isinstance(number, int) else 0


def _text(value: Any, name: str) -> str:
    found = value.get(name)
    return found if isinstance(found, str) else ""


NOT_IN_THREAD = N_(
    "The letter names the buyer, and the channel reads the thread. Have it sent to you directly, or take the buyer out "
    "of the letter."
)
VERBS = (
    Verb(
        "pack", N_("CASE [payer]"), N_("a claim pack: one document and the originals, for a payer"), typed, ("索赔包",)
    ),
)
CLICKS = {"claim_pack": asked, "pack_payer": chosen, "pack_language": chosen, "pack_again": again}
FORMS = {"claim_pack": confirmed}
