"""What the columns of bank statements and carriers' invoices are called, in the languages that our people meet."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

from cases.late_pattern import LatePattern
from cases.light_dataclass import dataclass
from cases.money import MINOR_DIGITS, read_currency
from cases.words import Refused

# A column's meaning by the names it has; compared without case, spaces and marks. A longer name wins over a part of it.
HEADS = {
    "date": (
        "date, value date, booking date, posting date, post date, transaction date, txn date, invoice date, "
        "credit date, payment date, transaction time, completed on, finished on, 日期, 交易日期, 交易日, 记账日期, "
        "记账日, 入账日期, 入账时间, 起息日, 交易时间, 记账时间, 账单日期, 创建时间, 交易创建时间, 付款时间, 完成时间, "
        "buchungstag, buchungsdatum, valutadatum, valuta, wert, wertstellung, datum, date valeur, date de valeur, "
        "date operation, date de l'operation, date d'operation, date comptable"
    ),
    "amount": (
        "amount, net amount, net, transaction amount, amount paid, paid amount, adjustment amount, payment amount, "
        "target amount, 金额, 交易金额, 发生额, 到账金额, 入账金额, 赔付金额, 赔款金额, 退款金额, 净额, 记账金额, "
        "人民币金额, 收支金额, betrag, umsatz, netto, montant, montant net"
    ),
    "credit": (
        "credit, credits, credit amount, paid in, money in, deposit, deposit amount, deposit amt, 贷方, 贷方金额, "
        "贷方发生额, 收入, 收入金额, 存入, 存入金额, 转入, 转入金额, haben, gutschrift, zugang, eingang"
    ),
    "debit": (
        "debit, debits, debit amount, paid out, money out, withdrawal, withdrawal amount, withdrawal amt, 借方, "
        "借方金额, 借方发生额, 支出, 支出金额, 支取, 转出, 转出金额, soll, abgang, ausgang"
    ),
    "currency": (
        "currency, ccy, currency code, account currency, target currency, 币种, 币别, 货币, 货币代码, 交易币种, "
        "记账币种, 账户币种, 结算币种, waehrung, kontowaehrung, devise"
    ),
    "reference": (
        "reference, ref, reference number, ref no, claim number, claim no, claim id, claim reference, "
        "payment reference, customer reference, case number, invoice number, invoice no, custom number, 参考号, "
        "索赔号, 索赔编号, 理赔号, 理赔编号, 赔案号, 工单号, 凭证号, 客户参考号, 商户订单号, 商家订单号, referenz, "
        "verwendungszweck, kundenreferenz, rechnungsnummer, reference client, numero de reclamation"
    ),
    "tracking": (
        "tracking number, tracking no, tracking, tracking id, shipment number, awb, waybill, airbill, "
        "parcel number, lead shipment number, 运单号, 快递单号, 跟踪号, 追踪号, 物流单号, 单号, "
        "sendungsnummer, paketnummer, numero de suivi, numero de colis"
    ),
    "order": ("order, order number, order id, 订单号, 订单编号, bestellnummer, numero de commande"),
    "text": (
        "description, details, narrative, narration, memo, note, notes, remarks, text, subject, item title, "
        "transaction description, transaction details, transaction remarks, payment details, "
        "remittance information, particulars, charge description, 摘要, 用途, 备注, 附言, 交易摘要, 交易备注, "
        "交易详情, 交易用途, 说明, 交易说明, 描述, 交易描述, 交易附言, 客户附言, 商品, 商品名称, 商品说明, "
        "buchungstext, buchungsdetails, libelle, libelle operation, beschreibung, betreff, hinweis, artikelbezeichnung"
    ),
    "payer": (
        "payer, payee, name, payer name, sender name, counterparty, counterparty name, debtor, sender, merchant, "
        "carrier, from, 对方户名, 付款人, 付款方, 付款人名称, 付款方名称, 付款方户名, 对方名称, 对方单位, "
        "对方单位名称, 交易对手, 交易对方, 对方账户名称, 承运商, auftraggeber, absender, zahlungspflichtiger, "
        "beguenstigter zahlungspflichtiger, beguenstigter auftraggeber, auftraggeber beguenstigter, "
        "auftraggeber empfaenger, auftraggeber zahlungsempfaenger, name zahlungsbeteiligter, donneur d'ordre, emetteur"
    ),
    "id": (
        "transaction id, transaction number, transferwise id, id, unique id, bank reference, 流水号, 交易流水号, "
        "业务流水号, 交易号, 交易单号, 交易订单号, 银行流水号, transaktions id, transaktionscode"
    ),
    "sign": (
        "debit credit, dr cr, cr dr, credit debit, credit debit indicator, direction, 借贷, 借贷标志, 借贷方向, 收支, "
        "收支类型, 收付方向, soll haben, sens"
    ),
    "status": "status, state, 状态, 交易状态, 当前状态, 订单状态, statut, info",
    "balance": (
        "balance, running balance, account balance, balance after, 余额, 账户余额, 交易后余额, saldo, "
        "saldo nach buchung, kontostand, solde"
    ),
}
# Of these a row may have several, and all of them are its words.
WORDS = ("reference", "tracking", "text", "order")
# What a line says that adds up others and is no money of its own.
TOTALS = frozenset(
    (
        "total, subtotal, sum, balance, opening balance, closing balance, 合计, 总计, 小计, 余额, 期初余额, "
        "期末余额, summe, saldo, anfangssaldo, endsaldo, kontostand, solde"
    ).split(", ")
)
# How the state of a payment begins that is not there, or never will be.
NOT_THERE = tuple(
    (
        "pending, processing, in progress, unclaimed, on hold, held, cancel, denied, declined, rejected, failed, "
        "failure, expired, voided, incomplete, 处理中, 待, 失败, 交易失败, 已取消, 取消, 已关闭, 交易关闭, 拒绝, "
        "已拒绝, 审核中, ausstehend, offen, storniert, abgelehnt, fehlgeschlagen, vorgemerkt, umsatz vorgemerkt, "
        "en attente, "
        "annule, refuse, echoue"
    ).split(", ")
)
_SIGNS = "|".join(
    [*sorted(MINOR_DIGITS), r"US\$", "[$€£¥元]", "人民币", "美元", "欧元", "英镑", "日元", "港币", "港元"]
)
_NAMED_WITH_CURRENCY = LatePattern(rf"^(.*?)\s*(?:\bin)?\s*[(\[]?\s*(?<![A-Za-z])({_SIGNS})\s*[)\]]?\s*$")
_INSIDE = LatePattern(r"^(.*?)[(\[](.*?)[)\]]")


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns mean what, counted from 0, the currencies that heads of amounts name, and the whole account's."""

    places: Mapping[str, tuple[int, ...]]
    currencies: Mapping[int, str]
    currency: str | None = None

    def cell(self, row: Sequence[str], meaning: str) -> str:
        """What a row says under a meaning; empty where it says nothing."""
        places = self.places.get(meaning, ())
        return row[places[0]].strip() if places and places[0] < len(row) else ""

    def words(self, row: Sequence[str]) -> str:
        """All that a row says in words, each thing once."""
        places = [place for meaning in WORDS for place in self.places.get(meaning, ())]
        return " ".join(dict.fromkeys(row[one].strip() for one in places if one < len(row) and row[one].strip()))

    def currency_of(self, row: Sequence[str], meaning: str) -> str | None:
        """The currency that stands in the head of an amount, else above the table."""
        place = self.places.get(meaning, (-1,))[0]
        return self.currencies.get(place) or self.currency


