"""The sites that parcels of all carriers pass, each under the names that scans give it: one place, whatever its name.

Only well-known ones are listed. A place that is none of them is compared by its own name, and two names that are not
known to be one place are two: better two stories than one that is wrong.
"""

from functools import lru_cache

from cases.scans import folded

# The country, then the name it is compared by, then what else scans call it: in other languages, as an airport, as an
# office of exchange.
_TABLE = (
    ("CN", "Shenzhen", "深圳", "SZX", "Shen zhen", "Baoan", "宝安机场"),
    ("CN", "Guangzhou", "广州", "廣州", "Canton", "Baiyun", "白云机场"),
    ("CN", "Dongguan", "东莞", "東莞"),
    ("CN", "Shanghai", "上海", "PVG", "Pudong", "浦东"),
    ("CN", "Beijing", "北京", "PEK", "Peking", "PKX"),
    ("CN", "Hangzhou", "杭州", "HGH", "Xiaoshan"),
    ("CN", "Yiwu", "义乌", "義烏"),
    ("CN", "Ningbo", "宁波", "NGB"),
    ("CN", "Xiamen", "厦门", "廈門", "XMN", "Amoy"),
    ("CN", "Zhengzhou", "郑州", "CGO"),
    ("CN", "Chengdu", "成都", "CTU"),
    ("CN", "Ezhou", "鄂州", "EHU"),
    ("HK", "Hong Kong", "香港", "HKG", "Hongkong", "Chek Lap Kok", "赤鱲角"),
    ("JP", "Tokyo", "東京", "东京", "NRT", "HND", "Narita", "成田", "Tokyo Narita", "川崎東", "Kawasaki Higashi"),
    ("JP", "Osaka", "大阪", "KIX", "Kansai"),
    ("KR", "Incheon", "仁川", "ICN", "인천"),
    ("SG", "Singapore", "新加坡", "Changi"),
    ("TW", "Taipei", "台北", "臺北", "TPE", "Taoyuan", "桃园", "桃園"),
    ("AE", "Dubai", "迪拜", "DXB", "DWC"),
    ("TR", "Istanbul", "伊斯坦布尔", "IST"),
    ("RU", "Moscow", "莫斯科", "Москва", "SVO", "Moskau", "Moscou", "Moscú"),
    ("AU", "Sydney", "悉尼", "SYD"),
    ("AU", "Melbourne", "墨尔本", "MEL"),
    ("US", "Chicago", "芝加哥", "ORD", "O Hare", "Chicago IL"),
    ("US", "New York", "纽约", "JFK", "Jamaica NY", "New York NY", "Nueva York"),
    ("US", "Los Angeles", "洛杉矶", "LAX", "Los Angeles CA"),
    ("US", "Miami", "迈阿密", "MIA", "Miami FL"),
    ("US", "San Francisco", "旧金山", "三藩市", "SFO", "San Francisco CA"),
    ("US", "Memphis", "孟菲斯", "MEM", "Memphis TN"),
    ("US", "Louisville", "路易斯维尔", "SDF", "Louisville KY", "Worldport"),
    ("US", "Cincinnati", "辛辛那提", "CVG", "Cincinnati Hub", "Cincinnati OH", "Erlanger"),
    ("US", "Anchorage", "安克雷奇", "ANC", "Anchorage AK"),
    ("CA", "Toronto", "多伦多", "YYZ", "Mississauga", "Toronto ON"),
    ("CA", "Vancouver", "温哥华", "YVR", "Richmond BC", "Vancouver BC"),
    ("BR", "Curitiba", "库里蒂巴", "CWB", "Pinhais"),
    ("BR", "São Paulo", "圣保罗", "Sao Paulo", "GRU", "Guarulhos"),
    ("GB", "Heathrow", "希思罗", "LHR", "Langley", "Langley HWDC", "HWDC", "Heathrow Worldwide DC", "London Heathrow"),
    ("GB", "East Midlands", "EMA", "East Midlands Airport", "Castle Donington"),
    ("GB", "Coventry", "考文垂", "CVT", "Coventry Parcel Hub"),
    ("DE", "Leipzig", "莱比锡", "萊比錫", "LEJ", "Leipzig Halle"),
    ("DE", "Frankfurt", "法兰克福", "FRA", "IPZ", "Frankfurt am Main", "Frankfurt IPZ", "Francfort", "Fráncfort"),
    ("DE", "Cologne", "科隆", "CGN", "Köln", "Koeln", "Köln Bonn", "Cologne Bonn"),
    ("BE", "Liège", "列日", "LGG", "Liege", "Lüttich", "Luik", "Grâce Hollogne"),
    ("BE", "Brussels", "布鲁塞尔", "BRU", "Bruxelles", "Brussel", "Brüssel", "Bruselas"),
    ("NL", "Amsterdam", "阿姆斯特丹", "AMS", "Schiphol"),
    ("LU", "Luxembourg", "卢森堡", "LUX", "Luxemburg", "Findel"),
    ("FR", "Paris", "巴黎", "CDG", "Roissy", "Roissy en France", "Paris CDG", "Charles de Gaulle", "Chilly Mazarin"),
    ("ES", "Madrid", "马德里", "MAD", "Barajas"),
    ("IT", "Milan", "米兰", "MXP", "Milano", "Malpensa", "Mailand", "Milán"),
    ("PL", "Warsaw", "华沙", "WAW", "Warszawa", "Warschau", "Varsovie"),
)  # fmt: skip
# What stands beside the name of a site and tells no other site: what it is, not where.
_KINDS = sorted(
    map(
        folded,
        (
            "international", "intl", "gateway", "hub", "airport", "isc", "usps", "distribution center", "sort facility",
            "distribution centre", "sorting center", "sorting centre", "service center", "service centre", "facility",
            "network distribution center", "regional facility", "processing center", "city", "air mail", "transit",
            "office of exchange", "mail centre", "mail center", "port", "flughafen", "aéroport", "aeropuerto",
            "国际机场", "国际", "机场", "转运中心", "中转中心", "分拨中心", "分拣中心", "集散中心",
            "操作中心", "处理中心", "互换局",
            "邮件处理中心", "口岸", "市", "国際", "空港", "国際郵便局", "国際交換局",
        ),
    ),
    key=len,
    reverse=True,
)  # fmt: skip


