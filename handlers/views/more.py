"""*More* and *Mark sent / log reply*: everything that is legal now, in groups a person thinks in."""

from collections.abc import Mapping
from typing import Any

from cases.case import Case
from cases.moves import CASE, MOVES
from cases.prospects import Prospects
from cases.rights import ALL_ROLES
from cases.sightings import Sightings
from cases.targets import WHOLE_REMEDY, LegalMove, legal_moves
from cases.words import N_, Term
from handlers.language import Marked, Words
from handlers.views.card import NOTHING_KNOWN, card_lines
from handlers.views.kit import DIVIDER, Block, actions, button, context, field, modal, option, section, select
from handlers.views.move_form import line_title, move_fields

GROUPS = ("remedy", "investigation", "dispute", "claim", CASE)
PARTY_GROUPS = (
    ("K", N_("Carrier")),
    ("P", N_("Insurer or other payer")),
    ("M", N_("Marketplace or bank")),
    ("B", N_("Buyer")),
)
# Sent by us or heard from them, by any channel: what *Mark sent / log reply* offers. The letter is the counterparty.
SENT_OR_HEARD = {
    **dict.fromkeys(
        ("ask_carrier", "ask_again", "ask_elsewhere", "answer_carrier", "carrier_acknowledged", "carrier_refused",
         "carrier_needs_info", "carrier_located", "parcel_delivered", "silent_again", "carrier_destroyed",
         "carrier_confirmed_loss", "late_fact", "replacement_delivered"), "K"),
    **dict.fromkeys(
        ("file_claim", "payer_needs_info", "answer_payer", "chase_payer", "claim_approved", "claim_offered",
         "claim_denied", "appeal_claim", "appeal_denied", "payment_reversed", "payer_released"), "P"),
    **dict.fromkeys(
        ("dispute_opened", "answer_dispute", "dispute_won", "dispute_lost", "appeal_dispute", "appeal_won",
         "appeal_lost", "debited"), "M"),
    **dict.fromkeys(("buyer_wrote", "answer_buyer", "dispute_withdrawn"), "B"),
}  # fmt: skip
MOST_BUTTONS_A_ROW = 25
DECISIONS = frozenset({"choose_refund", "choose_credit", "choose_resend"})


def more_modal(
    case: Case,
    words: Words,
    now: Any,
    meta: Mapping[str, Any],
    roles: frozenset[str],
    prospects: Prospects = NOTHING_KNOWN,
    seen: Sightings | None = None,
) -> Block:
    """Everything that the reader may do now, as buttons; each opens its own form on top of this one."""
    blocks: list[Block] = [section("\n".join(card_lines(case, words, now, prospects, seen)))]
    blocks.append(
        context(words(N_("Full number: {numbers}"), numbers=words(N_(", ")).join(one.number for one in case.parcels)))
    )
    moves = [one for one in legal_moves(case) if MOVES[one.move].roles & roles]
    for group in GROUPS:
        made = [made for one in moves if _group(one) == group for made in _buttons(case, one, words)]
        for start in range(0, len(made), MOST_BUTTONS_A_ROW):
            blocks.append(DIVIDER)
            blocks.append(section(f"*{words.term(group)}*"))
            blocks.append(actions(made[start : start + MOST_BUTTONS_A_ROW], block_id=f"{group}{start}"))
    blocks += _for_others(case, words, roles)
    look = [button(words(N_("Contact")), "contact", {"c": case.number})] if MOVES["wrote"].roles & roles else []
    look += [button(words(N_("Buyer")), "buyer", {"c": case.number})] if MOVES["see_buyer"].roles & roles else []
    look += [button(words(N_("Scans")), "scans", {"c": case.number})]
    look += [button(words(N_("Likely cause")), "cause", {"c": case.number})] if seen is not None else []
    look += [button(words(N_("Evidence")), "evidence", {"c": case.number})]
    # Who only looks is offered nothing that writes, or that takes something of the case away.
    does = bool(MOVES["export_case"].roles & roles)
    look += [button(words(N_("Claim")), "claim", {"c": case.number})] if case.is_open and does else []
    look += [button(words(N_("Claim pack")), "claim_pack", {"c": case.number})] if does else []
    look += [button(words(N_("Money")), "money", {"c": case.number})]
    look += [button(words(N_("History")), "history", {"c": case.number})]
    look += [button(words(N_("Why these dates")), "why", {"c": case.number})] if case.clocks else []
    look += [button(words(N_("Insurance")), "cover", {"c": case.number})] if prospects.cover is not None else []
    privacy = "make_public" if case.private else "make_private"
    if MOVES[privacy].roles & roles and (case.is_open or case.private):
        look.append(button(words.term(privacy), privacy, {"c": case.number}))
    look += [button(words(N_("Export the case")), "export_case", {"c": case.number})] if does else []
    if MOVES["erase"].roles & roles:
        look.append(button(words.term("erase"), "erase", {"c": case.number}, style="danger"))
    blocks.append(actions(look, block_id="look"))
    return modal(
        "more", case.reference, blocks, submit=None, close=words(N_("Close this")), meta={**meta, "c": case.number}
    )


