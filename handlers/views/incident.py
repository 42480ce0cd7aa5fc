"""An incident's one message: what its cases share, which they are, what is at stake, and what can be done for all."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from cases.incidents import Incident
from cases.light_dataclass import dataclass
from cases.mass_loss import ASKED_ABOUT, MEMBER, WAS_MEMBER
from cases.money import Money
from cases.words import N_, Person
from handlers.language import Marked, Words, brief, quoted
from handlers.views.card import BETWEEN, masked
from handlers.views.kit import Block, actions, button, context, paragraphs, section

# By this block the message of an incident is known.
INCIDENT_BLOCK = "incident"
MOST_SHOWN, MOST_ASKED_ABOUT = 20, 5
NAME_LONGEST = 40


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of an incident as its message shows it; `link` leads to its card, `last_at` is its last scan."""

    number: int
    reference: str
    state: str
    is_open: bool
    tracking_number: str
    owner: str | None = None
    link: str | None = None
    last_at: datetime | None = None
    place: str | None = None
    scan: str | None = None
    worth: Money | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class IncidentFacts:
    """Everything the message tells. `leads` are asked to decide; `at_work`: something is being noted in its cases."""

    incident: Incident
    cases: tuple[CaseLine, ...]
    carrier: str | None = None
    leads: tuple[str, ...] = ()
    at_work: bool = False

    def of(self, *states: str) -> list[CaseLine]:
        """Its cases that stand so to it."""
        return [one for one in self.cases if one.state in states]


def incident_message(facts: IncidentFacts, words: Words) -> tuple[str, list[Block]]:
    """Text and blocks of the one message, in a channel's language; also what a person is shown of it."""
    head = _head(facts, words)
    blocks: list[Block] = [section("\n".join([head, *_facts(facts, words)]), block_id=INCIDENT_BLOCK)]
    blocks += paragraphs(_listed(facts, words))
    if buttons := _buttons(facts, words):
        blocks.append(actions(buttons, "incident_moves"))
    if facts.incident.is_open:
        blocks += _joining(facts, words)
    if facts.at_work:
        blocks.append(context(words(N_("Being noted in its cases; this message follows."))))
    return _plain(facts, words), blocks


def incident_row(incident: Incident, count: int, open_count: int, carrier: str | None, words: Words) -> str:
    """One incident in one line of a list."""
    parts = [f"{_light(incident)} *{incident.reference}*", words.term(f"incident:{incident.state}")]
    parts.append(quoted(brief(carrier or words(N_("several carriers")), NAME_LONGEST)))
    parts.append(_shared(incident, words))
    told = words.count(N_("{n} case"), N_("{n} cases"), count)
    parts.append(told)
    if incident.is_open and open_count < count:
        parts.append(words(N_("{n} of them still open"), n=open_count))
    return " · ".join(part for part in parts if part)


def incident_list(rows: Sequence[tuple[int, str]], words: Words) -> list[Block]:
    """The incidents, one line each with a button to show it."""
    return [
        section(
            told,
            block_id=f"incident{number}",
            accessory=button(words(N_("Show")), f"incident:show:{number}", {"i": number}),
        )
        for number, told in rows
    ]


def _plain(facts: IncidentFacts, words: Words) -> str:
    count = len(facts.of(MEMBER, WAS_MEMBER, ASKED_ABOUT))
    return words.count(
        N_("{incident}: {n} case that may have one cause"),
        N_("{incident}: {n} cases that may have one cause"),
        count,
        incident=facts.incident.reference,
    )


def _head(facts: IncidentFacts, words: Words) -> str:
    incident, count = facts.incident, len(facts.of(MEMBER, WAS_MEMBER))
    reference = Marked(f"{_light(incident)} *{incident.reference}*")
    if incident.is_proposed:
        return words.count(
            N_("{reference} · proposed: {n} parcel may have been lost in one event."),
            N_("{reference} · proposed: {n} parcels may have been lost in one event."),
            len(facts.of(ASKED_ABOUT)),
            reference=reference,
        )
    if incident.state == "declined":
        return words(N_("{reference} · not one incident."), reference=reference)
    if incident.is_open:
        return words.count(
            N_("{reference} · {n} parcel, one incident."),
            N_("{reference} · {n} parcels, one incident."),
            count or len(facts.of(ASKED_ABOUT)),
            reference=reference,
        )
    return words.count(
        N_("{reference} · closed: {n} parcel, one incident."),
        N_("{reference} · closed: {n} parcels, one incident."),
        count,
        reference=reference,
    )


def _light(incident: Incident) -> str:
    """Its colour, which never stands alone: to be decided, open, over."""
    return "🟡" if incident.is_proposed else "🟠" if incident.is_open else "✅"


def _facts(facts: IncidentFacts, words: Words) -> list[str]:
    incident = facts.incident
    lines = [BETWEEN.join(one for one in _where(facts, words) if one)]
    counted = facts.of(ASKED_ABOUT) if incident.is_proposed else facts.of(MEMBER, WAS_MEMBER)
    lines.append(_at_stake(counted or facts.of(ASKED_ABOUT), words))
    if incident.is_open or incident.asked:
        lines.append(_asked(incident, words))
    if incident.is_proposed:
        lines.append(_question(facts.leads, words))
    elif incident.decided_by and incident.decided_at and incident.state == "declined":
        told = N_("{person} said so on {when}. It is proposed again only if it grows by half.")
        lines.append(words(told, person=Person(incident.decided_by), when=words.day(incident.decided_at)))
    return [line for line in lines if line]


