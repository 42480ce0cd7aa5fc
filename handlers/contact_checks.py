"""Whether a text may go out as it was edited: nothing open, nothing forbidden, nothing missing."""

from collections.abc import Mapping
from typing import Any

from cases.buyer_messages import breaches, may_send_to
from cases.case import Case
from cases.correspondence import BUYER, move_for
from cases.evidence import SLOTS
from cases.words import N_, Refused, Sentence, WrongField
from handlers.before_filing import check_before_filing, check_not_second
from handlers.contact_proposal import allowed_kinds, message_rules_for, read_said
from handlers.drafting import open_gaps, shown, without_gaps, word
from handlers.known_buyer import tells_buyer
from handlers.language import Marked
from handlers.mail_message import is_address, new_message_id
from handlers.needed_documents import lacking_for
from handlers.views.contact_form import Choice
from handlers.visit import Visit
from storage.correspondence import HAND, MAIL, SENT, WAITING, Written

# What mail servers commonly take in all; encoded a file grows by a third.
LARGEST_BYTES = 15 * 1024 * 1024


def checked(visit: Visit, case: Case, choice: Choice) -> Written:
    """The text as it goes out. Raises WrongField where a gap is open, a rule is broken or something is missing."""
    filled, block = visit.ask.filled, choice.text_block
    subject, body = _filled_in(visit, choice, filled)
    if not body:
        raise WrongField(block, Sentence(N_("There is no text. Choose the text once more, or write one.")))
    if missing := open_gaps(f"{subject}\n{body}"):
        text = N_("Still open: {gaps}. Fill it in above the text, or write what is right in its place.")
        raise WrongField(block, Sentence(text, {"gaps": visit.words(N_(", ")).join(missing)}))
    _check_rules(visit, case, choice, f"{subject}\n{body}", block)
    reference = (filled.get("reference") or "").strip() or None
    if move_for(case, choice.kind, choice.addressee.line)[0] == "file_claim":
        _check_claim(visit, case, choice, reference)
    by_mail = choice.way == MAIL and visit.mail_from
    address = _address(visit, case, choice) if by_mail else None
    files = _files(visit, case) if by_mail else ()
    if by_mail:
        _check_enclosed(visit, case, choice, body, files)
    return Written(
        workspace=visit.workspace,
        case_number=case.number,
        id=visit.tx.correspondence.next_id(visit.workspace, case.number),
        kind=choice.kind,
        to=choice.addressee.to,
        line=choice.addressee.line,
        language=choice.language,
        by=visit.who.id,
        at=visit.at,
        way=MAIL if by_mail else HAND,
        state=WAITING if by_mail else SENT,
        subject=subject,
        body=body,
        address=address,
        via=(filled.get("via") or "").strip() or None,
        reference=reference,
        files=files,
        message_id=new_message_id(visit.mail_from) if by_mail and visit.mail_from else None,
        channel=visit.ask.channel,
        sent_at=None if by_mail else visit.at,
        # A text that a buyer gets by mail tells where to, whoever they are.
        tells_buyer=(choice.addressee.to == BUYER and bool(by_mail))
        or tells_buyer(visit, case, subject, body, address),
    )


def lacking(visit: Visit, case: Case, choice: Choice) -> tuple[str, ...]:
    """The documents that the claim lacks whose letter it is; none for any other text."""
    if choice.kind != "claim":
        return ()
    claim = next((one for one in case.claims if one.id == choice.addressee.line), None)
    return lacking_for(visit.tx, case, claim) if claim else ()


def _filled_in(visit: Visit, choice: Choice, filled: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text with the gaps filled that somebody has said something for."""
    said = {
        visit.words.term(f"gap:{name}"): str(shown(value, choice.language)) for name, value in read_said(filled).items()
    }
    subject = (filled.get(choice.subject_block) or "").strip()
    body = (filled.get(choice.text_block) or "").strip()
    return without_gaps(subject, said), without_gaps(body, said)


def _check_rules(visit: Visit, case: Case, choice: Choice, text: str, block: str) -> None:
    """Refuse what the marketplace forbids, in the text as it was edited."""
    if choice.addressee.to == BUYER and choice.kind not in allowed_kinds(case, choice.addressee):
        raise Refused(N_("This may not be asked of this marketplace's buyers. Choose another text."))
    numbers = [one.number for one in case.parcels] + [one.replacement for one in case.remedies if one.replacement]
    found = breaches(text, message_rules_for(case, choice.addressee), (*numbers, case.order.ref or "", case.reference))
    if found:
        first = found[0]
        rule = first.rule.text_zh if visit.words.language == "zh_CN" else first.rule.text
        said = N_("{rule} Take this out of the text: “{words}”")
        raise WrongField(block, Sentence(said, {"words": first.words, "rule": rule}))


def _check_claim(visit: Visit, case: Case, choice: Choice, reference: str | None) -> None:
    """A claim is filed by its letter: it has a reference, and what is missing was seen."""
    if not reference:
        text = N_("Enter the reference under which they know the claim; our own, if they have none yet.")
        raise WrongField("reference", Sentence(text))
    claim = next((one for one in case.claims if one.id == choice.addressee.line), None)
    if claim is not None:
        check_not_second(visit.tx, case, claim)
        check_before_filing(visit.tx, case, claim, visit.ask.filled, visit.words)


def _address(visit: Visit, case: Case, choice: Choice) -> str:
    """The address that somebody typed or left standing, if mail may go there."""
    written = (visit.ask.filled.get("address") or "").strip()
    if not is_address(written):
        text = N_("Enter one e-mail address, such as claims@example.com, or choose to send it yourself.")
        raise WrongField("address", Sentence(text))
    rule = may_send_to(written, message_rules_for(case, choice.addressee))
    if rule is not None:
        told = rule.text_zh if visit.words.language == "zh_CN" else rule.text
        text = N_("{rule} Use the address that the marketplace gave for this buyer, or send it yourself there.")
        raise WrongField("address", Sentence(text, {"rule": told}))
    return written


def _check_enclosed(visit: Visit, case: Case, choice: Choice, body: str, files: tuple[str, ...]) -> None:
    """Refuse a text that lists a document as enclosed of which no file goes with it."""
    goes = {one.slot for one in case.evidence if one.sha256 in files}
    lines = {line.strip() for line in body.splitlines()}
    lacking = [one for one in SLOTS if one not in goes and f"- {word('slots', one, choice.language)}" in lines]
    if lacking:
        text = N_(
            "The text says that this is enclosed, and no file of it goes with the e-mail: {documents}. Choose the "
            "file, or take the line out."
        )
        names = visit.words(N_(", ")).join(visit.words.term(f"slot:{one}") for one in lacking)
        raise WrongField(choice.text_block, Sentence(text, {"documents": Marked(names)}))


def _files(visit: Visit, case: Case) -> tuple[str, ...]:
    """The files that go with it, by their bytes, as many as a mail server takes."""
    wanted = [one for one in visit.ask.filled.get("files") or [] if isinstance(one, str)]
    kept = {one.sha256: one for one in visit.tx.evidence.of_case(visit.workspace, case.number)}
    files = [one.sha256 for one in case.evidence if one.id in wanted and one.sha256 in kept]
    if sum(kept[one].size for one in files) > LARGEST_BYTES:
        text = N_("Together these files are too large for an e-mail (15 MB at most). Leave some out.")
        raise WrongField("files", Sentence(text))
    return tuple(files)
