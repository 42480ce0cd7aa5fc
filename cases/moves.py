"""Every move by name: its track, what it asks for, and who may make it.

One table, read by the rules (what must be given, whose right it is) and by the views (the forms and their words).
"""

from cases.light_dataclass import dataclass
from cases.tracks import TRACKS
from cases.words import N_

AGENT, LEAD, FINANCE, ADMIN, VIEWER = "agent", "lead", "finance", "admin", "viewer"
WORKERS = frozenset({AGENT, LEAD})
CASE = "case"


@dataclass(frozen=True, slots=True)
class Field:
    """Something a move asks for. `kind` is how it is read: text, code, money, number, date, person, choice, yes."""

    name: str
    kind: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """A move's track, title for a menu, sentence for the thread, fields, and the roles that may make it."""

    name: str
    track: str
    title: str
    told: str
    fields: tuple[Field, ...] = ()
    roles: frozenset[str] = WORKERS


def _move(name: str, track: str, title: str, told: str, asks: str = "", roles: frozenset[str] = WORKERS) -> Move:
    """`asks` names the fields: `reason!` is required, `reference` is not; the kind follows from the name."""
    fields = tuple(Field(word.rstrip("!"), KINDS[word.rstrip("!")], word.endswith("!")) for word in asks.split())
    return Move(name, track, title, told, fields, roles)


KINDS = {
    "reason": "text",
    "text": "text",
    "source": "text",
    "reference": "code",
    "via": "code",
    "payer": "code",
    "through": "code",
    "number": "number",
    "money": "money",
    "until": "date",
    "answer_by": "date",
    "expected_on": "date",
    "at": "date",
    "whereabouts": "choice",
    "cause": "choice",
    "outcome": "choice",
    "prevention": "choice",
    "payer_kind": "choice",
    "person": "person",
    "other": "person",
    "backup": "person",
    "party": "code",
    "clock": "choice",
    "policy": "code",
    "programme": "code",
    "payer_name": "code",
    "insurance": "code",
    "scan": "choice",
    "sha256": "code",
    "evidence": "code",
    "slot": "choice",
    "account": "choice",
    "booked": "choice",
    "incident": "code",
    "to": "choice",
}
LEADS = frozenset({LEAD})
MONEY_PEOPLE = frozenset({FINANCE})
LEAD_OR_FINANCE = frozenset({LEAD, FINANCE})
ANYONE = frozenset({AGENT, LEAD, FINANCE, ADMIN})
KEEPERS = frozenset({AGENT, LEAD, ADMIN})
DOERS = frozenset({AGENT, LEAD, FINANCE})

