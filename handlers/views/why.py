"""Why a date is what it is: for each running clock the rule, what it counts from, its source, and how sure that is."""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from cases.case import Case, Clock
from cases.ladder import deadline_of
from cases.programmes import Dated, Window
from cases.prospects import Prospects
from cases.wanted import NOBODY
from cases.words import N_, Person, Term
from handlers.language import Marked, Words, brief, cut, quoted
from handlers.views.claim_windows import first_day, is_old, missing_of, trap_told, unpaid_told
from handlers.views.kit import Block, modal, paragraphs, section
from handlers.views.move_form import line_title
from handlers.views.rule_words import counted_told, linked, own_period_told, period_told, sourced
from handlers.views.steps import step_term
from handlers.views.story import ERASED

TextOf = Callable[[str], str | None]
LONGEST_QUOTE = 200
# Of the 12,000 characters that the blocks of a message may have in all.
ROOM, LONGEST_EXPLAINED = 10_500, 2_000


def why_blocks(case: Case, prospects: Prospects, words: Words, now: datetime, text_of: TextOf) -> list[Block]:
    """One paragraph for each clock, the earliest first, then what other payers' rules say."""
    clocks = [
        one for one in case.clocks if one.kind != "find_date" and not (one.due_at is None and one.kind == "watch")
    ]
    clocks.sort(key=lambda one: (one.waiting_on == NOBODY, one.due_at is None, one.due_at or now))
    laws = {one.closes.rule.id: one for one in prospects.beside if one.closes and one.programme.role == "law"}
    told = [_explained(case, one, words, now, text_of, laws.get(one.terms.get("rule", ""))) for one in clocks]
    told += [f"• {unpaid_told(one, words)} {_by_source(one, words)}" for one in prospects.unpaid]
    used = {one.terms.get("rule") for one in clocks}
    if left := [_beside(one, words) for rule, one in laws.items() if rule not in used]:
        told += [words(N_("⚠️ The law sets limits of its own, which may end before the carrier's:")), *left]
    beside = [_beside(one, words) for one in prospects.beside if one.closes and one.programme.role != "law"]
    if beside:
        told += [words(N_("Not asked, because another stands in their place:")), *beside]
    head = words(N_("*Why {reference} has these dates*"), reference=case.reference)
    return [section(head), *paragraphs(_fitting(told, words) or [words(N_("No clock is running."))])]


def why_modal(blocks: list[Block], words: Words) -> Block:
    """The same in a modal, for who asked by a button."""
    return modal("why", words(N_("Why these dates")), blocks, submit=None, close=words(N_("Close this")), meta={})


def _fitting(told: list[str], words: Words) -> list[str]:
    """As many of these as one message takes, and how many are left."""
    kept, room = [], ROOM
    for one in (cut(line, LONGEST_EXPLAINED) for line in told):
        room -= len(one)
        if room < 0:
            break
        kept.append(one)
    left = len(told) - len(kept)
    return [*kept, words.count(N_("and {n} more"), N_("and {n} more"), left)] if left else kept


def _explained(case: Case, clock: Clock, words: Words, now: datetime, text_of: TextOf, law: Window | None) -> str:
    lines = [f"• {_head(case, clock, words)}", *_because(case, clock, words, text_of)]
    if law is not None:
        said = N_("The law sets this limit, not the carrier: {law}. A claim that is filed until then keeps it.")
        lines.append(words(said, law=law.programme.name))
    lines += [one for one in (trap_told(clock, words), _asks(clock, words)) if one]
    if is_old(clock, now):
        lines.append(
            words(N_("🟠 Nobody has checked this rule for half a year. Look at its source before you rely on it."))
        )
    if clock.terms.get("snoozed_until"):
        until = datetime.fromisoformat(clock.terms["snoozed_until"])
        lines.append(words(N_("Snoozed until {until}."), until=until))
    others = [one for one in clock.terms.get("others", "").split("\n") if one]
    lines += [words(N_("Also said: {other}"), other=Marked(_other(one, words))) for one in others[:3]]
    return _whole_lines([lines[0], *(f"      {line}" for line in lines[1:])])


def _whole_lines(lines: list[str]) -> str:
    """As many of the lines as there is room for: an address that is cut leads nowhere."""
    told = lines[0]
    for line in lines[1:]:
        if len(told) + len(line) >= LONGEST_EXPLAINED:
            break
        told += f"\n{line}"
    return told


def _head(case: Case, clock: Clock, words: Words) -> str:
    what = words.term(step_term(case, clock.kind, clock.key))
    whose = line_title(case, clock.key.rpartition(":")[2], words) or clock.terms.get("programme", "")
    name = f"*{quoted(what)}*" + (f" ({quoted(brief(whose))})" if whose else "")
    if clock.due_at is None:
        return words(N_("{clock}: 🟠 date unknown"), clock=Marked(name))
    last_day = clock.terms.get("last_day")
    if last_day:
        day = date.fromisoformat(last_day)
        told = words(N_("{clock}: before {day}"), clock=Marked(name), day=words.day(day))
        if clock.due_at < (deadline_of(clock) or clock.due_at):
            told += words(N_("; a day off for us, so we act by {due}"), due=clock.due_at)
        return told
    if opens := first_day(clock):
        return words(N_("{clock}: from {day}"), clock=Marked(name), day=words.day(opens))
    return words(N_("{clock}: {due}"), clock=Marked(name), due=deadline_of(clock))


