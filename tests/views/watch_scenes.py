"""Watched parcels as they are shown: what became of numbers and files, the list, the offer, and the form."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from cases.causes import CAUSES
from cases.watching import Watched, WatchedPage
from handlers.language import Words, cut
from handlers.views.kit import MESSAGE_TEXT_LONGEST
from handlers.views.watch import (
    MOST_OFFERED,
    Begun,
    begun_told,
    list_told,
    offer_blocks,
    stalled_section,
    watch_form,
    watched_list,
)
from partners.carriers.number_lists import WHY, BadLine, NumberList, read_number_list
from partners.carriers.numbers import recognise


def of_watching(words: Words, text: str, now: datetime) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, surface and payload of each, with a text of somebody's wherever one can stand."""
    parcels = [_watched(n, cause, now) for n, cause in enumerate(CAUSES)]
    begun = Begun(
        tuple(one.number for one in parcels),
        {one.number: "LOST-0001" for one in parcels},
        {one.number: one for one in parcels},
        tuple(recognise(f"1Z999AA1012345678{n}") for n in (5, 6)),
        no_room=3,
        can_see=False,
    )
    yield "begun", "message", {"text": cut(begun_told(begun, words), MESSAGE_TEXT_LONGEST)}
    bad = tuple(BadLine(n, text, why) for n, why in enumerate(WHY))
    listed = NumberList(read_number_list(b"1Z999AA10123456784").numbers, bad * 5, text[:300], 3, 4)
    yield "a list", "message", {"text": cut(list_told(begun, listed, words), MESSAGE_TEXT_LONGEST)}
    for mine in (True, False):
        page = WatchedPage(tuple(parcels[:10]), 400, 2, 40)
        blocks = watched_list(page, words, {} if mine else {"all": 1}, can_see=mine, mine=mine)
        yield "watched", "message", {"text": "x", "blocks": blocks}
    nothing = watched_list(WatchedPage((), 0, 1, 1), words, {}, can_see=True, mine=True)
    yield "nothing watched", "message", {"text": "x", "blocks": nothing}
    for whose in (None, "U0LIN0000"):
        query = {"at": now.isoformat(), "to": "U0LIN0000"}
        told, blocks = offer_blocks(parcels[: MOST_OFFERED + 9], words, query, whose)
        yield "offer", "message", {"text": told, "blocks": blocks}
    yield "stalled", "home", {"type": "home", "blocks": stalled_section(parcels[:5], 9, words)}
    yield "watch form", "modal", watch_form(words, {"ch": "C0LOSTPAR"})


def _watched(n: int, cause: str, now: datetime) -> Watched:
    stalls, delivered = n % 2 == 0, cause == "delivered"
    return Watched(
        "T1",
        f"RB{n:09d}CN" + "9" * 20,
        "U0LIN0000",
        now,
        ("ups", "yanwen", None, "4px")[n % 4],
        "C0LOSTPAR",
        cause,
        now.date(),
        now if stalls else None,
        now - timedelta(days=1) if delivered else None,
    )
