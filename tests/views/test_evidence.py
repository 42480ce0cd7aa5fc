"""What is shown of a case's documents, in both languages, with the worst names and far too many files."""

from dataclasses import replace
from itertools import cycle

import pytest

from bot.playground.block_limits import check_message, check_view
from cases.case import Case, Evidence
from cases.evidence import SET_ASIDE, SLOTS, UNSORTED, Need, needs
from cases.rules import LOSSES
from handlers.language import Words
from handlers.views.card import card, card_lines
from handlers.views.evidence import FileShown, evidence_modal, lacking_blocks, what_is_this, which_case
from handlers.views.evidence_words import evidence_told
from handlers.views.kit import Block, modal
from tests.cases.rule_books import BOOK
from tests.cases.telling import MONDAY, eur, report
from tests.views.nasty import ALL, TURNING, marks_of_others, texts

LANGUAGES = [Words("en", "Asia/Shanghai"), Words("zh_CN", "America/Los_Angeles")]
both = pytest.mark.parametrize("words", LANGUAGES, ids=["en", "zh_CN"])


def with_files(count: int, loss: str = "lost") -> tuple[Case, list[FileShown]]:
    slots, names = cycle([UNSORTED, *SLOTS, SET_ASIDE]), cycle([*ALL, None])
    kept = tuple(Evidence(f"E{n + 1}", f"{n:064x}", next(slots)) for n in range(count))
    case = replace(report(eur(80)).case, loss_type=loss, evidence=kept)
    shown = [FileShown(one.id, one.slot, next(names), "ULIN", MONDAY, n % 3 == 0) for n, one in enumerate(kept)]
    return case, shown


def look_at(payload: Block) -> None:
    for kind, text in texts(payload):
        assert not TURNING.search(text.replace("\u2068", "").replace("\u2069", ""))
        if kind == "mrkdwn":
            assert marks_of_others(text) == []


@both
@pytest.mark.parametrize("count", [0, 1, 17, 300])
@pytest.mark.parametrize("loss", LOSSES)
def test_the_form_is_within_slacks_limits_whatever_files_are_called(words: Words, count: int, loss: str) -> None:
    case, files = with_files(count, loss)
    said = [(name, "x" * 3000) for name in ALL]
    view = evidence_modal(case, needs(case, BOOK.payers(case)), files, 2, said, words, {"ch": "C1"})
    assert check_view(view) == []
    look_at(view)
    assert [one["block_id"] for one in view["blocks"] if one["type"] == "input"] == ["files", "slot", "note"]


@both
@pytest.mark.parametrize("name", ALL, ids=range(len(ALL)))
def test_the_question_is_within_slacks_limits_whatever_the_file_is_called(words: Words, name: str) -> None:
    case, _ = with_files(1)
    for blocks in (
        what_is_this(case, case.evidence[0], name, needs(case, ()), words),
        which_case([(n, name) for n in range(1, 101)], "1795399200.000004", 3, words),
    ):
        assert check_message({"text": "x", "blocks": blocks}) == []
        look_at({"blocks": blocks})


@both
@pytest.mark.parametrize("must_agree", [False, True])
def test_what_a_claim_lacks_fits_into_its_form(words: Words, must_agree: bool) -> None:
    blocks = lacking_blocks(SLOTS, must_agree, words)
    assert check_view(modal("move", "x", blocks, submit="x", close="x", meta={})) == []
    assert [one["type"] for one in blocks] == ["context", "input"][: 1 + must_agree]


@both
def test_the_card_keeps_to_nine_lines_and_says_what_is_there_and_what_is_missing(words: Words) -> None:
    case, _ = with_files(300)
    lines = card_lines(case, words, MONDAY)
    assert len(lines) <= 9
    assert check_message({"text": "x", "blocks": card(case, words, MONDAY)}) == []


def test_a_case_without_files_or_claims_says_nothing_of_evidence() -> None:
    case, _ = with_files(0)
    assert not [line for line in card_lines(case, LANGUAGES[0], MONDAY) if "*Evidence*" in line]


def test_where_no_payer_pays_the_line_asks_for_nothing() -> None:
    nobody = tuple(Need(slot, (), False) for slot in SLOTS)
    case = replace(report(eur(80)).case, evidence=(Evidence("E1", "a" * 64),))
    assert evidence_told(case, nobody, LANGUAGES[0]) == "no payer wants any  ·  1 file to sort"


def test_the_line_counts_what_payers_want_and_names_what_is_missing_in_both_languages() -> None:
    case = replace(report(eur(80)).case, evidence=(Evidence("E1", "a" * 64, "value"), Evidence("E2", "b" * 64)))
    told = [next(one for one in card_lines(case, words, MONDAY) if "■" in one) for words in LANGUAGES]
    assert told == [
        "*Evidence*  ■□ 1 of 2 – missing: waybill or shipping receipt  ·  1 file to sort",
        "*证据*  ■□ 2 份中已有 1 份，缺少：运单或寄件凭证  ·  1 个文件待归类",
    ]
