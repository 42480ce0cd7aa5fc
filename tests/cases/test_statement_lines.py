"""Lines of banks and carriers are read as money, however they are written; what is unsure is told and left out."""

from datetime import date

import pytest

from cases.statement_lines import BILL, LinesRead, read_lines, text_of
from cases.words import Refused
from tests.cases.telling import sentence

BANK = """\
Kontoauszug März 2026;;;;
Buchungstag;Verwendungszweck;Auftraggeber;Betrag;Währung
02.03.2026;UPS CLAIM CL-771;UPS Europe;1.031,50;EUR
03.03.2026;Miete;Vermieter;-900,00;EUR
03.03.2026;UPS CLAIM CL-771;UPS Europe;1.031,50;EUR
02.03.2026;UPS CLAIM CL-771;UPS Europe;1.031,50;EUR
;Saldo;;4.000,00;EUR
"""
CHINESE = """\
交易日期,摘要,对方户名,收入金额,支出金额,币种,余额
2026年3月2日,理赔款 LOST-0142,云途物流,"1,200.00",,CNY,9000
20260303,手续费,银行,,5.00,CNY,8995
"""
INVOICE = (
    "Invoice Date\tTracking Number\tReceiver Name\tReceiver Address\tCharge Description\tNet Amount\tCurrency\n"
    "03/25/2026\t1Z999AA10123456784\tErika Muster\tHauptstr. 1\tADJ Guaranteed\t-55.00\tUSD\n"
    "03/25/2026\t1Z999AA10123456785\tHans Muster\tHauptstr. 2\tGround\t12.10\tUSD\n"
)


def told(read: LinesRead) -> list[tuple[str, str, str, date | None]]:
    return [(str(one.money), one.text, one.payer, one.on) for one in read.lines]


def test_a_german_bank_with_lines_above_doubles_and_a_balance() -> None:
    read = read_lines(BANK)
    assert told(read) == [
        ("1031.50 EUR", "UPS CLAIM CL-771", "UPS Europe", date(2026, 3, 2)),
        ("1031.50 EUR", "UPS CLAIM CL-771", "UPS Europe", date(2026, 3, 3)),
    ]
    assert (read.doubles, read.went_out, read.totals, read.problems) == (1, 1, 1, ())


def test_a_chinese_bank_in_its_own_encoding() -> None:
    read = read_lines(text_of(CHINESE.encode("gb18030")))
    assert told(read) == [("1200.00 CNY", "理赔款 LOST-0142", "云途物流", date(2026, 3, 2))]
    assert read.went_out == 1


def test_a_carriers_bill_gives_its_credits_and_nobodys_name() -> None:
    read = read_lines(INVOICE, BILL)
    assert told(read) == [("55.00 USD", "1Z999AA10123456784 ADJ Guaranteed", "", date(2026, 3, 25))]
    assert read.went_out == 1


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("UPS ADJ 1Z999AA10123456784 55.00 USD", "55.00 USD"),
        ("2026-03-02 XCover CL-771  EUR 1.234,50", "1234.50 EUR"),
        ("02.03.2026 云途赔款 LOST-0142 ¥310.00", "310.00 CNY"),
        ("€31,50 DHL reference 12345678", "31.50 EUR"),
        ("DPD 100 GBP", "100.00 GBP"),
        ("JP Post 1200 JPY", "1200 JPY"),
    ],
)
def test_a_line_that_somebody_pastes(line: str, expected: str) -> None:
    [(money, _, _, _)] = told(read_lines(line))
    assert money == expected


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("UPS has paid", "No amount"),
        ("UPS 31.50 EUR of 40.00 EUR", "Several amounts"),
        ("UPS CL-1 55.00", "no currency"),
        ("UPS CL-1 1,234 EUR", "could be"),
        ("UPS CL-1 31.505 EUR", "could be 31505"),
    ],
)
def test_a_line_that_is_not_sure_is_told_and_left_out(line: str, why: str) -> None:
    read = read_lines(line)
    assert read.lines == ()
    [problem] = read.problems
    assert problem.number == 1 and why in str(problem.sentence)


def test_the_currency_of_the_account_counts_where_lines_have_none() -> None:
    assert [str(one.money) for one in read_lines("UPS CL-1 55.00\nDHL CL-2 3.10", currency="USD").lines] == [
        "55.00 USD",
        "3.10 USD",
    ]


def test_a_day_that_could_be_two_days_is_none() -> None:
    head = "Date,Description,Amount,Currency\n"
    assert [one.on for one in read_lines(head + "03/04/2026,UPS CL-1,5.00,USD\n").lines] == [None]
    both = read_lines(head + "03/04/2026,UPS CL-1,5.00,USD\n03/28/2026,UPS CL-2,6.00,USD\n")
    assert [one.on for one in both.lines] == [date(2026, 3, 4), date(2026, 3, 28)]


def test_the_same_line_has_the_same_key_in_every_file_and_a_banks_own_number_counts_first() -> None:
    one, again = read_lines(BANK), read_lines("\n".join(BANK.splitlines()[1:3]))
    assert again.lines[0].key == one.lines[0].key
    numbered = (
        "Transaction ID,Date,Description,Amount,Currency\n{},2026-03-02,UPS,5.00,USD\n{},2026-03-02,UPS,5.00,USD\n"
    )
    assert [len(read_lines(numbered.format(*ids)).lines) for ids in (("7", "8"), ("7", "7"))] == [2, 1]


@pytest.mark.parametrize("content", [b"PK\x03\x04xlsx", b"%PDF-1.7", b"a\x00b", b"x" * 2_000_001])
def test_what_is_no_csv_is_refused_with_what_to_do(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        text_of(content)
    assert sentence(refused.value)


def test_more_lines_than_one_month_has_are_refused() -> None:
    with pytest.raises(Refused):
        read_lines("UPS 1.00 EUR\n" * 5001)
