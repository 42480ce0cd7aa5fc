"""Why a parcel is missing, or that it is not: every cause with what it means for a claim, and what to do next.

One table, read by the rules (triage.py), by the card and by the modal in which somebody confirms or corrects it.
"""

from cases.light_dataclass import dataclass
from cases.words import N_

# How a case of a cause ends by one click: closed as not lost, or parked until a date. Never by itself.
CLOSE, PARK = "close", "park"

_NOT_YET = N_("No claim: nothing shows that it is lost.")
_AFTER_A_SEARCH = N_("A claim may follow once the carrier has searched in vain, or a rule deems it lost.")
_NEVER_TAKEN = N_("No claim: the carrier never took it over.")
_NEEDS_PROOF = N_("Without an acceptance scan most payers refuse. The receipt of the hand-over is the evidence.")
_BY_THE_STATE = N_("Carriers and most insurers pay nothing for what customs decides.")
_CLAIM = N_("A claim can be filed now, within the deadline on the card.")
_CLAIM_DAMAGE = N_(
    "A claim can be filed; for damage the deadlines are short. Photos and the packaging are the evidence."
)
_AFTER_DELIVERY = N_("A claim needs proof that the delivery scan is wrong; insurers allow few days for it.")
_RETURN = N_("Most payers exclude returns. A claim is possible where the carrier returned it by its own mistake.")
_HELD_UP = N_("Delay by weather or strike is paid by hardly any payer; loss in it may be.")


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause. `next_step` is what usually follows; `way_out` how a case of it ends by one click, `outcome` as what.

    `kept_as` is the older, coarser word for it that is kept on the case and counted in digests.
    """

    code: str
    title: str
    meaning: str
    claim: str
    next_step: str
    to_buyer: str
    way_out: str | None = None
    outcome: str | None = None
    kept_as: str = "unknown"

    @property
    def is_not_lost(self) -> bool:
        """Whether the parcel is known to be somewhere, so that nothing is lost yet."""
        return self.way_out is not None


_TABLE = (
    # Too early, or only late
    Cause("too_early", N_("too early to say"), N_("It moves, or is in a gap that is ordinary for its lane."), _NOT_YET,
          "wait", N_("Your parcel is on its way. A pause without news is ordinary at this point."), PARK),
    Cause("late", N_("late, but moving"), N_("It is later than expected, and it has been seen lately."), _NOT_YET,
          "wait", N_("Your parcel is late but moving. We watch it and write again when there is news."), PARK),
    # Before the first scan
    Cause("not_handed_over", N_("never handed over"),
          N_("There is a label and nothing shows that the carrier got the parcel."), _NEVER_TAKEN, "ask_warehouse",
          N_("Your parcel seems not to have left our warehouse. We check it today."), kept_as="not_handed_over"),
    Cause("no_first_scan", N_("handed over, never scanned"),
          N_("There is proof of the hand-over, and the carrier has not scanned it once."), _NEEDS_PROOF, "ask_carrier",
          N_("The carrier has your parcel but has not registered it yet. We have asked for it."), kept_as="lost_scan"),
    Cause("wrong_number", N_("wrong tracking number"), N_("The number is mistyped, invalid or was another parcel's."),
          N_("No claim under this number."), "check_number",
          N_("The tracking number we sent was wrong. We send you the right one."), CLOSE, "wrong_number"),
    Cause("label_cancelled", N_("label cancelled"), N_("The label was cancelled, so that nothing moves under it."),
          _NEVER_TAKEN, "new_label", N_("Your parcel has not left yet. We send it and tell you the new number."),
          CLOSE, "our_mistake", "not_handed_over"),
    # Silence
    Cause("stalled_origin", N_("stuck where it started"), N_("It was scanned at its start and never left."),
          _AFTER_A_SEARCH, "ask_carrier", N_("Your parcel has stood still for too long. We have asked the carrier."),
          kept_as="lost_scan"),
    Cause("stalled_transit", N_("silent on its way"), N_("It left and never arrived at the next place."),
          _AFTER_A_SEARCH, "ask_carrier", N_("Your parcel has not been seen for too long. The carrier looks for it."),
          kept_as="lost_scan"),
    Cause("stalled_hub", N_("stuck at a hub"), N_("It arrived at a place on its way and never left it."),
          _AFTER_A_SEARCH, "ask_carrier", N_("Your parcel has stood still for too long. We have asked the carrier."),
          kept_as="lost_scan"),
    Cause("stalled_destination", N_("stuck near the buyer"), N_("It reached its country or delivery depot, no further."),
          _AFTER_A_SEARCH, "ask_carrier",
          N_("Your parcel is near you but has stood still. We have asked the carrier; you may ask your depot too."),
          kept_as="lost_scan"),
    Cause("missorted", N_("sent the wrong way"), N_("It was sorted wrongly, or goes round in circles."),
          _AFTER_A_SEARCH, "ask_carrier", N_("Your parcel took a wrong turn. The carrier is sending it to you."),
          kept_as="lost_scan"),
    Cause("wrong_scan", N_("wrong scan"), N_("A scan cannot be true, so that it says nothing about the parcel."),
          _AFTER_A_SEARCH, "ask_carrier", N_("The tracking shows something that is not right. We have asked the carrier."),
          kept_as="wrong_scan"),
    Cause("handed_on", N_("handed to another carrier"), N_("Another carrier took it over and has not really begun."),
          _AFTER_A_SEARCH, "add_number", N_("A local carrier brings your parcel. We send you its number."),
          kept_as="lost_scan"),
    Cause("tracker_lost", N_("tracker lost track"), N_("The tracker failed or stopped: that says nothing of the parcel."),
          _NOT_YET, "ask_elsewhere", N_("The tracking has no news at the moment. We ask the carrier itself.")),
    Cause("transport_accident", N_("transport accident"), N_("What carried it had an accident."), _AFTER_A_SEARCH,
          "ask_carrier", N_("There was an accident on the way. We find out whether your parcel is affected."),
          kept_as="transport_accident"),
    Cause("network_disruption", N_("carrier's network disturbed"), N_("Weather, a strike or a closed site holds it up."),
          _HELD_UP, "wait", N_("The carrier is held up where your parcel is. It goes on as soon as they work again."),
          PARK),
    # At the border
    Cause("customs_hold", N_("customs hold"), N_("Customs keeps it until a question is answered."), _BY_THE_STATE,
          "send_papers", N_("Customs has a question about your parcel. We answer it, and may need something from you."),
          PARK, kept_as="customs"),
    Cause("customs_inspection", N_("customs inspection"), N_("Customs is looking into the parcel."), _BY_THE_STATE,
          "wait", N_("Customs is inspecting your parcel. It is released or we hear what they want."), PARK,
          kept_as="customs"),
    Cause("duties_unpaid", N_("duties not paid"), N_("It waits until duty, tax or a fee is paid."), _BY_THE_STATE,
          "pay_duties", N_("Your parcel waits until its import charges are paid."), PARK, kept_as="customs"),
    Cause("seized", N_("seized by customs"), N_("Customs has taken it and does not give it back."), _BY_THE_STATE,
          "decide_remedy", N_("Customs did not let your parcel in. We settle it with you."), kept_as="customs"),
    Cause("destroyed_by_customs", N_("destroyed by customs"), N_("Customs had it destroyed."), _BY_THE_STATE,
          "decide_remedy", N_("Customs did not let your parcel in. We settle it with you."), kept_as="customs"),
    Cause("destroyed_by_carrier", N_("disposed of by the carrier"), N_("The carrier destroyed it or threw it away."),
          _CLAIM, "claim", N_("Your parcel was destroyed on its way. We settle it with you.")),
    # At the door
    Cause("address", N_("address problem"), N_("The carrier cannot find the buyer with what it has."),
          _RETURN, "correct_address", N_("The carrier cannot find you. Please confirm your address and phone number."),
          PARK, kept_as="address"),
    Cause("attempted", N_("delivery tried in vain"), N_("The carrier came and met nobody."), _NOT_YET,
          "rearrange_delivery", N_("The carrier tried to deliver. Please choose another day or a pick-up point."), PARK),
    Cause("pickup_point", N_("waiting at a pick-up point"), N_("It waits for the buyer to fetch it."), _NOT_YET,
          "tell_buyer_collect", N_("Your parcel waits for you at a pick-up point. Please fetch it before it goes back."),
          PARK),
    Cause("refused", N_("refused by the buyer"), N_("Somebody at the address did not accept it."), _RETURN,
          "plan_return", N_("The carrier says that your parcel was refused. Was that your wish?"), PARK,
          kept_as="returned_to_sender"),
    Cause("returning", N_("on its way back"), N_("It is going back to the sender."), _RETURN, "follow_return",
          N_("Your parcel is on its way back to us. Tell us whether we send it again or pay you back."), PARK,
          kept_as="returned_to_sender"),
    Cause("returned", N_("back with the sender"), N_("It came back."), _RETURN, "receive_return",
          N_("Your parcel came back to us. Tell us whether we send it again or pay you back."), CLOSE, "returned",
          "returned_to_sender"),
    Cause("delivered", N_("delivered"), N_("It was delivered, and nobody says otherwise."), _NOT_YET,
          "close_delivered", N_("Your parcel was delivered. Please look where the carrier may have left it."), CLOSE,
          "delivered"),
    Cause("not_received", N_("delivered, says the carrier; not received, says the buyer"),
          N_("The scan may be true, and still the buyer has nothing."), _AFTER_DELIVERY, "check_delivery",
          N_("The carrier reports a delivery. Please ask neighbours and at home, and look where it may have been left."),
          kept_as="theft_after_delivery"),
    # Harm and loss
    Cause("damaged", N_("damaged"), N_("It was damaged on its way."), _CLAIM_DAMAGE, "claim_damage",
          N_("Your parcel was damaged on its way. Please send photos and keep the packaging.")),
    Cause("contents_missing", N_("contents missing"), N_("Something of what was in it is gone."), _CLAIM_DAMAGE,
          "claim_damage", N_("Something is missing from your parcel. Please send photos of all of it.")),
    Cause("recovery_centre", N_("in a recovery centre"), N_("It exists, and the carrier cannot tell whose it is."),
          _AFTER_A_SEARCH, "describe_contents", N_("The carrier has your parcel but lost its label. We describe it to them.")),
    Cause("lost", N_("confirmed lost"), N_("The carrier says that it is lost, or a rule deems it so."), _CLAIM, "claim",
          N_("Your parcel is lost. We settle it with you.")),
    # Nothing at all
    Cause("unknown", N_("nothing known yet"), N_("Nobody has looked for it, or what was found tells nothing."), _NOT_YET,
          "ask_elsewhere", N_("We are finding out where your parcel is.")),
)  # fmt: skip

CAUSES: dict[str, Cause] = {cause.code: cause for cause in _TABLE}
STALLED = frozenset({"stalled_origin", "stalled_transit", "stalled_hub", "stalled_destination"})

NEXT_STEPS = {
    "wait": N_("Wait until the day on which it would be time, and tell the buyer."),
    "ask_warehouse": N_("Ask the warehouse for the parcel, or for proof that it was handed over."),
    "ask_carrier": N_("Send the carrier an inquiry that names the place of the last scan."),
    "check_number": N_("Compare the number with the label, and enter the right one."),
    "new_label": N_("Find the parcel, and send it with a new label."),
    "add_number": N_("Find out the other carrier's number, add it to the case, and ask that carrier."),
    "ask_elsewhere": N_("Look on the carrier's own page, and paste what it shows."),
    "send_papers": N_("Find out what customs wants, and send it through the carrier."),
    "pay_duties": N_("Settle who pays the charges, and have them paid before storage ends."),
    "decide_remedy": N_("Decide what the buyer gets; there is nobody to claim from."),
    "correct_address": N_("Ask the buyer for the right address and phone number, and give them to the carrier."),
    "rearrange_delivery": N_("Tell the buyer, and arrange another day or a pick-up point."),
    "tell_buyer_collect": N_("Tell the buyer where it lies and until when."),
    "plan_return": N_("Ask the buyer why, and arrange the return or another delivery."),
    "follow_return": N_("Watch the return, and decide what the buyer gets."),
    "receive_return": N_("Have the return booked in, and decide what the buyer gets."),
    "close_delivered": N_("Tell the buyer where it was delivered, and close the case."),
    "check_delivery": N_("Ask the carrier for proof of delivery with place, photo or signature, and the buyer to look."),
    "claim_damage": N_("Collect photos and packaging, and file the claim for damage."),
    "describe_contents": N_("Describe contents and packaging to the carrier, with photos."),
    "claim": N_("File the claim, and decide what the buyer gets."),
}  # fmt: skip
