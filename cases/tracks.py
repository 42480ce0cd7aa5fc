"""The four tracks of a case, as tables: what may follow what, and whose fact each step is.

Everything else is derived from these tables: buttons, the *More* modal, help, and the diagrams in the docs.
Parties: A agent, L lead, F finance, W warehouse, K carrier, P payer, M marketplace or payment service, B buyer.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

STAYS = "="


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a table: from any of these states, by this move (a fact of that party), to one of those."""

    states: tuple[str, ...]
    move: str
    party: str
    to: tuple[str, ...]


@dataclass(frozen=True)
class Track:
    """A small state machine: where it begins, where it ends, and its steps."""

    name: str
    begins: str
    ends: frozenset[str]
    steps: tuple[Step, ...]

    @cached_property
    def states(self) -> frozenset[str]:
        """Every state named in the table."""
        named = {state for step in self.steps for state in (*step.states, *step.to) if state != STAYS}
        return frozenset(named | {self.begins})

    def step(self, state: str, move: str) -> Step | None:
        """The row that lets this move be made from this state, if there is one."""
        return next((step for step in self.steps if step.move == move and state in step.states), None)

    def moves_from(self, state: str) -> tuple[str, ...]:
        """The moves that are legal in a state, in the order of the table."""
        return tuple(step.move for step in self.steps if state in step.states)


def _track(name: str, begins: str, ends: str, rows: Iterable[tuple[str, str, str, str]]) -> Track:
    steps = tuple(Step(tuple(states.split()), move, party, tuple(to.split())) for states, move, party, to in rows)
    return Track(name, begins, frozenset(ends.split()), steps)


_SEARCHING = "not_opened requested acknowledged refused info_owed located"
_SEARCHED = "not_needed delivered returned confirmed_loss deemed_lost unanswered"

INVESTIGATION = _track(
    "investigation",
    "not_opened",
    ends=_SEARCHED,
    rows=(
        # from                      move                      party  to
        ("not_opened",              "ask_carrier",            "A",   "requested"),
        ("not_opened",              "not_needed",             "A",   "not_needed"),
        ("requested",               "carrier_acknowledged",   "K",   "acknowledged"),
        ("requested",               "carrier_refused",        "K",   "refused"),
        ("refused",                 "ask_elsewhere",          "A",   "requested"),
        ("requested acknowledged",  "ask_again",              "A",   STAYS),
        ("requested acknowledged",  "carrier_needs_info",     "K",   "info_owed"),
        ("info_owed",               "answer_carrier",         "A",   "acknowledged"),
        ("requested acknowledged",  "carrier_located",        "K",   "located"),
        ("located",                 "parcel_delivered",       "K",   "delivered"),
        ("located",                 "return_received",        "W",   "returned"),
        ("located",                 "silent_again",           "A",   "requested"),
        ("located",                 "carrier_destroyed",      "K",   "confirmed_loss"),
        (_SEARCHING,                "carrier_confirmed_loss", "K",   "confirmed_loss"),
        (_SEARCHING,                "deemed_lost",            "A",   "deemed_lost"),
        (_SEARCHING,                "give_up",                "A",   "unanswered"),
        (_SEARCHED,                 "late_fact",              "K",   "located"),
    ),
)  # fmt: skip

REMEDY = _track(
    "remedy",
    "undecided",
    ends="nothing_owed declined refunded satisfied lost_again refunded_by_force",
    rows=(
        # from                      move                      party  to
        ("undecided",               "choose_refund",          "A",   "approved awaiting_approval"),
        ("undecided",               "choose_credit",          "A",   "approved awaiting_approval"),
        ("undecided",               "choose_resend",          "A",   "approved awaiting_approval replacement_moving"),
        ("undecided",               "wait",                   "A",   STAYS),
        ("undecided",               "nothing_owed",           "A",   "nothing_owed"),
        ("undecided",               "decline",                "L",   "declined"),
        ("nothing_owed declined",   "reconsider",             "A",   "undecided"),
        ("awaiting_approval asked", "approve",                "F",   "approved replacement_moving"),
        ("awaiting_approval",       "ask_requester",          "F",   "asked"),
        ("asked",                   "answer_approver",        "A",   "awaiting_approval"),
        ("awaiting_approval asked", "reject",                 "F",   "undecided"),
        ("awaiting_approval asked", "withdraw",               "A",   "undecided"),
        ("approved",                "refund_done",            "A",   "refunded"),
        ("approved",                "replacement_shipped",    "A",   "replacement_moving"),
        ("approved",                "remedy_failed",          "A",   "undecided"),
        ("approved",                "cancel_remedy",          "A",   "undecided"),
        ("replacement_moving",      "replacement_delivered",  "K",   "satisfied"),
        ("replacement_moving",      "replacement_lost",       "A",   "lost_again"),
        ("replacement_moving",      "intercept",              "A",   "undecided"),
        ("approved replacement_moving", "keep_remedy",        "A",   STAYS),
        ("refunded",                "refund_bounced",         "F",   "approved undecided"),
        ("undecided awaiting_approval asked approved replacement_moving refunded satisfied lost_again "
         "nothing_owed declined refunded_by_force", "debited", "M",  "refunded_by_force"),
    ),
)  # fmt: skip