def head_of(rows: Sequence[Sequence[str]]) -> tuple[int, Columns] | None:
    """Where the row with the columns' names is, and which column is what; banks put a few lines above it."""
    for place, row in enumerate(rows[:30]):
        found: dict[str, list[int]] = {}
        currencies: dict[int, str] = {}
        for number, cell in enumerate(row):
            meaning, currency = meaning_of(cell)
            if meaning:
                found.setdefault(meaning, []).append(number)
            if currency:
                currencies[number] = currency
        if len(row) > 1 and found.keys() & {"amount", "credit"} and len(found) > 1:
            places = {meaning: tuple(its) for meaning, its in found.items()}
            return place, Columns(places, currencies, _currency_above(rows[:place]))
    return None


def meaning_of(head: str) -> tuple[str | None, str | None]:
    """What a column means by its name, and the currency that the name of an amount has in it.

    No meaning: a column that is not asked about, such as a card or an address.
    """
    if named := _NAMED_WITH_CURRENCY.match(head):
        meaning = _meanings().get(_plain(named[1]))
        if meaning in ("amount", "credit", "debit", "balance"):
            return meaning, _known_currency(named[2])
    if plain := _meanings().get(_plain(head)):
        return plain, None
    if parts := _INSIDE.match(head):
        whole, inside = _meanings().get(_plain(parts[1])), _meanings().get(_plain(parts[2]))
        return (inside if whole == "amount" and inside in ("credit", "debit") else whole), None
    return None, None


def adds_up(row: Sequence[str], *, undated: bool) -> bool:
    """Whether a row adds up others: a cell says so, or has a word of it in a row without the date of all others."""
    cells = [cell.casefold().strip(" :：") for cell in row]
    return any(cell in TOTALS or (undated and any(one in cell for one in TOTALS)) for cell in cells)


def is_not_there(status: str) -> bool:
    """Whether what a statement says of a payment's state means that its money is not on the account."""
    return _bare(status).strip().startswith(NOT_THERE)


def _currency_above(rows: Sequence[Sequence[str]]) -> str | None:
    """The currency of the account, where the lines above the table name just one."""
    found = set()
    for row in rows:
        cells = [part.strip(" []") for cell in row for part in re.split("[:：]", cell) if part.strip(" []")]
        for name, value in pairwise(cells):
            if _meanings().get(_plain(name)) == "currency" and (code := _known_currency(value)):
                found.add(code)
    return found.pop() if len(found) == 1 else None


def _known_currency(written: str) -> str | None:
    try:
        return read_currency(written)
    except Refused:
        return None


def _bare(text: str) -> str:
    """In small letters, without marks above or below them."""
    spelt = text.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    return "".join(one for one in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(one))


def _plain(head: str) -> str:
    return "".join(one for one in _bare(head) if one.isalnum())


@cache
def _meanings() -> dict[str, str]:
    """What each name means; put together when the first statement is read, as most processes never read one."""
    return {_plain(name): meaning for meaning, names in HEADS.items() for name in names.split(", ")}