_TABLE = (
    # The case itself
    _move("report", CASE, N_("Case opened"), N_("opened the case"), "", KEEPERS),
    _move("take", CASE, N_("Take it"), N_("took the case")),
    _move("assign", CASE, N_("Assign"), N_("gave the case to {person}"), "person! backup"),
    # Names nobody but who left: a mention would ring for every single case, and the new owner is told of all at once.
    _move("pass_on", CASE, N_("Pass on"), N_("passed the case on, because {person} has left"), "person! other", LEADS),
    # The same for the cases of one person that all become another's.
    _move("hand_over", CASE, N_("Hand over"), N_("handed the case over"), "person! other!", LEADS | {ADMIN}),
    _move("make_private", CASE, N_("Make private"), N_("made the case private"), "", ANYONE),
    _move("make_public", CASE, N_("Show it to everybody"), N_("showed the case to everybody again"), "", ANYONE),
    _move("note", CASE, N_("Add a note"), N_("noted: {text}"), "text!", ANYONE),
    _move("triage", CASE, N_("Confirm the cause"), N_("confirmed the cause: {cause}"), "cause! text"),
    _move("set_order", CASE, N_("Order and money"), N_("completed the order's details")),
    _move("set_parcel", CASE, N_("Parcel and route"), N_("completed the parcel's details")),
    _move("recount", CASE, N_("Look up the rules again"), N_("looked up the dates again: the rules have changed"), "", ANYONE),
    _move("tracked", CASE, N_("Scans"), N_("saw in the tracking: {scan}"), "number! scan!"),
    _move("seen_again", CASE, N_("Seen again"), N_("saw the parcel again after it was paid for or closed: {scan}"),
          "number! scan!", ANYONE),
    _move("add_number", CASE, N_("Add a tracking number"), N_("added the tracking number {number}"), "number!"),
    _move("set_date", CASE, N_("Enter a date"), N_("entered a date for “{clock}”: {until}"), "clock! until! source!"),
    _move("choose_policy", CASE, N_("Choose the insurance"), N_("chose the insurance: {insurance}"), "policy! insurance text"),
    _move("buyer_wrote", CASE, N_("The buyer wrote"), N_("logged a message of the buyer"), "at via text"),
    _move("answer_buyer", CASE, N_("We answered the buyer"), N_("answered the buyer"), "at via text"),
    _move("wrote", CASE, N_("Message sent"), N_("wrote to {to}"), "to! via", KEEPERS),
    _move("add_evidence", CASE, N_("Add a document"), N_("added a document: {slot}"), "sha256! slot text", KEEPERS),
    _move("sort_evidence", CASE, N_("Sort a document"), N_("sorted a document: {slot}"), "evidence! slot text", KEEPERS),
    _move("book_money", CASE, N_("Book a charge"), N_("booked {money} ({account}): {reason}"), "account! money! reason!",
          DOERS),
    _move("correct_money", CASE, N_("Take a booking back"), N_("took a booking back ({account} {money}): {reason}"),
          "booked! reason!", DOERS),
    _move("see_evidence", CASE, N_("Send me a document"), N_("was sent a document: {slot}"), "evidence! slot", ANYONE),
    _move("confirm_pack", CASE, N_("Claim pack"), N_("confirmed the facts of a claim pack for {payer}"),
          "payer! text", DOERS),
    _move("export_case", CASE, N_("Export the case"), N_("was sent everything that is kept of the case"), "", ANYONE),
    _move("erase", CASE, N_("Erase personal data"), N_("erased what was personal of the case"), "", frozenset({ADMIN})),
    _move("set_buyer", CASE, N_("Enter the buyer"), N_("entered who the buyer is and how to reach them"), "", KEEPERS),
    _move("see_buyer", CASE, N_("Show the buyer"), N_("was shown who the buyer is and how to reach them"), "", ANYONE),
    _move("erase_buyer", CASE, N_("Erase the buyer"),
          N_("erased the buyer's name, address and contact"), "", frozenset({ADMIN})),
    _move("found", CASE, N_("Found"), N_("reported the parcel found: {whereabouts}"), "whereabouts! text"),
    _move("join_incident", CASE, N_("Add to an incident"), N_("added the case to the incident {incident}"), "incident!"),
    _move("leave_incident", CASE, N_("Take out of the incident"), N_("took the case out of the incident {incident}"),
          "incident!"),
    _move("not_lost", CASE, N_("Not lost"), N_("closed the case as not lost: {outcome}"),
          "outcome! prevention text"),
    _move("close", CASE, N_("Close"), N_("closed the case"), "prevention text"),
    _move("reopen", CASE, N_("Re-open"), N_("opened the case again: {reason}"), "reason!"),
    _move("learn", CASE, N_("What would have helped"), N_("noted what could have avoided it: {prevention}"),
          "prevention!", ANYONE),
    _move("snooze", CASE, N_("Snooze"), N_("snoozed it until {until}: {reason}"), "until! reason! clock"),
    _move("wake", CASE, N_("End the snooze"), N_("ended the snooze")),
    _move("acknowledge", CASE, N_("I am on it"), N_("is on it: {clock}"), "clock!", DOERS),
    # Investigation
    _move("ask_carrier", "investigation", N_("Inquiry sent"), N_("sent an inquiry to {party}"), "at via reference text"),
    _move("not_needed", "investigation", N_("No inquiry needed"), N_("needs no inquiry to {party}: {reason}"), "reason!"),
    _move("carrier_acknowledged", "investigation", N_("They are looking into it"), N_("logged that {party} is looking"),
          "at via reference text"),
    _move("carrier_refused", "investigation", N_("They refused the inquiry"), N_("logged that {party} refused: {reason}"),
          "reason! at via"),
    _move("ask_elsewhere", "investigation", N_("Asked elsewhere"), N_("asked elsewhere: {party}"),
          "party at via reference text"),
    _move("ask_again", "investigation", N_("Chase sent"), N_("chased {party}"), "at via text"),
    _move("carrier_needs_info", "investigation", N_("They need information"),
          N_("logged that {party} needs information: {text}"), "text! at via"),
    _move("answer_carrier", "investigation", N_("Information sent"), N_("sent {party} what it asked for"), "at via text"),
    _move("carrier_located", "investigation", N_("They located the parcel"), N_("logged that {party} located it: {whereabouts}"),
          "whereabouts! at via until text"),
    _move("parcel_delivered", "investigation", N_("Delivered after all"), N_("logged the parcel as delivered"), "at text"),
    _move("return_received", "investigation", N_("Return received"), N_("logged the return as received"), "at text"),
    _move("silent_again", "investigation", N_("Silent again"), N_("found {party} silent again"), "text"),
    _move("carrier_destroyed", "investigation", N_("Destroyed or damaged"), N_("logged that the parcel was destroyed or damaged"),
          "at text"),
    _move("carrier_confirmed_loss", "investigation", N_("They confirmed the loss"), N_("logged that {party} confirmed the loss"),
          "at via reference text"),
    _move("deemed_lost", "investigation", N_("Deemed lost by rule"), N_("deemed it lost by the rule: {reason}"), "reason!"),
    _move("give_up", "investigation", N_("Give up asking"), N_("gave up asking {party}: {reason}"), "reason!"),
    _move("late_fact", "investigation", N_("News after all"), N_("logged news after all: {whereabouts}"), "whereabouts! text"),
    # Remedy
    _move("choose_refund", "remedy", N_("Refund"), N_("decided a refund of {money}")),
    _move("choose_credit", "remedy", N_("Credit"), N_("decided a credit of {money}")),
    _move("choose_resend", "remedy", N_("Resend"), N_("decided to send a replacement ({money})")),
    _move("wait", "remedy", N_("Wait until a date"), N_("decided to wait until {until}: {reason}"), "until! reason!"),
    _move("nothing_owed", "remedy", N_("Nothing owed"), N_("decided that nothing is owed: {reason}"), "reason!"),
    _move("decline", "remedy", N_("Decline"), N_("declined the buyer's demand: {reason}"), "reason!", LEADS),
    _move("reconsider", "remedy", N_("Decide anew"), N_("opened the decision again: {reason}"), "reason!"),
    _move("approve", "remedy", N_("Approve"), N_("approved {money}"), "text", LEAD_OR_FINANCE),
    _move("ask_requester", "remedy", N_("Ask"), N_("asked about {money}: {text}"), "text!", LEAD_OR_FINANCE),
    _move("answer_approver", "remedy", N_("Answer the approver"), N_("answered the approver: {text}"), "text!"),
    _move("reject", "remedy", N_("Reject"), N_("rejected {money}: {reason}"), "reason!", LEAD_OR_FINANCE),
    _move("withdraw", "remedy", N_("Withdraw the request"), N_("withdrew the request for {money}"), "reason"),
    _move("refund_done", "remedy", N_("Refund made"), N_("made the payment of {money}, reference {reference}"),
          "reference!", DOERS),
    _move("replacement_shipped", "remedy", N_("Replacement shipped"), N_("shipped the replacement {number}"),
          "number! expected_on"),
    _move("remedy_failed", "remedy", N_("Could not be done"), N_("could not do it: {reason}"), "reason!", DOERS),
    _move("cancel_remedy", "remedy", N_("Cancel it"), N_("cancelled what was approved: {reason}"), "reason!"),
    _move("keep_remedy", "remedy", N_("Keep it all the same"), N_("keeps what was decided: {reason}"), "reason!"),
    _move("replacement_delivered", "remedy", N_("Replacement arrived"), N_("logged the replacement as delivered"), "text"),
    _move("replacement_lost", "remedy", N_("Replacement lost too"), N_("reported the replacement lost too"), "text"),
    _move("intercept", "remedy", N_("Replacement stopped"), N_("had the replacement stopped on its way: {reason}"), "reason!"),
    _move("refund_bounced", "remedy", N_("Payment came back"), N_("logged that the payment came back: {reason}"), "reason!",
          DOERS),
    _move("debited", "remedy", N_("Debited by marketplace"), N_("logged that {through} debited {money}"),
          "money! through! reference text", DOERS),
    # Dispute
    _move("dispute_opened", CASE, N_("A dispute was opened"), N_("logged a dispute through {through}"),
          "through! answer_by reference text", DOERS),
    _move("answer_dispute", "dispute", N_("We answered the dispute"), N_("answered the dispute"), "at text"),
    _move("accept_dispute", "dispute", N_("Accept the dispute"), N_("accepted the dispute: {reason}"), "reason!", DOERS),
    _move("dispute_won", "dispute", N_("Dispute won"), N_("logged the dispute as won"), "text", DOERS),
    _move("dispute_lost", "dispute", N_("Dispute lost"), N_("logged the dispute as lost"), "money text", DOERS),
    _move("appeal_dispute", "dispute", N_("Appeal sent"), N_("appealed the dispute"), "at text"),
    _move("accept_loss", "dispute", N_("Accept the loss"), N_("accepted the lost dispute: {reason}"), "reason!", LEADS),
    _move("appeal_won", "dispute", N_("Appeal won"), N_("logged the appeal as won"), "text", DOERS),
    _move("appeal_lost", "dispute", N_("Appeal lost"), N_("logged the appeal as lost"), "text", DOERS),
    _move("dispute_withdrawn", "dispute", N_("The buyer withdrew it"), N_("logged that the buyer withdrew the dispute"), "text"),
    # Claim
    _move("no_claim", CASE, N_("No claim"), N_("decided to make no claim: {reason}"), "reason!"),
    _move("no_claim_on", CASE, N_("No claim on one payer"), N_("makes no claim on {payer_name}: {reason}"),
          "programme! payer_name reason!"),
    _move("draft_claim", CASE, N_("Prepare a claim"), N_("prepared a claim on {payer}: {money}"),
          "payer! payer_kind! money!"),
    _move("file_claim", "claim", N_("Claim filed"), N_("filed the claim, reference {reference}"), "reference! at via text"),
    _move("payer_needs_info", "claim", N_("They ask for documents"), N_("logged that {party} asks for documents: {text}"),
          "text! answer_by at via"),
    _move("answer_payer", "claim", N_("Documents sent"), N_("sent {party} the documents"), "at via text"),
    _move("chase_payer", "claim", N_("Reminder sent"), N_("sent {party} a reminder"), "at via text"),
    _move("claim_approved", "claim", N_("They approved"), N_("logged that {party} approved {money}"), "money! at reference text",
          DOERS),
    _move("claim_offered", "claim", N_("They offer part"), N_("logged an offer of {money} from {party}"), "money! at text"),
    _move("claim_denied", "claim", N_("They denied"), N_("logged that {party} denied the claim: {reason}"), "reason! answer_by at"),
    _move("accept_offer", "claim", N_("Accept the offer"), N_("accepted the offer"), "text", LEAD_OR_FINANCE),
    _move("appeal_claim", "claim", N_("Appeal sent"), N_("appealed to {party}"), "at via text"),
    _move("accept_denial", "claim", N_("Accept the denial"), N_("accepted the denial: {reason}"), "reason!", LEADS),
    _move("appeal_denied", "claim", N_("Appeal denied"), N_("logged that {party} denied the appeal: {reason}"), "reason!"),
    _move("claim_paid", "claim", N_("Money received"), N_("received {money}, reference {reference}"), "money! reference!",
          MONEY_PEOPLE),
    _move("correct_payment", "claim", N_("Correct money received"),
          N_("took {money} of {party} off again, entered by mistake: {reason}"), "money! reason!", MONEY_PEOPLE),
    _move("accept_short", "claim", N_("Accept the short payment"), N_("accepted the short payment: {reason}"), "reason!",
          MONEY_PEOPLE),
    _move("payment_reversed", "claim", N_("Payment reversed"), N_("logged that {party} wants the money back: {reason}"),
          "reason!", DOERS),
    _move("repaid", "claim", N_("Repaid"), N_("repaid {party}, reference {reference}"), "reference!", MONEY_PEOPLE),
    _move("payer_released", "claim", N_("Released in writing"), N_("logged that {party} lets us keep the money"), "reason!",
          DOERS),
    _move("withdraw_claim", "claim", N_("Withdraw the claim"), N_("withdrew the claim: {reason}"), "reason!"),
    _move("keep_claim", "claim", N_("Keep the claim"), N_("keeps the claim though the parcel was found: {reason}"), "reason!", LEADS),
    _move("found_after_payment", "claim", N_("Found after payment"), N_("owes {party} the money back: the parcel was found"), "",
          DOERS),
    _move("write_off", "claim", N_("Write off"), N_("wrote the claim off: {reason}"), "reason!", LEAD_OR_FINANCE),
)  # fmt: skip

MOVES = {move.name: move for move in _TABLE}


def party_of(move: str) -> str:
    """Whose fact a move is, as the tables say; the agent's where it is a move of the case itself."""
    for track in TRACKS.values():
        for step in track.steps:
            if step.move == move:
                return step.party
    return "B" if move == "buyer_wrote" else "M" if move == "dispute_opened" else "A"