def _because(case: Case, clock: Clock, words: Words, text_of: TextOf) -> list[str]:
    terms, rule = clock.terms, clock.terms.get("rule")
    if rule == "stated":
        return [_stated(case, clock, words, text_of)]
    if rule == "unknown":
        return [_unknown(clock, words)]
    if rule == "default":
        return [_own_period(clock, words)]
    if rule is None:
        return []
    told = [_rule(terms, words)]
    if terms.get("by"):
        said = N_("From your own contract, set by {who} on {day}: {why}")
        set_at = datetime.fromisoformat(terms["set_at"]) if "set_at" in terms else date.fromisoformat(terms["checked"])
        told.append(words(said, who=Person(terms["by"]), day=words.day(set_at), why=terms.get("why", "–")))
        public = [one for one in terms.get("instead_of", "").split("\n") if one]
        told += [
            words(N_("Instead of what is public: {other}"), other=Marked(_other(one, words))) for one in public[:3]
        ]
    elif terms.get("source"):
        checked = date.fromisoformat(terms["checked"])
        told.append(sourced(terms["source"], checked, terms.get("confidence", ""), words))
    return told


def _rule(terms: Mapping[str, str], words: Words) -> str:
    """The rule of a clock in the reader's words, and the day it counts from."""
    if not {"field", "amount", "unit", "anchor"} <= terms.keys():
        return words(N_("By this rule: {rule}"), rule=terms.get("text", terms["rule"]))
    day = date.fromisoformat(terms["anchored_on"]) if "anchored_on" in terms else None
    return counted_told(terms["field"], int(terms["amount"]), terms["unit"], terms["anchor"], day, words)


def _other(line: str, words: Words) -> str:
    """Another version of the same rule, and the day it would give."""
    day, amount, unit, anchor, source, text, chinese, condition, condition_zh = (line.split("\t") + [""] * 8)[:9]
    told = quoted(chinese if words.language == "zh_CN" and chinese else text)
    if amount:
        period = period_told(int(amount), unit, words)
        told = words(N_("{period} from {anchor}"), period=period, anchor=Term(f"anchor:{anchor}"))
    if condition:
        told = words(N_("{rule}, on condition: {condition}"), rule=Marked(told), condition=brief(
            condition_zh if words.language == "zh_CN" and condition_zh else condition, LONGEST_QUOTE))  # fmt: skip
    if day:
        told = words(N_("{rule}: {day}"), rule=Marked(told), day=words.day(date.fromisoformat(day)))
    return f"{told} ({linked(source)})" if source else told


def _stated(case: Case, clock: Clock, words: Words, text_of: TextOf) -> str:
    entered = next((one for one in reversed(case.dates) if one.clock == clock.key), None)
    if entered is None:
        return words(N_("As somebody entered it."))
    said = text_of(entered.source.ref) if entered.source else None
    if entered.source and said is None:
        said = words(ERASED)
    if not said:
        return words(N_("Entered by {who}."), who=Person(entered.by))
    return words(N_("Entered by {who}: {source}"), who=Person(entered.by), source=brief(said, LONGEST_QUOTE))


def _unknown(clock: Clock, words: Words) -> str:
    missing = missing_of(clock)
    if missing:
        facts = words(N_(", ")).join(words.term(f"anchor:{one}") for one in missing)
        return words(N_("The rule counts from {facts}, and that is not entered: More → Parcel and route."), facts=facts)
    return words(N_("No rule with a source gives this date. Find it out and enter it: More → Enter a date."))


def _own_period(clock: Clock, words: Words) -> str:
    written = clock.terms.get("period", "").split()
    if len(written) != 2:
        return words(N_("By the team's own period."))
    told = own_period_told(int(written[0]), written[1], words)
    return words(N_("No outside rule: {period}, from {since}"), period=told, since=clock.since)


def _asks(clock: Clock, words: Words) -> str:
    asks = [one for one in clock.terms.get("asks", "").split(",") if one]
    if not asks:
        return ""
    facts = words(N_(", ")).join(words.term(f"fact:{one}") for one in asks)
    return words(N_("Not known: {facts}. The strictest value that may apply is used."), facts=facts)


def _by_source(one: Window, words: Words) -> str:
    rule = one.not_covered
    if rule is None or not rule.source:
        return ""
    return f"({sourced(rule.source, rule.checked, rule.confidence, words)})"


def _beside(one: Window, words: Words) -> str:
    closes: Dated | None = one.closes
    assert closes is not None and closes.day is not None
    rule = closes.rule
    assert rule.amount is not None and rule.unit is not None and rule.anchor is not None
    counted = counted_told(rule.field, rule.amount, rule.unit, rule.anchor, closes.anchored_on, words)
    return words(
        N_("• {payer}: before {day} ({rule})"),
        payer=one.programme.name,
        day=words.day(closes.day),
        rule=Marked(counted),
    )
