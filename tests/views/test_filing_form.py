"""The forms that file and cancel a claim through an interface, in both languages, with the worst texts."""

from decimal import Decimal
from typing import Any

import pytest

from bot.playground.block_limits import check_view
from cases.case import Claim
from cases.evidence import SLOTS
from cases.filings import CANCELLING, FILED, OVER, REFUSED, UNKNOWN, UNSETTLED, WANTED
from handlers.language import Words
from handlers.views.filing_form import FilingProposed, FilingShown, cancel_form, filing_blocks, filing_form
from handlers.views.kit import modal
from partners.insurers.known import INTERFACES
from tests.cases.telling import eur, report
from tests.views.nasty import ALL
from tests.views.test_evidence import look_at

LANGUAGES = [Words("en", "Asia/Shanghai"), Words("zh_CN", "America/Los_Angeles")]
EASYPOST = INTERFACES["easypost"]


@pytest.mark.parametrize("words", LANGUAGES, ids=["en", "zh_CN"])
@pytest.mark.parametrize("text", ALL, ids=range(len(ALL)))
def test_the_forms_are_within_slacks_limits_whatever_is_in_them(words: Words, text: str) -> None:
    case = report(eur(80)).case
    files = [(f"E{n}", SLOTS[n % len(SLOTS)], text if n % 2 else None, n % 3 > 0) for n in range(300)]
    proposed = FilingProposed(EASYPOST, "C1", Decimal("31.5"), text * 40, text, text, files, SLOTS, [text] * 30)
    view = filing_form(case, proposed, words, {"ch": "C1"})
    assert check_view(view) == []
    look_at(view)
    inputs = [one["block_id"] for one in view["blocks"] if one["type"] == "input"]
    assert inputs == ["amount", "description", "email", "name", "documents", "lacking"]
    view = cancel_form(case, Claim("C1", text, "insurer", "filed", reference=text), EASYPOST, words, {"ch": "C1"})
    assert check_view(view) == []
    look_at(view)


@pytest.mark.parametrize("words", LANGUAGES, ids=["en", "zh_CN"])
@pytest.mark.parametrize(
    ("state", "claim", "button"),
    [
        (None, None, "file_through"),
        (None, "drafted", "file_through"),
        (WANTED, "drafted", None),
        (UNKNOWN, "drafted", None),
        (UNSETTLED, "drafted", "file_through"),
        (REFUSED, "drafted", "file_through"),
        (OVER, "withdrawn", "file_through"),
        (FILED, "filed", "cancel_through"),
        (FILED, "info_requested", "contact cancel_through"),
        (CANCELLING, "filed", None),
    ],
)
def test_there_is_a_button_for_what_may_be_done_now_and_a_sentence_for_what_is_under_way(
    words: Words, state: str | None, claim: str | None, button: str | None
) -> None:
    case = report(eur(80)).case
    line = Claim("C1", "EasyPost Insurance", "insurer", claim) if claim else None
    why: dict[str, Any] = {"text": "{insurer} refused (status {status}): “{said}”.",
                           "params": {"insurer": "EasyPost", "status": "418", "said": "x" * 300}}  # fmt: skip
    shown = FilingShown(EASYPOST, state, "in_review", why if state == REFUSED else None)
    blocks = filing_blocks(case, line, shown, words)
    made = [*(one["accessory"] for one in blocks if "accessory" in one), *blocks[-1].get("elements", ())]
    assert [one["action_id"] for one in made] == (button or "").split()
    view = modal("claim", "x", blocks, submit=None, close="x", meta={})
    assert check_view(view) == []
