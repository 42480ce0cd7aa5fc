"""What people write beside a number: order, marketplace, carrier, a note in quotes, an amount, a date, a phone.

Each finder returns what it understood and the places it stood at, so that nothing is read twice.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from cases.late_pattern import LatePattern
from cases.light_dataclass import dataclass
from partners.carriers.names import BEGIN_NUMBERS, carrier_words, fold
from partners.carriers.plain_text import flat

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Named:
    """A carrier named in a text: its code and where; `may_begin_a_number` for names like SF or 4PX."""

    code: str
    start: int
    end: int
    may_begin_a_number: bool


# Quotes that hold a note; an apostrophe counts only where it cannot be inside a word.
_QUOTED = LatePattern(
    r"\"([^\"\n]*)\"|“([^“”\n]*)”|„([^„“”\n]*)[“”]|「([^「」\n]*)」|『([^『』\n]*)』|«([^«»\n]*)»"
    r"|(?<![^\s(])'([^'\n]*)'(?![^\s).,;])"
)

# The three marks of a marketplace's own order numbers, each with its source.
# https://developer-docs.amazon.com/sp-api/docs/orders-api (3-7-7), eBay's order ids (2-5-5), Temu's PO-.
_ORDER = LatePattern(
    r"(?<![A-Z0-9-])(\d{3}-\d{7}-\d{7}|\d{2}-\d{5}-\d{5}|PO-\d{3}-\d{8,20})(?![A-Z0-9-])"
    r"|#\s?([A-Z]{0,6}-?\d{3,8}(?:-[A-Z0-9]{1,6})?)(?![A-Z0-9-])"
)
_ORDER_WORD = LatePattern(
    r"(?:(?<![A-Z])(?:ORDER|BESTELLUNG|BESTELLNUMMER|COMMANDE|PEDIDO|ORDINE)(?:\s{0,2}(?:NUMBER|NO\.?|NR\.?|ID|№))?"
    r"|订单(?:编号|号码|号|ID)?|訂單(?:編號|號碼|號)?)\s{0,3}[:#=是为]?\s{0,3}#?([A-Z]{0,6}-?\d[A-Z0-9-]{2,30})"
)
_SHOP_TOP = r"CO\.(?:UK|JP|NZ|ZA|IN|KR)|COM\.(?:AU|BR|MX|TR|BE|SG|HK|MY|PL)|[A-Z]{2,3}"
_SHOP = LatePattern(
    r"(?<![A-Z0-9@])(AMAZON|AMZ|EBAY|ETSY|TIKTOK(?:\s?SHOP)?|ALIEXPRESS|SHOPIFY|WALMART|TEMU|SHEIN|CDISCOUNT"
    r"|WISH(?=\.COM)|OTTO(?=\.DE)|BOL(?=\.COM)|ALLEGRO|OZON|JOOM|KAUFLAND|ZALANDO|LAZADA|SHOPEE|RAKUTEN|NEWEGG|WAYFAIR|FNAC|MERCADO\s?LIBRE"
    r"|MERCADOLIBRE|WOOCOMMERCE|MANOMANO|VINTED|ONBUY|亚马逊|亞馬遜|速卖通|沃尔玛|抖音|希音|虾皮|来赞达|拼多多)"
    rf"(?:\.({_SHOP_TOP})(?![A-Z])|\s(DE|UK|US|FR|IT|ES|JP|CA|AU|NL|PL|SE)(?![A-Z0-9]))?(?![A-Z0-9])"
)
_SHOP_CHINESE = {
    "亚马逊": "amazon",
    "亞馬遜": "amazon",
    "AMZ": "amazon",
    "速卖通": "aliexpress",
    "沃尔玛": "walmart",
    "抖音": "tiktok",
    "希音": "shein",
    "虾皮": "shopee",
    "来赞达": "lazada",
    "拼多多": "pinduoduo",
}
_SHOP_COUNTRY = {"UK": "co.uk", "US": "com", "JP": "co.jp", "AU": "com.au"}
# Countries whose letters, written small, are words.
_WORDS_TOO = frozenset({"IT", "ES", "SE"})
# Shops whose sites are markets of their own: the ending is part of the name.
_BY_COUNTRY = frozenset({"amazon", "ebay", "kaufland", "zalando", "bol", "allegro", "shopee", "lazada"})
_FRAGMENT = LatePattern(r"[ \t:,\x00]{1,4}#?([A-Z0-9]{1,20}(?:-[A-Z0-9]{1,12}){0,3})(?![A-Z0-9-])")
# Behind a fragment, more short groups of digits: it is the beginning of a number with spaces.
DIGITS_GO_ON = LatePattern(r" \d{1,7}(?![A-Z0-9])")

_AMOUNT = r"(?:\d{1,3}(?:[.,' ]\d{3}){1,3}(?:[.,]\d{1,2})?(?!\d)|\d{1,9}(?:[.,]\d{1,2})?)"
_CODES = (
    r"EUR|USD|GBP|CNY|RMB|CNH|JPY|CAD|AUD|CHF|PLN|SEK|NOK|DKK|CZK|HUF|RON|MXN|BRL|INR|HKD|SGD|TWD|KRW|NZD|AED|SAR"
    r"|TRY|MYR|THB|PHP|IDR|VND|ZAR|ILS|CLP|COP"
)
_SIGNS = r"US\$|CA\$|C\$|AU\$|A\$|HK\$|NZ\$|S\$|NT\$|R\$|\$|€|£|¥|￥|₹|₩|₺|₽|Zł|ZŁ"
_UNITS = rf"(?:(?P<{{0}}code>{_CODES})(?![A-Z0-9])|(?P<{{0}}sign>{_SIGNS}|元|块钱?|欧元|美元|美金|英镑|日元|人民币))"
_STARTS_HERE = r"(?<![A-Z0-9])(?<!\d[.,-])"
# Behind other digits an amount is taken only if no second one follows: "8855 EUR 31" means 31.
_PRICE = LatePattern(
    rf"{_STARTS_HERE}(?:(?P<code>{_CODES})|(?P<sign>{_SIGNS}|人民币))\s{{0,2}}(?P<amount>{_AMOUNT})(?![A-Z0-9])"
    rf"|{_STARTS_HERE}(?<!\d )(?P<first_amount>{_AMOUNT})\s{{0,2}}"
    + _UNITS.format("first_")
    + rf"|{_STARTS_HERE}(?P<last_amount>{_AMOUNT})\s{{0,2}}"
    + _UNITS.format("last_")
    + r"(?!\s{0,2}\d)"
)
_BARE_AMOUNT = LatePattern(rf"(?:^|[,;])\s{{0,3}}({_AMOUNT})\s{{0,3}}$")
_CURRENCY_OF_SIGN = {
    "US$": "USD",
    "CA$": "CAD",
    "C$": "CAD",
    "AU$": "AUD",
    "A$": "AUD",
    "HK$": "HKD",
    "NZ$": "NZD",
    "S$": "SGD",
    "NT$": "TWD",
    "R$": "BRL",
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "¥": "CNY",
    "￥": "CNY",
    "₹": "INR",
    "₩": "KRW",
    "₺": "TRY",
    "₽": "RUB",
    "ZŁ": "PLN",
    "Zł": "PLN",
    "元": "CNY",
    "块": "CNY",
    "块钱": "CNY",
    "欧元": "EUR",
    "美元": "USD",
    "美金": "USD",
    "英镑": "GBP",
    "日元": "JPY",
    "人民币": "CNY",
    "RMB": "CNY",
    "CNH": "CNY",
}

_NO_NUMBERS = LatePattern(
    r"[^\s@<>]{1,64}@[^\s@<>]{1,120}"  # mail addresses
    r"|(?<![A-Z0-9-])(?:19|20)\d\d([-/.])\d{1,2}\1\d{1,2}(?![A-Z0-9-])(?:[ T]\d{1,2}:\d\d(?::\d\d)?Z?)?"
    r"|(?<![A-Z0-9-])\d{1,2}([-/.])\d{1,2}\2(?:19|20)?\d\d(?![A-Z0-9-])"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}[日号])?|\d{1,2}月\d{1,2}[日号]"
    r"|(?<![A-Z0-9:])\d{1,2}:\d\d(?::\d\d)?(?![A-Z0-9:])"
    r"|(?<![A-Z0-9])\+\s?\d(?:[ ()-]{0,2}\d){7,14}(?![A-Z0-9])"
    r"|(?<![A-Z0-9])\(\d{3}\)\s?\d{3}-\d{4}(?![A-Z0-9-])|(?<![A-Z0-9-])\d{3}[-.]\d{3}[-.]\d{4}(?![A-Z0-9-])"
    r"|(?<![A-Z0-9-])1[3-9]\d-\d{4}-\d{4}(?![A-Z0-9-])"
    r"|(?:(?<![A-Z])(?:PHONE|TEL|MOBILE|CELL|WHATSAPP|FAX)|电话|电話|手机|手機|联系方式|微信)(?:号码|号)?"
    r"[\s:.]{0,3}[+(]{0,2}\d(?:[ ()-]{0,2}\d){5,13}(?![A-Z0-9])"
    # A telephone abroad behind 00, in two or three groups; a parcel's number that begins so has more of them.
    r"|(?<![A-Z0-9])00[1-9]\d{0,2}(?:[ -]\d{2,8}){2,3}(?![A-Z]|[ -]?\d+(?![A-Z0-9]))"
    r"|(?:微信|WECHAT)(?:号)?[\s:：]{0,3}[A-Z_-]{2,15}1[3-9]\d{9}(?![A-Z0-9])"
    # Three lengths, or two with a unit: "87 x2" behind a number in groups is its end.
    r"|(?<![A-Z0-9])\d{1,4}(?:[.,]\d{1,2})?(?:\s?[X×*]\s?\d{1,4}(?:[.,]\d{1,2})?){2}\s?(?:CM|MM|INCH)?(?![A-Z0-9])"
    r"|(?<![A-Z0-9])\d{1,4}(?:[.,]\d{1,2})?\s?[X×*]\s?\d{1,4}(?:[.,]\d{1,2})?\s?(?:CM|MM|INCH)(?![A-Z0-9])"
    # What says of itself that it is something else.
    r"|(?:(?<![A-Z])(?:ISBN|EAN|UPC|GTIN|ASIN|SKU|PLZ|ZIP(?:\s?CODE)?|POSTCODE|HS[ -]?CODE|INVOICE|RECHNUNG|FACTURE"
    r"|FATTURA|FACTURA|VAT|UST-?ID(?:NR)?)|邮编|郵編|发票|發票|税号)(?:\s?(?:NO|NR|NUMBER|号码|号))?[\s:.#：-]{0,3}"
    r"(?:[A-Z]{2}|[A-Z]{1,4}[-/])?\d[\d.-]{2,17}(?![A-Z0-9])"
    r"|(?<![A-Z])IBAN[\s:]{1,3}[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Z0-9])"
    r"|(?<![A-Z0-9-])[0-9A-F]{8}-(?:[0-9A-F]{4}-){3}[0-9A-F]{12}(?![A-Z0-9-])"  # ids of programs (RFC 9562)
    r"|(?<![A-Z0-9.])\d\.\d{1,12}E\+\d{1,2}(?![A-Z0-9])"  # what a spreadsheet makes of a long number
)
SPREADSHEET_ROUNDED = LatePattern(r"\d\.\d{1,12}E\+\d{1,2}", re.IGNORECASE)
# A mobile number of mainland China, Britain or Germany, and a day without dashes: numbers only where nothing better
# stands.
MAYBE_NO_NUMBER = LatePattern(
    r"1[3-9]\d{9}|07\d{9}|01[5-7]\d{8,9}|20[2-3]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|B0[A-Z0-9]{8}"
)

_LETTER = r"[^\W_\u2e80-\u9fff]"
_WORD = LatePattern(rf"{_LETTER}+(?:['&.]{_LETTER}+)*")
_CHINESE = LatePattern(r"[\u3040-\u30ff\u3400-\u9fff]+")
LONGEST_NAME_IN_WORDS, LONGEST_NAME, LONGEST_NAME_IN_CHINESE = 4, 40, 8


def quoted(text: str) -> Iterator[tuple[int, int, str]]:
    """Quoted pieces of a text: start and end with the quotes, and what they hold."""
    for hit in _QUOTED.finditer(text):
        yield hit.start(), hit.end(), next(group for group in hit.groups() if group is not None)


def no_numbers(plain: str) -> list[Span]:
    """Dates, times, telephone numbers and mail addresses: digits that are never a tracking number."""
    return [hit.span() for hit in _NO_NUMBERS.finditer(plain)]


def orders(plain: str) -> list[Span]:
    """Order numbers that show themselves: Amazon's, eBay's, Temu's, and shop numbers behind #."""
    return [hit.span(1) if hit[1] else hit.span() for hit in _ORDER.finditer(plain)]


