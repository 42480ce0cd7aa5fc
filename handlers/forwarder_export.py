"""`/lost export forwarder yunexpress`: one forwarder's open cases as a CSV file in the columns it wants."""

from cases.words import N_, Refused
from handlers.as_typed import as_typed
from handlers.export_columns import Party, chosen, forgotten, is_reset, party_and_rest, whose_cases
from handlers.forwarder_files import BY_FORWARDER, COLUMNS
from handlers.visit import Answer, Verb, Visit
from handlers.what_to_export import choices
from partners.carriers.names import carrier_typed
from partners.carriers.numbers import courier_name
from storage.case_lists import Filters
from storage.sendings import NO_CASE, Sending

FORWARDER = "forwarder"
WHICH = N_("Which carrier or forwarder? Write for example “/lost export forwarder yunexpress number order goods”.")


def asked(visit: Visit) -> Answer:
    """Owe whoever asks the file; an agent gets the cases they own, others all that they may see."""
    whose_cases(visit)
    carrier, rest = party_and_rest(as_typed(visit.ask.text), carrier_typed)
    if carrier is None:
        raise Refused(WHICH)
    party = Party(FORWARDER, carrier, courier_name(carrier))
    if is_reset(rest):
        return Answer(text=forgotten(visit, party, COLUMNS))
    return Answer(text=_owed(visit, party, rest))


def clicked(visit: Visit) -> Answer:
    """A carrier in the form of exports."""
    code, own = str(visit.ask.value.get("k", "")), Filters(owner=whose_cases(visit), reader=visit.who.sees_only)
    if code not in visit.tx.cases.carriers(visit.workspace, own):
        raise Refused(WHICH)
    return choices(visit, _owed(visit, Party(FORWARDER, code, courier_name(code)), ""))


def _owed(visit: Visit, party: Party, rest: str) -> str:
    owner = whose_cases(visit)
    named, which = chosen(visit, party, rest, COLUMNS)
    params = {"carrier": party.key, "columns": [list(one) for one in named], "mine": owner is not None}
    key = f"{BY_FORWARDER}:{visit.ask.key}"
    visit.tx.sendings.want(Sending(visit.workspace, key, NO_CASE, BY_FORWARDER, visit.who.id, visit.at, params))
    text = N_("The open cases with {carrier} come to you as a file, in your direct messages.")
    return f"{visit.words(text, carrier=party.name)}\n{which}"


VERBS = (
    Verb(
        "export forwarder",
        N_("CARRIER [columns]"),
        N_("the open cases of one carrier or forwarder as CSV, in the columns you name; they are kept for it"),
        asked,
        ("导出 货代",),
    ),
)
CLICKS = {"export_forwarder": clicked}
