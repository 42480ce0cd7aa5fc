"""The one waist through which every change to a case goes.

Load the case, let the rules decide, keep case, log, clocks and letters together in the caller's transaction. What
is personal is put apart first, so that the log holds only references. Nothing here talks to Slack or to a partner.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime, time
from decimal import Decimal
from typing import Any

from cases.act import Act, Circumstances
from cases.approval_hours import hours_of, tell_at
from cases.case import Actor, Case, Investigation, Order, Parcel, TextRef
from cases.decide import Decision, decide, opened
from cases.ladder import PRESETS
from cases.letters import Letter
from cases.light_dataclass import dataclass
from cases.moves import AGENT, MOVES
from cases.notices import approval_letters, card_letter, letters_for
from cases.own_periods import in_season, periods_of
from cases.privacy import check_may_see
from cases.recovered import may_be_mixed
from cases.terms import Terms
from cases.wanted import US
from cases.words import N_, NoLongerApplies
from cases.working_time import WEEKDAY_BLOCKS, TeamHours
from handlers.home_refresh import home_changes
from handlers.rules_in_force import rule_book, team_calendar
from handlers.usual_trade import with_usual_trade
from handlers.where_posted import usable
from handlers.who import approvers, limits_of, with_any_role
from storage.personal import Kind
from storage.records import Settings
from storage.transaction import Transaction

LONGEST_TEXT = 3000
# What a button carries may be forged; no database is asked for a number that no case can have.
MOST_CASES = 2**31


@dataclass(frozen=True, slots=True)
class Report:
    """What is known of a parcel when its case is opened."""

    parcel: Parcel
    order: Order = Order()
    home_channel: str | None = None
    linked: tuple[int, ...] = ()
    note: str | None = None


class Desk:
    """The desk of one workspace within one transaction, at one instant (UTC).

    `reader` is the person it is opened for, who sees no private case that is not for them; None sees every case.
    """

    def __init__(
        self,
        tx: Transaction,
        workspace: str,
        at: datetime,
        settings: Settings | None = None,
        reader: Actor | None = None,
    ) -> None:
        self.tx = tx
        self.workspace = workspace
        self.at = at
        self.settings = settings or tx.settings(workspace).get()
        self.reader = reader

    def open(self, report: Report, actor: Actor, number: int | None = None) -> Case:
        """Open a case and return it; its clocks run and its card is owed. Whether one exists is the caller's to ask.

        It gets the next number, unless it is given one that was counted for it.
        """
        number = number or self.tx.cases.next_number(self.workspace)
        parcel, order = with_usual_trade(report.parcel, report.order, self.settings)
        case = Case(
            workspace=self.workspace,
            number=number,
            version=1,
            opened_at=self.at,
            opened_by=actor.id,
            parcels=(parcel,),
            order=order,
            home_channel=report.home_channel,
            linked=report.linked,
            investigations=(Investigation("I1", report.parcel.carrier_name or "?"),),
        )
        decision = opened(case, actor, {"number": report.parcel.number}, self._circumstances(case, elsewhere={}))
        self._keep(decision, None)
        if report.note:
            return self.move(number, Act("note", actor, details={"text": report.note}))
        return decision.case

    def move(self, number: int, act: Act) -> Case:
        """Make a move and return the case after it. Raises Refused with a sentence; then nothing was kept."""
        case = self.case(number)
        # Decided once before anything personal is kept, so that a refusal leaves nothing behind.
        decision = decide(case, act, self._circumstances(case))
        linked = self._opened_for_lost_replacement(case, act)
        details = self._texts_apart(case, act)
        if linked is not None:
            details["linked_case"] = linked.number
        if details != act.details:
            decision = decide(case, replace(act, details=details), self._circumstances(case))
        self._keep(decision, case)
        return decision.case

    def check(self, number: int, act: Act) -> None:
        """Refuse what `move` would refuse, with its sentence; keeps nothing either way."""
        case = self.case(number)
        decide(case, act, self._circumstances(case))

    def recount(self, case: Case, actor: Actor) -> bool:
        """Look up the dates again that nobody knew. Where the rules give none now, nothing happens."""
        decision = decide(case, Act("recount", actor), self._circumstances(case))
        if _undated(decision.case) >= _undated(case):
            return False
        self._keep(decision, case)
        return True

    def case(self, number: int) -> Case:
        """The case of that number, held for this transaction; refused with a sentence when there is none, and when it
        is private and not for the reader.
        """
        case = self.tx.cases.load(self.workspace, number) if 0 < number < MOST_CASES else None
        if case is None:
            raise NoLongerApplies(
                N_("There is no case LOST-{number}. “/lost list” shows the open ones."), number=f"{number:04d}"
            )
        if self.reader is not None:
            check_may_see(case, self.reader)
        return case

    def refresh(self, case: Case, because: str) -> None:
        """Owe the case's cards anew though nothing moved: somebody clicked on an old one, or it was asked for."""
        because = f"{because}:{self.at.timestamp():.3f}"
        self.tx.outbox.add(card_letter(case, because), self.at)
        told = self._told(case)
        for remedy in case.remedies:
            self.tx.outbox.add_all(approval_letters(case, remedy, (), told.get(remedy.id, ()), because), self.at)

    def ask_approvers(self, case: Case, because: str) -> None:
        """Owe every waiting request of a case to whoever may decide it now: approvers may have changed since."""
        because = f"{because}:{self.at.timestamp():.3f}"
        for remedy in case.remedies:
            self.tx.outbox.add_all(approval_letters(case, remedy, self._approvers(), (), because), self.at)

    def owe(self, letter: Letter) -> None:
        """Owe Slack one more letter of this transaction."""
        self.tx.outbox.add(letter, self.at)

    def _keep(self, decision: Decision, before: Case | None) -> None:
        self.tx.cases.keep(decision.case, decision.entry)
        changed = "remedies" in decision.entry.changes
        readers = self._approvers() if changed else []
        told = self._told(decision.case) if changed else {}
        letters = self._at_their_hours(decision.case, letters_for(decision, readers, told), told)
        self.tx.outbox.add_all(letters, self.at, first=decision.case.version == 1)
        home_changes(self.tx, before, decision.case, [*readers, *self._answering(before, decision.case)], self.at)

    def _answering(self, before: Case | None, after: Case) -> list[str]:
        """Everybody of the role whose step it has become, or was until now."""
        steps = {one.next_step for one in (before, after) if one is not None and one.next_step is not None}
        roles = {one.role for one in steps if one.owner is None and one.waiting_on == US} - {AGENT}
        if len(steps) < 2 or not roles:
            return []
        return with_any_role(self.tx, self.workspace, self.settings, frozenset(roles))

    def _at_their_hours(self, case: Case, letters: list[Letter], told: Mapping[str, Collection[str]]) -> list[Letter]:
        """The letters, those meant for later that ask approvers who hear of requests at set hours."""
        hours = hours_of(self.settings.approvals_at)
        if not hours:
            return letters
        at = tell_at(case, self.at, hours, team_calendar(self.settings))
        return [replace(one, not_before=at) if _asks_anew(one, told) else one for one in letters]

    def _approvers(self) -> list[str]:
        """Who gets a request's card: the channel for approvals while it can be posted in, else each approver."""
        channel = self.settings.approvals_channel
        known = self.tx.channels.get(self.workspace, channel) if channel else None
        if channel and (known is None or usable(known, self.settings)):
            return [channel]
        return approvers(self.tx, self.workspace, self.settings)

    def _told(self, case: Case) -> dict[str, list[str]]:
        """Who has a request's card, by remedy."""
        told: dict[str, list[str]] = {}
        for purpose in self.tx.posts.all(self.workspace, case.number):
            kind, _, rest = purpose.partition(":")
            remedy, _, reader = rest.partition(":")
            if kind == "approval" and reader:
                told.setdefault(remedy, []).append(reader)
        return told

    def _circumstances(self, case: Case, elsewhere: Mapping[str, Decimal] | None = None) -> Circumstances:
        """What the rules must know beside the case. `elsewhere`, what was decided for the order before, is looked up
        unless it is given: for what decides nothing it need not be.
        """
        if elsewhere is None:
            ref = case.order.ref
            elsewhere = self.tx.cases.decided_elsewhere(self.workspace, ref, case.number) if ref else {}
        terms = replace(terms_of(self.settings, self.at), rules=rule_book(self.tx, self.workspace))
        rates = tuple(self.tx.rates(self.workspace).of(self.at.date())) if may_be_mixed(case) else ()
        return Circumstances(self.at, terms, limits_of(self.settings), elsewhere, rates=rates)

    def _texts_apart(self, case: Case, act: Act) -> dict[str, Any]:
        """The details with every free text kept apart and replaced by its reference and hash."""
        return {name: self._apart(case, act.move, name, value) for name, value in act.details.items()}

    def _apart(self, case: Case, move: str, name: str, value: Any) -> Any:
        if not isinstance(value, str) or not _is_text(move, name):
            return value
        kind = Kind.MESSAGE if move in ("buyer_wrote", "answer_buyer") else Kind.NOTE
        return TextRef(*self.tx.personal.put(self.workspace, case.number, kind, value[:LONGEST_TEXT]))

    def _opened_for_lost_replacement(self, case: Case, act: Act) -> Case | None:
        """A replacement that is lost too goes on as a case of its own, linked both ways."""
        if act.move != "replacement_lost":
            return None
        remedy = next(one for one in case.remedies if one.id == (act.target or one.id) and one.replacement)
        parcel = next(one for one in case.parcels if one.number == remedy.replacement)
        report = Report(replace(parcel, role="lost"), case.order, case.home_channel, linked=(case.number,))
        return self.open(report, act.actor)


