"""How well the published samples are recognised: counted, asserted, printed."""

import time

from partners.carriers.definitions import matching
from partners.carriers.numbers import recognise
from tests.carriers.samples import INVALID, VALID


def test_every_valid_sample_has_its_courier_among_the_candidates(capsys):
    missed = [sample.number for sample in VALID if not sample.fits(recognise(sample.number))]
    _print(capsys, f"right courier among the candidates: {len(VALID) - len(missed)} of {len(VALID)}")
    assert missed == []


def test_the_right_courier_comes_first_where_the_data_can_tell(capsys):
    not_first = [sample for sample in VALID if not sample.is_first_in(recognise(sample.number))]
    asked = [sample for sample in VALID if recognise(sample.number).verdict == "ambiguous"]
    _print(capsys, f"right courier ranked first: {len(VALID) - len(not_first)} of {len(VALID)}")
    for sample in asked:
        fits = ", ".join(f"{c.name} ({c.confidence})" for c in recognise(sample.number).candidates)
        _print(capsys, f"  asked about: {sample.number} ({sample.courier}) fits {fits}")
    assert not_first == []
    assert {sample.definition for sample in asked} == {
        "canada_post",
        "dhl_ecommerce_14",
        "dhl_express",
        "fedex_12",
        "purolator_alpha",
        "purolator_numeric",
    }


def test_invalid_samples_are_refused_by_the_courier_they_name(capsys):
    accepted = [sample for sample in INVALID if sample.fits(recognise(sample.number))]
    share = 1 - len(accepted) / len(INVALID)
    _print(capsys, f"invalid refused by the courier named: {len(INVALID) - len(accepted)} of {len(INVALID)}")
    for sample in accepted:
        best = recognise(sample.number).candidates[0]
        _print(capsys, f"  accepted: {sample.number} is no {sample.definition}, but a valid {best.definition}")
    assert share >= 0.97
    assert not any(
        candidate.definition == sample.definition
        for sample in INVALID
        for candidate in recognise(sample.number).candidates
    )


def test_a_number_takes_microseconds(capsys):
    recognise(VALID[0].number)
    matching.cache_clear()
    began = time.perf_counter()
    for sample in VALID:
        recognise(sample.number)
    each = (time.perf_counter() - began) / len(VALID) * 1e6
    _print(capsys, f"time: {each:.0f} microseconds per number")
    assert each > 0


def _print(capsys, line: str) -> None:
    with capsys.disabled():
        print(f"\n[tracking numbers] {line}", end="")