def _question(leads: Sequence[str], words: Words) -> str:
    if not leads:
        return words(N_("Are they one incident? Then one letter asks the carrier about all of them."))
    people = tuple(Person(one) for one in leads)
    asked = N_("{people}: are they one incident? Then one letter asks the carrier about all of them.")
    return words(asked, people=people)


def _where(facts: IncidentFacts, words: Words) -> list[str]:
    incident = facts.incident
    told = [f"*{quoted(brief(facts.carrier, NAME_LONGEST))}*" if facts.carrier else ""]
    told.append(_shared(incident, words))
    if incident.origin or incident.destination:
        told.append(f"{quoted(incident.origin or '?')} → {quoted(incident.destination or '?')}")
    if incident.first_at:
        told.append(words(N_("last scans {days}"), days=days_of(incident, words)))
    return told


def days_of(incident: Incident, words: Words) -> str:
    """The day, or the first and the last, of its cases' last scans."""
    days = [words.day(at) for at in (incident.first_at, incident.last_at) if at]
    return " – ".join(dict.fromkeys(days))


def _shared(incident: Incident, words: Words) -> str:
    mark = brief(incident.mark, NAME_LONGEST)
    if incident.by == "hub":
        return words(N_("last seen in {place}"), place=mark)
    if incident.by == "flight":
        return words(N_("flight {flight}"), flight=mark)
    if incident.by == "bag":
        return words(N_("bag or consignment {bag}"), bag=mark)
    return words(N_("put together by hand"))


def _at_stake(cases: Iterable[CaseLine], words: Words) -> str:
    """What buyers paid, or the goods cost, by currency; different ones are never added up."""
    sums: dict[str, Money] = {}
    unknown = 0
    for one in cases:
        if one.private:
            continue
        if one.worth is None:
            unknown += 1
        else:
            sums[one.worth.currency] = sums[one.worth.currency] + one.worth if one.worth.currency in sums else one.worth
    told = [words.money(money) for _, money in sorted(sums.items())]
    if unknown:
        told.append(words.count(N_("{n} without a price"), N_("{n} without a price"), unknown))
    return words(N_("*At stake*  {told}"), told=Marked(BETWEEN.join(told))) if told else ""


def _asked(incident: Incident, words: Words) -> str:
    if not incident.asked or incident.asked_at is None:
        return words(N_("*Carrier*  not asked about all of them yet"))
    asked = words.day(incident.asked_at)
    if incident.heard_at is not None and incident.heard_at >= incident.asked_at:
        told = N_("*Carrier*  asked on {asked}, answered on {heard}")
        return words(told, asked=asked, heard=words.day(incident.heard_at))
    return words(N_("*Carrier*  asked on {asked}, no answer to that letter yet"), asked=asked)


def _listed(facts: IncidentFacts, words: Words) -> list[str]:
    cases = facts.of(MEMBER, WAS_MEMBER)
    if facts.incident.is_proposed or facts.incident.state == "declined" or not cases:
        cases = facts.of(ASKED_ABOUT, MEMBER, WAS_MEMBER)
    lines = [_line(one, words) for one in cases[:MOST_SHOWN]]
    left = len(cases) - MOST_SHOWN
    if left > 0:
        lines.append(words.count(N_("… and {n} more case"), N_("… and {n} more cases"), left))
    return lines


def _line(one: CaseLine, words: Words) -> str:
    if one.private:
        return f"• *{one.reference}* · 🔒"
    reference = f"<{one.link}|{one.reference}>" if one.link else f"*{one.reference}*"
    parts = [f"• {reference}", masked(one.tracking_number)]
    if one.scan and one.last_at:
        scan = words.term(f"scan:{one.scan}").rstrip(".。")
        parts.append(words.day(one.last_at))
        parts.append(f"{quoted(brief(one.place, NAME_LONGEST))}, {scan}" if one.place else scan)
    if not one.is_open:
        parts.append(words.term("closed"))
    elif one.owner:
        parts.append(f"<@{one.owner}>")
    return " · ".join(parts)


def _buttons(facts: IncidentFacts, words: Words) -> list[Block]:
    incident, value = facts.incident, {"i": facts.incident.number}
    if incident.is_proposed:
        yes = button(words(N_("Make it one incident")), "incident:accept", value, "primary")
        return [yes, button(words(N_("Not one")), "incident:decline", value)]
    if not incident.is_open:
        return []
    made = [button(words(N_("Letter to the carrier")), "incident_letter", value)]
    if incident.asked:
        made.append(button(words(N_("They replied")), "incident_replied", value))
    made.append(button(words(N_("Add a case")), "incident:add", value))
    made.append(button(words(N_("Close the incident")), "incident:close", value))
    return made if incident.asked else [{**made[0], "style": "primary"}, *made[1:]]


def _joining(facts: IncidentFacts, words: Words) -> list[Block]:
    """Cases that turned up later and may belong to it: one click each."""
    found = [one for one in facts.of(ASKED_ABOUT) if one.is_open] if not facts.at_work else []
    blocks: list[Block] = []
    for one in found[:MOST_ASKED_ABOUT]:
        told = words(N_("*May belong to it too*  {case}"), case=Marked(_line(one, words).removeprefix("• ")))
        value = {"i": facts.incident.number, "n": one.number}
        yes = button(words(N_("Add it")), f"incident:join:{one.number}", value)
        no = button(words(N_("Not this one")), f"incident:leave_out:{one.number}", value)
        blocks += [section(told), actions([yes, no], f"may_belong{one.number}")]
    left = len(found) - MOST_ASKED_ABOUT
    if left > 0:
        more = words.count(N_("… and {n} more that may belong to it"), N_("… and {n} more that may belong to it"), left)
        blocks.append(context(more))
    return blocks
