"""The form of a claim pack, in both languages, with the worst names, letters and far too many files."""

import pytest

from bot.playground.block_limits import check_view
from cases.evidence import SLOTS, UNSORTED
from handlers.language import Words
from handlers.views.pack_form import PackProposed, pack_form
from tests.cases.telling import MONDAY, eur, report
from tests.views.nasty import ALL
from tests.views.test_evidence import look_at

LANGUAGES = [Words("en", "Asia/Shanghai"), Words("zh_CN", "America/Los_Angeles")]


@pytest.mark.parametrize("words", LANGUAGES, ids=["en", "zh_CN"])
@pytest.mark.parametrize("text", ALL, ids=range(len(ALL)))
def test_the_form_is_within_slacks_limits_whatever_is_in_it(words: Words, text: str) -> None:
    files = [(f"E{n}", SLOTS[n % len(SLOTS)], text if n % 2 else None) for n in range(300)] + [("E300", UNSORTED, text)]
    proposed = PackProposed(
        payers=[("C:C1", text), ("P:ups", text)],
        payer="P:ups",
        language="zh",
        subject=text,
        letter=text * 40,
        files=files,
        chosen=frozenset(f"E{n}" for n in range(200)),
        lacking=SLOTS,
        name=text,
        earlier=[(f"pack:{n:040d}", text, MONDAY) for n in range(9)],
    )
    view = pack_form(report(eur(80)).case, proposed, words, {"ch": "C1"})
    assert check_view(view) == []
    look_at(view)
    inputs = [one["block_id"] for one in view["blocks"] if one["type"] == "input"]
    assert inputs == [
        "payer", "language:P:ups", "subject:P:ups:zh", "letter:P:ups:zh",
        "documents", "lacking", "where", "name", "for",
    ]  # fmt: skip