def orders_by_word(plain: str) -> list[Span]:
    """What stands behind a word for order, in the languages of our shops."""
    return [hit.span(1) for hit in _ORDER_WORD.finditer(plain)]


def shops(plain: str, written: str) -> list[tuple[str, int, int]]:
    """Marketplaces and shop systems named in a text: the name as we keep it, and where."""
    return [(_shop(hit, written), *hit.span()) for hit in _SHOP.finditer(plain)]


def fragment_after(plain: str, place: int) -> Span | None:
    """The piece right behind a marketplace that may be (part of) an order number."""
    hit = _FRAGMENT.match(plain, place)
    return hit.span(1) if hit and any(map(str.isdigit, hit[1])) else None


def begins_a_price(plain: str, place: int) -> bool:
    """Whether an amount with a currency stands just there."""
    return _PRICE.match(plain, place) is not None


def price(plain: str, start: int = 0) -> tuple[Decimal, str, Span] | None:
    """The first amount with a currency from `start` on: the value, the ISO code, and where it stood."""
    hit = _PRICE.search(plain, start)
    if hit is None:
        return None
    said = {name.rpartition("_")[2]: value for name, value in hit.groupdict().items() if value}
    unit = said.get("code") or said["sign"]
    return decimal_of(said["amount"]), _CURRENCY_OF_SIGN.get(unit, unit), hit.span()