def place_key(city: str | None, country: str | None) -> str | None:
    """A place as it is compared: equal for all names of one hub, else its own name; None where no town is known."""
    name = folded(city)
    if not name:
        return None
    hub = _hub(name, country)
    return f"{hub[1]}, {hub[0]}" if hub else f"{name}, {country or ''}"


def key_of_written(key: str) -> str:
    """The key of a place that was made before its other names were known: `深圳, CN` becomes `shenzhen, CN`."""
    city, _, country = key.rpartition(", ")
    return place_key(city, country) or key


def same_place(one: str | None, other: str | None) -> bool:
    """Whether two names of towns are known to be those of one hub."""
    mine, theirs = _hub(folded(one), None), _hub(folded(other), None)
    return mine is not None and mine == theirs


def town_key(city: str | None) -> str:
    """A town as it is compared where its country does not matter; empty where none is named."""
    name = folded(city)
    hub = _hub(name, None)
    return hub[1] if hub else name


@lru_cache(maxsize=8192)
def _hub(name: str, country: str | None) -> tuple[str, str] | None:
    found = _NAMES.get(name) or _NAMES.get(_without_kinds(name))
    # The same name elsewhere is another place; Chinese trackers write Hong Kong as a town of China.
    return found if found and (country in (None, "", found[0]) or {country, found[0]} == {"CN", "HK"}) else None


def _without_kinds(name: str) -> str:
    """The name of a site without the words for what it is: `isc chicago il usps` is `chicago il`."""
    padded = f" {name} "
    for kind in _KINDS:
        padded = padded.replace(kind, " ") if not kind.isascii() else padded.replace(f" {kind} ", " ")
    return " ".join(padded.split())


_NAMES = {folded(name): (country, folded(names[0])) for country, *names in _TABLE for name in names}
