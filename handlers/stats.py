"""`/lost stats`: how carriers, services, lanes, warehouses and the like did, with the cases behind every line."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cases.rights import check_may_do, may_do
from cases.scorecards import BY, PERIODS
from cases.words import N_, NoLongerApplies, Refused
from handlers.case_rows import row_of
from handlers.stats_facts import behind, scorecard, sees_money
from handlers.stats_files import STATS
from handlers.stats_letters import shared_letter
from handlers.views.case_list import case_list
from handlers.views.scorecard import figure_buttons, scorecard_blocks, scorecard_text
from handlers.visit import Answer, Verb, Visit
from handlers.where_posted import usable
from storage.case_lists import Filters
from storage.sendings import NO_CASE, Sending

PAGE_SIZE = 10
WORDS = {
    "carrier": "carrier",
    "carriers": "carrier",
    "承运商": "carrier",
    "service": "service",
    "services": "service",
    "服务": "service",
    "lane": "lane",
    "lanes": "lane",
    "线路": "lane",
    "hub": "hub",
    "hubs": "hub",
    "枢纽": "hub",
    "warehouse": "warehouse",
    "warehouses": "warehouse",
    "仓库": "warehouse",
    "sku": "sku",
    "skus": "sku",
    "商品编码": "sku",
    "货号": "sku",
    "packaging": "packaging",
    "包装": "packaging",
    "marketplace": "marketplace",
    "market": "marketplace",
    "平台": "marketplace",
    "cause": "cause",
    "causes": "cause",
    "原因": "cause",
    "prevention": "prevention",
    "avoidable": "prevention",
    "可避免": "prevention",
    "route": "route",
    "routes": "route",
    "路线": "route",
}
SPANS = {f"{days}{unit}": days for days in PERIODS for unit in ("", "d", "天")}


def stats(visit: Visit) -> Answer:
    """`/lost stats [30d · 90d · 365d] [carrier · service · lane · hub · warehouse · sku · packaging · …]`."""
    by, days = _typed(visit.ask.text)
    words = visit.words
    reader, with_money = visit.who.sees_only, sees_money(visit.who)
    card = scorecard(visit.tx, visit.workspace, by, days, visit.at, words, reader, with_money=with_money)
    may_share, may_take = (may_do(deed, visit.who.roles) for deed in ("post_digest", "stats_file"))
    blocks = scorecard_blocks(card, words, may_share=may_share, may_take=may_take)
    return Answer(text=scorecard_text(card, words), blocks=blocks)


def sent_as_file(visit: Visit) -> Answer:
    """`/lost stats csv`, with the same words."""
    return _owe_file(visit, *_typed(visit.ask.text))


def file_clicked(visit: Visit) -> Answer:
    """The CSV button."""
    return _owe_file(visit, *_of_button(visit.ask.value))


def shared(visit: Visit) -> Answer:
    """Post the scorecard in the channel, as of now and without private cases: everybody there reads it."""
    check_may_do("post_digest", visit.who.roles)
    by, days = _of_button(visit.ask.value)
    channel = visit.tx.channels.get(visit.workspace, visit.ask.channel) if visit.ask.channel else None
    if channel is None or not usable(channel, visit.settings):
        raise Refused(N_("Tracer is not in this channel, so nothing was posted. Type /lost stats where Tracer is."))
    money = sees_money(visit.who)
    visit.desk.owe(shared_letter(visit.workspace, channel.id, by, days, visit.at, visit.ask.key, with_money=money))
    return Answer(text=visit.words(N_("The scorecard is on its way to this channel, without private cases.")))


def cases_behind(visit: Visit) -> Answer:
    """The cases behind a figure, as many as it counted: of private ones those that whoever clicks may see."""
    value, words = visit.ask.value, visit.words
    rows, figures = behind(visit.tx, visit.workspace, value, visit.who.sees_only, *_period(value))
    if rows is None:
        raise _outdated()
    if not sees_money(visit.who):
        figures = {name: found for name, found in figures.items() if name != "money"}
    figure, page = value.get("f", "opened"), value.get("p", 1)
    numbers = figures.get(str(figure), [])
    pages = max(1, -(-len(numbers) // PAGE_SIZE))
    page = min(max(page if isinstance(page, int) else 1, 1), pages)
    here = numbers[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    filters = Filters(status=None, numbers=tuple(here), reader=visit.who.sees_only)
    found = visit.tx.cases.listing(visit.workspace, filters, 1, PAGE_SIZE)
    meta = {name: value[name] for name in ("b", "d", "u", "a", "y", "n", "m", "f") if name in value}
    shown = [row_of(one) for one in found.cases]
    blocks = case_list(shown, len(numbers), page, pages, words, visit.at, meta, turns="stats_cases")
    counts = {name: len(found) for name, found in figures.items()}
    blocks += figure_buttons(counts, {name: one for name, one in meta.items() if name != "f"}, words)
    return Answer(text=words.count(N_("{n} case"), N_("{n} cases"), len(numbers)), blocks=blocks)


def _period(value: Mapping[str, Any]) -> tuple[str, int, datetime]:
    by, days = _of_button(value)
    try:
        return by, days, datetime.fromisoformat(str(value.get("u")))
    except ValueError:
        raise _outdated() from None


def _owe_file(visit: Visit, by: str, days: int) -> Answer:
    check_may_do("stats_file", visit.who.roles)
    key = f"{STATS}:{visit.who.id}:{visit.ask.key}"
    params = {"by": by, "days": days, "until": visit.at.isoformat()}
    visit.tx.sendings.want(Sending(visit.workspace, key, NO_CASE, STATS, visit.who.id, visit.at, params))
    return Answer(text=visit.words(N_("The scorecard comes to you as a file, in your direct messages.")))


def _typed(text: str) -> tuple[str, int]:
    by, days = BY[0], PERIODS[0]
    for word in text.lower().split():
        if word in WORDS:
            by = WORDS[word]
        elif word in SPANS:
            days = SPANS[word]
        else:
            raise Refused(
                N_(
                    "“{word}” is not understood, so nothing was counted. Write 30d, 90d or 365d, and carrier, service, "
                    "lane, hub, warehouse, sku, packaging, marketplace, cause, avoidable or route."
                ),
                word=word[:40],
            )
    return by, days


def _of_button(value: Mapping[str, Any]) -> tuple[str, int]:
    by, days = value.get("b"), value.get("d")
    if by not in BY or days not in PERIODS:
        raise _outdated()
    return str(by), int(days)


def _outdated() -> Refused:
    return NoLongerApplies(N_("This scorecard is of no use any more. Type /lost stats for a new one."))


VERBS = (
    Verb(
        "stats",
        N_(
            "[30d · 90d · 365d] [carrier · service · lane · hub · warehouse · sku · packaging · marketplace · cause · "
            "avoidable · route]"
        ),
        N_("what was lost, answered, paid and left, by carrier, lane, cause or what could have avoided it"),
        stats,
        ("统计",),
        writes=False,
    ),
    Verb(
        "stats csv",
        N_("(with the same words)"),
        N_("the same as a CSV file, sent to you"),
        sent_as_file,
        ("统计 csv",),
    ),
)
CLICKS = {"stats_cases": cases_behind, "stats_share": shared, "stats_csv": file_clicked}
