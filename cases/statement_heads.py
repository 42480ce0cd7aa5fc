"""What the columns of bank statements and carriers' invoices are called, in the languages that our people meet."""

import re
import unicodedata

# A column's meaning by the names it has; compared without case, spaces and marks. A longer name wins over a part of it.
HEADS = {
    "date": (
        "date, value date, booking date, posting date, transaction date, invoice date, credit date, "
        "payment date, 日期, 交易日期, 记账日期, 入账日期, 起息日, 交易时间, 记账时间, 账单日期, buchungstag, "
        "valutadatum, wertstellung, datum, date valeur, date operation, date de l'operation"
    ),
    "amount": (
        "amount, net amount, transaction amount, amount paid, paid amount, credit amount, adjustment amount, "
        "payment amount, 金额, 交易金额, 发生额, 到账金额, 入账金额, 赔付金额, 赔款金额, 退款金额, 净额, "
        "betrag, umsatz, montant, betrag eur, amount eur, amount usd, amount gbp"
    ),
    "credit": (
        "credit, credits, paid in, money in, deposit, 贷方, 贷方金额, 贷方发生额, 收入, 收入金额, 存入, "
        "haben, credit eur"
    ),
    "debit": ("debit, debits, paid out, money out, withdrawal, 借方, 借方金额, 借方发生额, 支出, 支出金额, 支取, soll"),
    "currency": ("currency, ccy, currency code, 币种, 币别, 货币, 货币代码, waehrung, devise"),
    "reference": (
        "reference, ref, claim number, claim no, claim id, claim reference, payment reference, case number, "
        "参考号, 索赔号, 索赔编号, 理赔号, 理赔编号, 赔案号, 工单号, 凭证号, 客户参考号, referenz, "
        "verwendungszweck, kundenreferenz, reference client, numero de reclamation"
    ),
    "tracking": (
        "tracking number, tracking no, tracking, tracking id, shipment number, awb, waybill, airbill, "
        "parcel number, lead shipment number, 运单号, 快递单号, 跟踪号, 追踪号, 物流单号, 单号, "
        "sendungsnummer, paketnummer, numero de suivi, numero de colis"
    ),
    "order": ("order, order number, order id, 订单号, 订单编号, bestellnummer, numero de commande"),
    "text": (
        "description, details, narrative, memo, text, transaction description, payment details, "
        "remittance information, particulars, charge description, 摘要, 用途, 备注, 附言, 交易摘要, 说明, "
        "描述, 交易附言, buchungstext, libelle, beschreibung"
    ),
    "payer": (
        "payer, payee, name, counterparty, counterparty name, debtor, sender, merchant, carrier, 对方户名, "
        "付款人, 付款方, 付款人名称, 对方名称, 交易对手, 对方账户名称, 承运商, auftraggeber, "
        "zahlungspflichtiger, beguenstigter zahlungspflichtiger, donneur d'ordre, emetteur"
    ),
    "id": (
        "transaction id, transaction number, unique id, bank reference, 流水号, 交易流水号, 交易号, "
        "银行流水号, transaktions id"
    ),
    "sign": ("debit credit, dr cr, credit debit, 借贷, 借贷标志, 收支, 收支类型, soll haben, sens"),
}
# What a line says that adds up others and is no money of its own.
TOTALS = frozenset(
    (
        "total, subtotal, sum, balance, opening balance, closing balance, 合计, 总计, 小计, 余额, 期初余额, "
        "期末余额, summe, saldo, anfangssaldo, endsaldo, solde"
    ).split(", ")
)


def column_of(head: str) -> str | None:
    """What a column means by its name; None for one that is not asked about, such as a name or an address."""
    return _MEANINGS.get(_plain(head)) or _MEANINGS.get(_plain(re.sub(r"[(（\[].*", "", head)))


def _plain(head: str) -> str:
    spelt = head.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("ß", "ss")
    bare = "".join(one for one in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(one))
    return "".join(one for one in bare if one.isalnum())


_MEANINGS = {_plain(name): meaning for meaning, names in HEADS.items() for name in names.split(", ")}
