"""What holds for every text and every number."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.carriers.definitions import matching
from partners.carriers.names import CARRIERS, POSTS, carrier_typed
from partners.carriers.numbers import courier_name, normalise, recognise
from partners.carriers.pasted import LIMIT, read_pasted
from tests.carriers.samples import VALID, Sample

CHARACTERS = st.one_of(
    st.sampled_from("0123456789AOBISZ18 -—,.;:#/?&=<>|\"'“”「」\n\t云途单号，。（）\u200b１Ａ€$"),
    st.characters(),
)
TEXTS = st.lists(
    st.one_of(st.text(CHARACTERS, max_size=30), st.sampled_from([sample.number for sample in VALID])),
    max_size=12,
).map("".join)
NOISE_BEFORE = st.sampled_from(["", "lost ", "单号：", "(", "please, ", "where is\n", "\t", "12 x\n", "“", "*", "1. "])
NOISE_BEHIND = st.sampled_from(["", " is lost", "，丢了", ")", ", thanks", "\nbye", "\tJohn", "。", "”", "* ", "!"])
CHECKED = [s for s in VALID if any(m.holds and m.courier == s.courier for m in matching(normalise(s.number)))]


@given(st.text(CHARACTERS))
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.sampled_from(VALID), NOISE_BEFORE, NOISE_BEHIND)
def test_a_valid_number_is_found_in_noise(sample: Sample, before: str, behind: str):
    found = read_pasted(f"{before}{sample.number.strip()}{behind}").numbers
    assert any(sample.fits(entry) for entry in found)


@given(st.sampled_from(CHECKED), st.data())
def test_another_check_digit_is_refused_by_the_courier(sample: Sample, data: st.DataObject):
    number = normalise(sample.number)
    (match, *_) = [m for m in matching(number) if m.holds and m.courier == sample.courier]
    place = match.definition.pattern.fullmatch(number).start("CheckDigit")
    digit = data.draw(st.sampled_from("0123456789").filter(lambda drawn: drawn != number[place]))
    corrupted = number[:place] + digit + number[place + 1 :]
    assert not any(m.holds for m in matching(corrupted) if m.definition is match.definition)


@given(st.sampled_from(CHECKED), st.data())
def test_a_number_with_one_wrong_digit_is_strong_only_where_the_check_digit_cannot_see_it(sample, data):
    number = normalise(sample.number)
    place = data.draw(st.sampled_from([at for at, character in enumerate(number) if character.isdigit()]))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda drawn: drawn != number[place]))
    corrupted = number[:place] + digit + number[place + 1 :]
    best = recognise(corrupted).candidates[:1]
    if best and best[0].confidence == "strong" and best[0].courier == sample.courier:
        # Doubled digits are counted modulo ten, so 5 passes for 0 and 6 for 1 in every second place; and
        # OnTrac's first digit changes what is counted.
        assert sample.courier in {"ups", "ontrac"}
        assert abs(int(digit) - int(number[place])) == 5 or (sample.courier, place) == ("ontrac", 1)


@given(st.sampled_from(VALID), st.data())
def test_an_offered_repair_is_a_number_of_the_courier_that_offers_it(sample: Sample, data: st.DataObject):
    number = normalise(sample.number)
    place = data.draw(st.integers(0, len(number) - 2))
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    for slip in recognise(swapped).slips:
        if slip.mended is not None:
            assert slip.courier in {candidate.courier for candidate in recognise(slip.mended).candidates}


@given(TEXTS)
def test_any_text_is_read_without_an_error_and_within_the_limits(text):
    pasted = read_pasted(text)
    assert len(pasted.numbers) <= LIMIT
    assert len({entry.number for entry in pasted.numbers}) == len(pasted.numbers)
    assert len(pasted.left_over) <= LIMIT
    assert all(6 <= len(normalise(entry.written)) <= 41 for entry in pasted.numbers)


@given(st.text(CHARACTERS))
def test_any_text_can_be_asked_about_as_one_number(text):
    recognised = recognise(text)
    assert recognised.verdict in {"known", "ambiguous", "slip", "unknown"}
    assert recognised.written == text


HOSTILE = {
    "digits": "1",
    "single digits": "1 ",
    "groups of four": "1234 ",
    "dashes": "12-",
    "look-alikes": "S8O0I1B5 ",
    "letters and digits": "AA11 ",
    "quotes": '"',
    "opening quotes": "“",
    "opening brackets": "<",
    "unclosed links": "<http://a.b/",
    "path pieces": "http://a.bc/1234567/",
    "dots": "a.",
    "percent": "%3A",
    "mail": "a@",
    "plus": "+1 ",
    "money": "1,111",
    "orders": "order 12345 ",
    "marketplaces": "amazon 1-1 ",
    "Chinese": "顺",
    "zero width": "\u200b1",
    "telephone": "tel 1 1 1 1",
    "days": "2026-11-",
    "query": "?q=1,",
    "full width": "１２３４ ",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE.keys())
def test_nonsense_of_forty_thousand_characters_is_read_quickly(piece):
    began = time.process_time()
    read_pasted(piece * (40_000 // len(piece)))
    # Ten times what it takes on a slow machine; catastrophic backtracking takes minutes.
    assert time.process_time() - began < 3


def test_every_name_and_every_code_of_a_post_leads_to_a_courier():
    assert set(POSTS.values()) <= set(CARRIERS)
    assert [code for code in CARRIERS if carrier_typed(courier_name(code)) is None] == ["la_poste", "yq_suffix"]


@pytest.mark.parametrize(
    ("typed", "courier"),
    [
        ("ups", "ups"),
        ("Royal Mail", "royal_mail"),
        ("ROYALMAIL", "royal_mail"),
        ("ｕｓｐｓ", "usps"),
        ("云途", "yunexpress"),
        ("yuntu", "yunexpress"),
        ("燕文", "yanwen"),
        ("递四方", "4px"),
        ("菜鸟", "cainiao"),
        ("顺丰速运", "sf_express"),
        ("j&t", "jt_express_cn"),
        ("canada_post", "canada_post"),
        ("nobody at all", None),
    ],
)
def test_carriers_are_understood_by_the_names_people_type(typed, courier):
    assert carrier_typed(typed) == courier
