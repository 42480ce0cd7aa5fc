"""`/lost export forwarder yunexpress`: one forwarder's open cases as a CSV file in the columns it wants."""

from cases.words import N_, Refused
from handlers.as_typed import as_typed
from handlers.export_columns import Party, chosen, forgotten, is_reset, party_and_rest, whose_cases
from handlers.forwarder_files import BY_FORWARDER, COLUMNS
from handlers.visit import Answer, Verb, Visit
from partners.carriers.names import carrier_typed
from partners.carriers.numbers import courier_name
from storage.sendings import NO_CASE, Sending

FORWARDER = "forwarder"


def asked(visit: Visit) -> Answer:
    """Owe whoever asks the file; an agent gets the cases they own, others all that they may see."""
    owner = whose_cases(visit)
    carrier, rest = party_and_rest(as_typed(visit.ask.text), carrier_typed)
    if carrier is None:
        raise Refused(
            N_("Which carrier or forwarder? Write for example “/lost export forwarder yunexpress number order goods”.")
        )
    party = Party(FORWARDER, carrier, courier_name(carrier))
    if is_reset(rest):
        return Answer(text=forgotten(visit, party, COLUMNS))
    named, which = chosen(visit, party, rest, COLUMNS)
    params = {"carrier": carrier, "columns": [list(one) for one in named], "mine": owner is not None}
    key = f"{BY_FORWARDER}:{visit.ask.key}"
    visit.tx.sendings.want(Sending(visit.workspace, key, NO_CASE, BY_FORWARDER, visit.who.id, visit.at, params))
    text = N_("The open cases with {carrier} come to you as a file, in your direct messages.")
    return Answer(text=f"{visit.words(text, carrier=party.name)}\n{which}")


VERBS = (
    Verb(
        "export forwarder",
        N_("CARRIER [columns]"),
        N_("the open cases of one carrier or forwarder as CSV, in the columns you name; they are kept for it"),
        asked,
        ("导出 货代",),
    ),
)