def _for_others(case: Case, words: Words, roles: frozenset[str]) -> list[Block]:
    """What is possible now and somebody else's to do, so that nobody looks for it in vain."""
    names: dict[str, str] = {}
    for one in legal_moves(case):
        if not MOVES[one.move].roles & roles:
            others = words(N_(", ")).join(words.term(role) for role in sorted(MOVES[one.move].roles))
            names[one.move] = words(N_("{move} ({roles})"), move=Term(f"move:{one.move}"), roles=Marked(others))
    told = words(N_(", ")).join(names.values())
    return [context(words(N_("For others to do: {moves}"), moves=Marked(told)))] if names else []


def record_modal(
    case: Case, words: Words, chosen: str | None, meta: Mapping[str, Any], roles: frozenset[str] = ALL_ROLES
) -> Block:
    """What was sent to or heard from whom: one choice, then what that choice asks for, nothing required but that."""
    groups = _record_groups(case, words, roles)
    element = select("what", [], placeholder=words(N_("Choose what happened")))
    element.pop("options")
    element["option_groups"] = groups
    every = [one for group in groups for one in group["options"]]
    picked = next((one for one in every if one["value"] == chosen), None)
    if picked is not None:
        element["initial_option"] = picked
    block = field(words(N_("What happened?")), element, "what", optional=False) | {"dispatch_action": True}
    blocks = [context(f"*{case.reference}*"), block]
    move, target, state = unpick(chosen)
    if picked is not None and move in MOVES:
        blocks += move_fields(case, move, target, words)
    else:
        blocks.append(
            context(words(N_("A web form, phone, WeChat, e-mail: whatever the channel, it counts from here.")))
        )
    carried = {**meta, "c": case.number, "m": move if picked else None, "t": target, "s": state}
    submit = words(N_("Save")) if picked else words(N_("Next"))
    title = words(N_("Sent or heard"))
    return modal("record", title, blocks, submit=submit, close=words(N_("Cancel")), meta=carried)


def may_record(case: Case, roles: frozenset[str]) -> bool:
    """Whether there is anything that somebody with these roles may say was sent or heard."""
    return any(one.move in SENT_OR_HEARD and MOVES[one.move].roles & roles for one in legal_moves(case))


def pick(one: LegalMove) -> str:
    """A legal move as an option's value."""
    return f"{one.move}|{one.target or ''}|{one.state}"


def unpick(value: str | None) -> tuple[str, str | None, str | None]:
    """The move, line and state of an option's value; an empty move where it is none."""
    parts = (value or "").split("|")
    if len(parts) != 3:
        return "", None, None
    return parts[0], parts[1] or None, parts[2] or None


def _record_groups(case: Case, words: Words, roles: frozenset[str]) -> list[Block]:
    moves = [one for one in legal_moves(case) if MOVES[one.move].roles & roles]
    groups = []
    for party, label in PARTY_GROUPS:
        options = [option(_named(case, one, words), pick(one)) for one in moves if SENT_OR_HEARD.get(one.move) == party]
        if options:
            groups.append({"label": {"type": "plain_text", "text": words(label)}, "options": options[:100]})
    return groups


def _named(case: Case, one: LegalMove, words: Words) -> str:
    line = line_title(case, one.target, words) if one.target else ""
    return f"{words.move(one.move)} – {line}" if line else words.move(one.move)


def _buttons(case: Case, one: LegalMove, words: Words) -> list[Block]:
    """A move's button; a partial refund is a refund of less, and is looked for under its own name."""
    made = [_button(case, one, words)]
    if one.move == "choose_refund":
        value = {"c": case.number, "s": one.state}
        made.append(button(words(N_("Partial refund")), "decide:choose_refund:part", value))
    return made


def _button(case: Case, one: LegalMove, words: Words) -> Block:
    whole = one.move in WHOLE_REMEDY and one.move != "debited"
    value = {"c": case.number, "t": one.target, "s": one.state if one.target or whole else None}
    if one.move == "snooze":
        return button(_named(case, one, words), "snooze", {"c": case.number})
    if one.move == "draft_claim":
        # The whole form: whom, by when, how much and why, what is missing.
        return button(_named(case, one, words), "claim:new", {"c": case.number})
    kind = "decide" if one.move in DECISIONS else "move" if one.move in ("take", "wake") else "form"
    return button(_named(case, one, words), f"{kind}:{one.move}:{one.target or ''}", value)


def _group(one: LegalMove) -> str:
    if one.move == "dispute_opened":
        return "dispute"
    if one.move in ("draft_claim", "no_claim", "no_claim_on"):
        return "claim"
    return MOVES[one.move].track