DISPUTE = _track(
    "dispute",
    "opened",
    ends="accepted won lost_final withdrawn",
    rows=(
        # from                      move                      party  to
        ("opened",                  "answer_dispute",         "A",   "answered"),
        ("opened answered",         "accept_dispute",         "A",   "accepted"),
        ("opened answered",         "dispute_won",            "M",   "won"),
        ("opened answered",         "dispute_lost",           "M",   "lost"),
        ("lost",                    "appeal_dispute",         "A",   "appealed"),
        ("lost",                    "accept_loss",            "L",   "lost_final"),
        ("appealed",                "appeal_won",             "M",   "won"),
        ("appealed",                "appeal_lost",            "M",   "lost_final"),
        ("opened answered lost appealed", "dispute_withdrawn", "B",  "withdrawn"),
    ),
)  # fmt: skip

_CLAIM_OPEN = "drafted filed info_requested approved offered denied appealed part_paid"

CLAIM = _track(
    "claim",
    "drafted",
    ends="paid denied_final withdrawn written_off repaid released",
    rows=(
        # from                      move                      party  to
        ("drafted",                 "file_claim",             "A",   "filed"),
        ("filed",                   "payer_needs_info",       "P",   "info_requested"),
        ("info_requested",          "answer_payer",           "A",   "filed"),
        ("filed appealed approved part_paid", "chase_payer",  "A",   STAYS),
        # Also a second word of theirs, or the right one after a slip of ours: what was granted is what they say last.
        ("filed info_requested appealed approved", "claim_approved", "P", "approved"),
        ("part_paid paid",          "claim_approved",         "P",   "part_paid paid"),
        ("filed info_requested appealed offered", "claim_offered", "P", "offered"),
        ("filed info_requested",    "claim_denied",           "P",   "denied"),
        ("offered",                 "accept_offer",           "L",   "approved"),
        ("offered denied",          "appeal_claim",           "A",   "appealed"),
        ("denied",                  "accept_denial",          "L",   "denied_final"),
        ("appealed",                "appeal_denied",          "P",   "denied_final"),
        ("approved part_paid",      "claim_paid",             "F",   "part_paid paid repay_owed"),
        ("part_paid",               "accept_short",           "F",   "paid"),
        ("part_paid paid",          "correct_payment",        "F",   "approved part_paid"),
        ("approved part_paid paid", "payment_reversed",       "P",   "repay_owed"),
        ("repay_owed",              "repaid",                 "F",   "repaid paid"),
        ("repay_owed",              "payer_released",         "P",   "released"),
        ("drafted filed info_requested offered denied appealed approved", "withdraw_claim", "A", "withdrawn"),
        ("filed info_requested offered denied appealed approved", "keep_claim", "L", STAYS),
        ("paid part_paid",          "found_after_payment",    "K",   "repay_owed"),
        (_CLAIM_OPEN,               "write_off",              "L",   "written_off"),
    ),
)  # fmt: skip

TRACKS = {track.name: track for track in (INVESTIGATION, REMEDY, DISPUTE, CLAIM)}

# A remedy that binds money or goods: it counts against limits and against what was paid.
REMEDY_LIVE = frozenset({"awaiting_approval", "asked", "approved", "replacement_moving"})
REMEDY_DONE = frozenset({"refunded", "satisfied", "lost_again"})
# A remedy that answers the buyer. A replacement lost on its way does not: the linked case does.
MONEY_REMEDIES = frozenset({"refund", "credit"})
# What a person must settle when the parcel turns up after all.
FOUND_CONCERNS = frozenset({"approved", "replacement_moving"})
DISPUTE_OPEN = frozenset({"opened", "answered", "appealed"})
CLAIM_UNPAID = frozenset({"filed", "info_requested", "offered", "denied", "appealed", "approved"})
# A claim that a payer has, and that has not ended.
CLAIM_WITH_PAYER = CLAIM_UNPAID | {"part_paid", "repay_owed"}