def without_price(note: str) -> str:
    """A note without the amount that begins or ends it: `vase` of `vase, 31 EUR`. One that is nothing else stays."""
    priced = price(flat(note))
    if priced is None:
        return note
    start, end = priced[2]
    before, behind = note[:start].strip(" ,;:·-，、；："), note[end:].strip(" ,;:·-，、；：")
    return note if before and behind else before or behind or note


def bare_amount(plain: str) -> Decimal | None:
    """An amount without currency that ends a note: `vase, 31`."""
    hit = _BARE_AMOUNT.search(plain)
    return decimal_of(hit[1]) if hit else None


def decimal_of(written: str) -> Decimal:
    """An amount as people write it, in either continent's fashion: 1,234.50 or 1.234,50 or 31,5.

    1,500 alone may be either; it keeps its three decimals, so that whoever takes it for money can ask.
    """
    digits = written.replace(" ", "").replace("'", "")
    marks = [place for place, character in enumerate(digits) if character in ".,"]
    if not marks:
        return Decimal(digits)
    last = marks[-1]
    if len(marks) > 1 and len(digits) - last - 1 == 3 and digits[last] == digits[marks[0]]:
        return Decimal(re.sub("[.,]", "", digits))
    return Decimal(re.sub("[.,]", "", digits[:last]) + "." + (digits[last + 1 :] or "0"))


