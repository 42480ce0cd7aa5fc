"""Lines of banks and carriers are read as money, however they are written; what is unsure is told and left out."""

from datetime import date

import pytest

from cases.statement_lines import BILL, LinesRead, read_lines
from cases.statement_text import text_of
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


# Layouts as banks and payment services export them; what came is what each list says, and nothing else.
SPARKASSE = """\
"Auftragskonto";"Buchungstag";"Buchungstext";"Verwendungszweck";"Kundenreferenz (End-to-End)";\
"Beguenstigter/Zahlungspflichtiger";"Betrag";"Waehrung";"Info"
"DE1";"02.03.26";"GUTSCHRIFT";"Entschädigung für Käufer";"CL-771";"UPS Europe";"1.031,50";"EUR";"Umsatz gebucht"
"DE1";"03.03.26";"GUTSCHRIFT";"Anspruch LOST-0142";"";"DHL";"40,00";"EUR";"Umsatz vorgemerkt"
"DE1";"03.03.26";"LASTSCHRIFT";"Miete; März";"";"Vermieter";"-900,00";"EUR";"Umsatz gebucht"
"""
CHASE = """\
Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #
CREDIT,03/02/2026,"UPS CLAIMS CL-771, REF",1055.00,ACH_CREDIT,9000.00,,
CREDIT,03/28/2026,"UPS CLAIMS CL-772",55.00,ACH_CREDIT,9055.00,,
CREDIT,03/28/2026,"UPS CLAIMS CL-772",55.00,ACH_CREDIT,9110.00,,
DEBIT,03/29/2026,"CHARGEBACK CL-772",-55.00,ACH_DEBIT,9055.00,,
"""
PAYPAL = """\
"Datum","Name","Typ","Status","Währung","Brutto","Gebühr","Netto","Transaktionscode","Rechnungsnummer","Guthaben"
"02.03.2026","XCover","Zahlung","Abgeschlossen","EUR","1.055,00","-1,90","1.053,10","TX1","CL-771","100,00"
"03.03.2026","XCover","Zahlung","Ausstehend","EUR","55,00","-1,90","53,10","TX2","CL-772","100,00"
"""
WISE = """\
ID,Status,Direction,"Finished on","Source name","Source amount (after fees)","Target amount (after fees)",\
"Target currency",Reference
TRANSFER-1,COMPLETED,IN,"2026-03-02 10:00:01","UPS",55.00,55.00,USD,CL-771
TRANSFER-2,CANCELLED,IN,,"UPS",70.00,70.00,USD,CL-772
TRANSFER-3,COMPLETED,OUT,"2026-03-04 10:00:01","Shop",30.00,30.00,USD,rent
"""
CMB = """\
# 账    号: [1234]
# 币    种: [              人民币]
交易日期,交易时间,收入,支出,余额,交易类型,交易备注
\t20260302,\t10:00:00,"1,200.00",,9000.00,\t转账,\t云途物流，理赔款 LOST-0142
\t20260303,\t10:00:00,,5.00,8995.00,\t手续费,\t手续费
# 合计：1,200.00
"""
ICBC = """\
交易日期,摘要,交易详情,交易金额(收入),交易金额(支出),交易币种,余额,对方户名
2026-03-02\t,"理赔","CL-771\t","1,055.00\t","","人民币","9,000.00\t","顺丰速运"
2026-03-03\t,"汇入","CL-9","55.00\t","","美元","9,398.20\t","UPS"
人民币合计：,,,"1,055.00","20.00",,,
"""
HSBC = """\
Account name,Account currency,Bank reference,Narrative,Value date,Credit amount,Debit amount,Balance
SHOP LTD,HKD,NONREF,UPS CLAIM CL-771,02/03/2026,"1,055.00",,9055.00
SHOP LTD,HKD,NONREF,UPS CLAIM CL-772,02/03/2026,"1,055.00",,10110.00
SHOP LTD,HKD,NONREF,FEE,28/03/2026,,-20.00,10090.00
"""
COMDIRECT = """\
"Neuer Kontostand";"2.000,00 EUR";

"Buchungstag";"Vorgang";"Buchungstext";"Umsatz in EUR";
"offen";"Übertrag";"Auftraggeber: GLS CL-8";"50,00";
"02.03.2026";"Übertrag";"Auftraggeber: GLS CL-7 Größe";"1.050,00";
"Alter Kontostand";"1.000,00 EUR";
"""
FRENCH = """\
Date;Libellé;Débit;Crédit (EUR)
02/03/2026;"VIR COLISSIMO
CL-771";;1 055,50
28/03/2026;PRLV LOYER;-900,00;
28/03/2026;"VIR ""MONDIAL"" CL-8";;12,00
"""
STRAY = """\
Date,Description,Amount,Currency
2026-03-01,"UPS 12" box CL-1,5.00,USD
2026-03-02,"DHL claim CL-2,6.00,USD
17-Mar-26,DPD CL-3,7.00,USD
"""


