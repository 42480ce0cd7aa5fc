"""Countries as files name them, in English and Chinese, as their ISO codes."""

import unicodedata

from cases.geography import CONTINENT
from cases.late_pattern import LatePattern

# The countries that cross-border parcels go to most, by the names that shops and forwarders write.
NAMES = {
    "US": "usa|united states|united states of america|美国|美國",
    "GB": "uk|united kingdom|great britain|england|英国|英國",
    "DE": "germany|deutschland|德国|德國", "FR": "france|法国|法國", "IT": "italy|italia|意大利",
    "ES": "spain|españa|西班牙", "NL": "netherlands|the netherlands|holland|荷兰|荷蘭", "BE": "belgium|比利时",
    "PL": "poland|polska|波兰", "SE": "sweden|瑞典", "DK": "denmark|丹麦", "NO": "norway|挪威", "FI": "finland|芬兰",
    "AT": "austria|österreich|奥地利", "CH": "switzerland|瑞士", "IE": "ireland|爱尔兰", "PT": "portugal|葡萄牙",
    "CZ": "czech republic|czechia|捷克", "HU": "hungary|匈牙利", "RO": "romania|罗马尼亚", "GR": "greece|希腊",
    "CA": "canada|加拿大", "MX": "mexico|méxico|墨西哥", "BR": "brazil|brasil|巴西", "CL": "chile|智利",
    "CO": "colombia|哥伦比亚", "PE": "peru|秘鲁", "AU": "australia|澳大利亚|澳洲", "NZ": "new zealand|新西兰",
    "JP": "japan|日本", "KR": "korea|south korea|republic of korea|韩国|韓國", "SG": "singapore|新加坡",
    "MY": "malaysia|马来西亚", "TH": "thailand|泰国", "VN": "vietnam|viet nam|越南", "PH": "philippines|菲律宾",
    "ID": "indonesia|印度尼西亚|印尼", "IN": "india|印度", "AE": "uae|united arab emirates|阿联酋",
    "SA": "saudi arabia|沙特阿拉伯|沙特", "IL": "israel|以色列", "TR": "turkey|türkiye|土耳其", "RU": "russia|俄罗斯",
    "UA": "ukraine|乌克兰", "ZA": "south africa|南非", "CN": "china|中国", "HK": "hong kong|香港|中国香港",
    "TW": "taiwan|台湾|中国台湾",
}  # fmt: skip
_CODES = {name: code for code, names in NAMES.items() for name in names.split("|")}


# “德国 (DE)”, “DE-Germany”, “Germany/DE”.
_BETWEEN = LatePattern(r"[()（）\[\]/|,，、:-]|(?<=[\u4e00-\u9fff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u4e00-\u9fff])")


def country_named(written: str) -> str | None:
    """The ISO code of a country by its code or name, or by both together; None where it is neither, or two."""
    text = " ".join(unicodedata.normalize("NFKC", written).split())
    if whole := _code(text):
        return whole
    pieces = [piece for one in _BETWEEN.split(text) if (piece := one.strip())]
    codes = {_code(piece) for piece in pieces}
    return codes.pop() if len(pieces) > 1 and len(codes) == 1 else None


def _code(text: str) -> str | None:
    return text.upper() if text.upper() in CONTINENT else _CODES.get(text.casefold())