def terms_of(settings: Settings, at: datetime | None = None) -> Terms:
    """What clocks are computed with for this workspace: its zone and blocks, and the season of an instant."""
    calendar = team_calendar(settings)
    periods = periods_of(settings.periods)
    if at is not None:
        periods = in_season(periods, calendar.date_of(at), settings.peak_from, settings.peak_until)
    return Terms(
        team=TeamHours(calendar, blocks_of(settings.blocks)),
        party=calendar,
        periods=periods,
        ladder=PRESETS.get(settings.ladder, PRESETS["standard"]),
    )


def blocks_of(written: str) -> tuple[tuple[time, time], ...]:
    """Working blocks as settings keep them, `09:00-12:00,13:00-18:00`; the usual ones for `auto`."""
    if written in ("", "auto"):
        return WEEKDAY_BLOCKS
    pairs = [block.split("-") for block in written.split(",")]
    return tuple((time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip())) for opens, closes in pairs)


def _asks_anew(letter: Letter, told: Mapping[str, Collection[str]]) -> bool:
    """Whether a letter shows a request to somebody who has no card of it yet."""
    remedy = letter.params.get("remedy")
    return letter.kind == "approval" and letter.params.get("reader") not in told.get(str(remedy), ())


def _undated(case: Case) -> int:
    return sum(one.due_at is None for one in case.clocks)


def _is_text(move: str, name: str) -> bool:
    """Whether a detail is somebody's own words, which may name a buyer and so are kept apart."""
    if name in ("reason", "text", "source"):
        return True
    return any(one.name == name and one.kind == "text" for one in MOVES[move].fields)