@pytest.mark.parametrize(
    ("name", "content", "came", "left_out"),
    [
        ("sparkasse", SPARKASSE.encode("cp1252"), ["1031.50 EUR 2026-03-02"], [3]),
        ("chase", CHASE.encode(), ["1055.00 USD 2026-03-02", "55.00 USD 2026-03-28", "55.00 USD 2026-03-28"], []),
        ("paypal", PAYPAL.encode("utf-8-sig"), ["1053.10 EUR 2026-03-02"], [3]),
        ("wise", WISE.encode(), ["55.00 USD 2026-03-02"], [3]),
        ("cmb", CMB.encode("gb18030"), ["1200.00 CNY 2026-03-02"], []),
        ("icbc", ICBC.encode("utf-16"), ["1055.00 CNY 2026-03-02", "55.00 USD 2026-03-03"], []),
        ("hsbc", HSBC.encode(), ["1055.00 HKD 2026-03-02", "1055.00 HKD 2026-03-02"], []),
        ("comdirect", COMDIRECT.encode("cp1252"), ["1050.00 EUR 2026-03-02"], [4]),
        ("french", FRENCH.encode("cp1252"), ["1055.50 EUR 2026-03-02", "12.00 EUR 2026-03-28"], []),
        ("stray", STRAY.encode(), ["5.00 USD 2026-03-01", "6.00 USD 2026-03-02", "7.00 USD 2026-03-17"], []),
    ],
)
def test_what_a_bank_exports_is_read_line_by_line(
    name: str, content: bytes, came: list[str], left_out: list[int]
) -> None:
    read = read_lines(text_of(content), currency="USD" if name == "chase" else None)
    assert [f"{one.money} {one.on}" for one in read.lines] == came
    assert [one.number for one in read.problems] == left_out and read.doubles == 0
    assert len({one.key for one in read.lines}) == len(came)


def test_all_that_a_bank_says_of_a_payment_is_kept_to_match_it_by() -> None:
    texts = {name: read_lines(text, currency="USD").lines[0] for name, text in (("s", SPARKASSE), ("c", CHASE))}
    assert texts["s"].text == "Entschädigung für Käufer CL-771 GUTSCHRIFT"
    assert texts["c"].text == "CREDIT UPS CLAIMS CL-771, REF"
    assert read_lines(CMB).lines[0].text == "云途物流, 理赔款 LOST-0142"
    assert [(str(one.money), one.text) for one in read_lines(CHASE, currency="USD").out] == [
        ("55.00 USD", "DEBIT CHARGEBACK CL-772")
    ]


@pytest.mark.parametrize(
    ("row", "came"),
    [
        ("Loss claim,55.00 CR,,", ["55.00 USD"]),
        ("Loss claim,(55.00),,", ["55.00 USD"]),
        ("Ground,12.10,,", []),
        ("Ground,12.10 DR,,", []),
        ("Loss claim,,,55.00", ["55.00 USD"]),
        ("Ground,,12.10,", []),
    ],
)
def test_on_a_bill_what_is_credited_comes_to_us_however_it_is_written(row: str, came: list[str]) -> None:
    head = "Charge Description,Net Amount,Debit,Credit\n"
    assert [str(one.money) for one in read_lines(head + row, BILL, "USD").lines] == came


def test_the_sign_before_an_amount_is_its_currency_and_no_mark_of_debit() -> None:
    table = read_lines("Date,Description,Amount\n2026-03-25,CL-3,C$55.00\n2026-03-26,CL-5,S$56.00\n")
    assert [str(one.money) for one in table.lines] == ["55.00 CAD"] and len(table.problems) == 1
    pasted = read_lines("Canada Post CL-3 C$55.00\nSing Post CL-5 S$56.00", currency="USD")
    assert [str(one.money) for one in pasted.lines] == ["55.00 CAD"] and len(pasted.problems) == 1


def test_a_sign_that_several_currencies_share_is_the_accounts_own() -> None:
    lines = "Canada Post CL-1 $55.00\nJP Post CL-2 ¥1200\nDHL CL-3 €7.00"
    assert [str(one.money) for one in read_lines(lines, currency="CAD").lines] == [
        "55.00 CAD",
        "1200.00 CNY",
        "7.00 EUR",
    ]
    assert [str(one.money) for one in read_lines(lines, currency="JPY").lines][1] == "1200 JPY"
    table = read_lines("Date,Amount,Currency\n2026-03-01,$5.00,HKD\n2026-03-02,€6.00,USD\n")
    assert [str(one.money) for one in table.lines] == ["5.00 HKD"] and [one.number for one in table.problems] == [3]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("UPS ADJ 1Z999AA10123456784 55.00 USD", "55.00 USD"),
        ("2026-03-02 XCover CL-771  EUR 1.234,50", "1234.50 EUR"),
        ("02.03.2026 云途赔款 LOST-0142 ¥310.00", "310.00 CNY"),
        ("€31,50 DHL reference 12345678", "31.50 EUR"),
        ("DPD 100 GBP", "100.00 GBP"),
        ("3月2日，云途，LOST-0142，55元", "55.00 CNY"),
        ("UPS\tCL-771\t1,055.00\tUSD", "1055.00 USD"),
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
