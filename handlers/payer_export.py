"""`/lost export payer ups`: the claims that a payer has and that have not ended, as CSV in the columns it wants."""

from cases.words import N_, Refused
from handlers.as_typed import as_typed
from handlers.export_columns import Party, chosen, forgotten, is_reset, party_and_rest, whose_cases
from handlers.payer_files import BY_PAYER, COLUMNS
from handlers.visit import Answer, Verb, Visit
from handlers.what_to_export import choices
from partners.carriers.names import carrier_typed, fold
from storage.sendings import NO_CASE, Sending

PAYER = "payer"
MOST_TOLD = 15


def asked(visit: Visit) -> Answer:
    """Owe whoever asks the file; an agent gets the claims of cases they own, others all that they may see."""
    owner = whose_cases(visit)
    payers = visit.tx.open_claims(visit.workspace, owner, visit.who.sees_only).payers()
    remembered = visit.tx.export_columns(visit.workspace).parties(PAYER)
    found, rest = party_and_rest(as_typed(visit.ask.text), lambda typed: _payer(typed, payers, remembered))
    if found is None:
        raise _which(payers)
    party, written = found
    if is_reset(rest):
        return Answer(text=forgotten(visit, party, COLUMNS))
    return Answer(text=_owed(visit, party, written, rest))


def clicked(visit: Visit) -> Answer:
    """A payer in the form of exports."""
    payers = visit.tx.open_claims(visit.workspace, whose_cases(visit), visit.who.sees_only).payers()
    found = _payer(str(visit.ask.value.get("p", "")), payers, [])
    if found is None:
        raise _which(payers)
    return choices(visit, _owed(visit, *found, ""))


def _owed(visit: Visit, party: Party, written: list[str], rest: str) -> str:
    owner = whose_cases(visit)
    named, which = chosen(visit, party, rest, COLUMNS)
    params = {"payers": written, "name": party.name, "columns": [list(one) for one in named], "mine": owner is not None}
    key = f"{BY_PAYER}:{visit.ask.key}"
    visit.tx.sendings.want(Sending(visit.workspace, key, NO_CASE, BY_PAYER, visit.who.id, visit.at, params))
    text = N_("The open claims on {payer} come to you as a file, in your direct messages.")
    return f"{visit.words(text, payer=party.name)}\n{which}"


def _payer(typed: str, payers: list[str], remembered: list[str]) -> tuple[Party, list[str]] | None:
    """The payer that words name, and each way in which claims on it are written; None where nobody owes so."""
    key = _key(typed)
    written = [one for one in payers if _key(one) == key]
    if written:
        return Party(PAYER, key, written[0]), written
    return (Party(PAYER, key, typed), []) if key in remembered else None


def _key(name: str) -> str:
    """What tells a payer apart, however its name is written: the carrier's code, else the name itself."""
    return carrier_typed(name) or fold(name)


def _which(payers: list[str]) -> Refused:
    if not payers:
        return Refused(
            N_("No claim that you may see is filed and open. What is only prepared is in the file once it is filed.")
        )
    return Refused(
        N_("Which payer? Open claims are with: {payers}. Write for example “/lost export payer ups reference asked”."),
        payers=", ".join(payers[:MOST_TOLD]),
    )


VERBS = (
    Verb(
        "export payer",
        N_("PAYER [columns]"),
        N_("the open claims on one payer as CSV, in the columns you name; they are kept for it"),
        asked,
        ("导出 赔付方",),
    ),
)
CLICKS = {"export_payer": clicked}