def carriers(text: str) -> list[Named]:
    """Carriers named as words, English or Chinese, in order; the longest name at a place wins."""
    return sorted([*_named_in_words(text), *_named_in_chinese(text)], key=lambda named: named.start)


def _shop(hit: re.Match[str], written: str) -> str:
    name = _SHOP_CHINESE.get(hit[1], "".join(hit[1].casefold().split()).removesuffix("shop") or hit[1])
    country = hit[3] if hit[3] and (hit[3] not in _WORDS_TOO or written[slice(*hit.span(3))].isupper()) else None
    ending = hit[2] or (country and _SHOP_COUNTRY.get(country, country))
    return f"{name}.{ending.casefold()}" if ending and name in _BY_COUNTRY else name


def _named_in_words(text: str) -> Iterator[Named]:
    words = carrier_words()
    hits = list(_WORD.finditer(text))
    place = 0
    while place < len(hits):
        named = next(_from_here(text, hits, place, words), None)
        if named is not None:
            yield named[0]
        place += named[1] if named else 1


def _from_here(text: str, hits: list[re.Match[str]], place: int, words: dict[str, str]) -> Iterator[tuple[Named, int]]:
    for count in range(min(LONGEST_NAME_IN_WORDS, len(hits) - place), 0, -1):
        start, end = hits[place].start(), hits[place + count - 1].end()
        code = words.get(fold(text[start:end])) if end - start <= LONGEST_NAME else None
        if code:
            yield Named(code, start, end, text[start:end].upper() in BEGIN_NUMBERS), count


def _named_in_chinese(text: str) -> Iterator[Named]:
    words = carrier_words()
    for run in _CHINESE.finditer(text):
        place = run.start()
        while place < run.end():
            code, length = _chinese_name(text, place, run.end(), words)
            if code:
                yield Named(code, place, place + length, False)
            place += length


def _chinese_name(text: str, place: int, end: int, words: dict[str, str]) -> tuple[str | None, int]:
    for length in range(min(LONGEST_NAME_IN_CHINESE, end - place), 1, -1):
        if code := words.get(text[place : place + length]):
            return code, length
    return None, 1
