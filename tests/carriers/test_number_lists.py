"""Numbers out of files: the right column whatever the export, and every line that gives none told with its reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.words import Refused
from partners.carriers.number_lists import MOST_LINES, NumberList, read_number_list

UPS, USPS, DHL = "1Z999AA10123456784", "9400111206206406260787", "00340434161094042557"


def numbers(listed: NumberList) -> list[str]:
    return [one.one.number for one in listed.numbers]


@pytest.mark.parametrize(
    ("text", "encoding", "column"),
    [
        (f"Order,Tracking Number,Carrier\nA-1,{UPS},UPS\nA-2,{USPS},USPS\n", "utf-8", "Tracking Number"),
        (f"订单号;运单号;物流公司\n1001;{UPS};UPS\n1002;{USPS};USPS\n", "gb18030", "运单号"),
        (f"订单号\t物流单号\n1001\t{UPS}\n1002\t{USPS}\n", "utf-16", "物流单号"),
        (f'\ufeff"Sendungsnummer";"PLZ"\r\n"{UPS}";"10115"\r\n"{USPS}";"80331"\r\n', "utf-8", "Sendungsnummer"),
        (f"what,ours\n1,{UPS}\n2,{USPS}\n", "utf-8", "ours"),
        (f"{UPS}\n\n{USPS}\n", "ascii", None),
        (f'="{UPS}",x\n\'{USPS},y\n', "ascii", None),
    ],
)
def test_the_column_of_numbers_is_found(text: str, encoding: str, column: str | None) -> None:
    listed = read_number_list(text.encode(encoding))
    assert (numbers(listed), listed.column, listed.bad) == ([UPS, USPS], column, ())


def test_the_carrier_beside_a_number_is_kept() -> None:
    listed = read_number_list(f"运单号,物流公司\n{UPS},联邦快递\n{USPS},\n".encode("gb18030"))
    assert [one.carrier for one in listed.numbers] == ["fedex", None]


def test_a_named_column_comes_before_one_that_only_looks_like_numbers() -> None:
    listed = read_number_list(f"Invoice,Tracking\n{DHL},{UPS}\n{DHL},{USPS}\n".encode())
    assert numbers(listed) == [UPS, USPS]


def test_each_bad_line_is_told_with_its_reason() -> None:
    text = f"tracking,x\n{UPS},1\n,2\n9.40011E+21,3\nhello,4\n{UPS},5\n\n{USPS},6\n"
    listed = read_number_list(text.encode())
    assert numbers(listed) == [UPS, USPS]
    assert [(one.line, one.written, one.why) for one in listed.bad] == [
        (3, "", "nothing"),
        (4, "9.40011E+21", "rounded"),
        (5, "hello", "no_number"),
        (6, UPS, "twice"),
    ]


def test_no_more_lines_are_read_than_the_limit_and_the_rest_is_counted() -> None:
    rows = "\n".join(f"RB{n:09d}CN" for n in range(MOST_LINES + 3))
    listed = read_number_list(f"tracking number\n{rows}".encode())
    assert (len(listed.numbers) + len(listed.bad) + listed.bad_beyond, listed.too_many) == (MOST_LINES, 3)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (b"\n \n", "The file is empty."),
        (b"PK\x03\x04rest", "This is a spreadsheet, not a CSV file."),
        (b"\x00\x01\x02binary", "The file is no text that can be read."),
        (b"name,city\nann,Berlin\nbob,Paris\n", "No column of tracking numbers was found in the file."),
        (b"x" * 1_000_001, "The file is larger than 1 MB."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(content: bytes, said: str) -> None:
    with pytest.raises(Refused) as refused:
        read_number_list(content)
    assert refused.value.sentence.text.startswith(said)


@given(st.binary(max_size=400))
def test_whatever_the_bytes_there_is_an_answer_or_a_sentence(content: bytes) -> None:
    try:
        listed = read_number_list(content)
    except Refused:
        return
    assert len(set(numbers(listed))) == len(listed.numbers)
