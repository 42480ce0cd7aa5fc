"""What carriers are called: the name shown, and the words people type for them in English and Chinese."""

import functools
import unicodedata

# code: (name shown, other words people type for it). The name itself and the code are understood as well.
CARRIERS: dict[str, tuple[str, tuple[str, ...]]] = {
    "4px": ("4PX", ("4 px", "fourpx", "递四方", "遞四方")),
    "amazon": ("Amazon Logistics", ("amzl", "swiship", "tba", "亚马逊物流", "amazon shipping")),
    "anjun": ("Anjun", ("anjun express", "安骏", "安骏物流")),
    "aramex": ("Aramex", ()),
    "aramex_au": ("Aramex Australia", ("fastway", "aramex au", "aramex nz")),
    "asendia": ("Asendia", ()),
    "australia_post": ("Australia Post", ("auspost", "aus post", "eparcel", "startrack", "澳洲邮政")),
    "austrian_post": ("Österreichische Post", ("austrian post", "post.at")),
    "best_express": ("Best Express", ("best inc", "百世", "百世快递", "百世汇通")),
    "bluecare": ("Bluecare Express", ("bluecare",)),
    "bpost": ("bpost", ("b post", "belgian post")),
    "brt": ("BRT", ("bartolini",)),
    "cainiao": ("Cainiao", ("菜鸟", "菜鳥", "aliexpress standard", "无忧物流", "菜鸟物流", "菜鸟裹裹")),
    "canada_post": ("Canada Post", ("canadapost", "postes canada", "加拿大邮政")),
    "canpar": ("Canpar", ("canpar express",)),
    "china_post": ("China Post", ("chinapost", "中国邮政", "中國郵政", "邮政小包", "邮政包裹", "平邮")),
    "chronopost": ("Chronopost", ()),
    "chunghwa_post": ("Chunghwa Post", ("taiwan post", "中华邮政", "中華郵政", "台湾邮政")),
    "cirro": ("CIRRO", ("cirro parcel", "cirro e-commerce")),
    "cjpacket": ("CJPacket", ("cj packet", "cj dropshipping", "cjdropshipping")),
    "colissimo": ("Colissimo", ("coliposte",)),
    "correios": ("Correios", ("correios brasil", "巴西邮政")),
    "correos_es": ("Correos", ("correos express", "correos españa", "correos espana", "西班牙邮政")),
    "ctt": ("CTT", ("ctt expresso", "ctt correios")),
    "deppon": ("Deppon Express", ("dpk", "德邦", "德邦快递", "德邦物流")),
    "deutsche_post": ("Deutsche Post", ("deutschepost", "德国邮政")),
    "dhl": ("DHL", ("dhl express", "dhl ecommerce", "dhl e-commerce", "敦豪")),
    "dhl_paket": ("DHL Paket", ("dhl germany", "dhl de", "dhl deutschland", "dhl parcel")),
    "dpd": ("DPD", ("geopost", "dpd uk", "dpd de")),
    "ems": ("EMS", ("邮政ems", "邮政速递", "中国邮政速递", "邮政特快专递")),
    "equick": ("Equick", ("equick china",)),
    "evri": ("Evri", ("hermes uk", "myhermes")),
    "fedex": (
        "FedEx",
        ("fed ex", "fedex express", "fedex ground", "fedex home", "federal express", "联邦快递", "联邦"),
    ),
    "gls": ("GLS", ("gls germany", "general logistics systems")),
    "gofo": ("GOFO Express", ("gofo",)),
    "hermes_de": ("Hermes Germany", ("hermes", "hermes de", "myhermes.de")),
    "hong_kong_post": ("Hongkong Post", ("hong kong post", "hkpost", "hk post", "香港邮政", "香港郵政")),
    "india_post": ("India Post", ("印度邮政",)),
    "inpost_pl": ("InPost", ("paczkomaty", "inpost uk")),
    "japan_post": ("Japan Post", ("jp post", "日本邮政", "日本邮便", "日本郵便")),
    "jcex": ("JCEX", ("jc ex", "佳成", "佳成国际", "杭州佳成")),
    "jd_logistics": ("JD Logistics", ("京东", "京东物流", "京东快递", "jingdong")),
    "jt_express_cn": ("J&T Express", ("jt", "j&t", "jt express", "极兔", "极兔速递", "極兔")),
    "jt_express_id": ("J&T Express Indonesia", ("j&t indonesia",)),
    "jt_express_my": ("J&T Express Malaysia", ("j&t malaysia",)),
    "jt_express_sg": ("J&T Express Singapore", ("j&t singapore",)),
    "kerry_ecommerce": ("Kerry eCommerce", ("kerry", "kerry logistics", "嘉里", "嘉里物流")),
    "korea_post": ("Korea Post", ("韩国邮政",)),
    "la_poste": ("La Poste", ("laposte", "法国邮政")),
    "landmark": ("Landmark Global", ("landmark",)),
    "lasership": ("LaserShip", ("laser ship",)),
    "mondial_relay": ("Mondial Relay", ("mondialrelay",)),
    "new_zealand_post": ("New Zealand Post", ("nz post", "nzpost", "新西兰邮政")),
    "ninjavan": ("Ninja Van", ("ninja van", "能者物流")),
    "nova_poshta": ("Nova Poshta", ("nova post",)),
    "old_dominion": ("Old Dominion", ("odfl", "old dominion freight line")),
    "ontrac": ("OnTrac", ("on trac",)),
    "packeta": ("Packeta", ("zasilkovna", "zásilkovna")),
    "parcelforce": ("Parcelforce", ("parcel force", "parcelforce worldwide")),
    "poczta_polska": ("Poczta Polska", ("polish post", "波兰邮政")),
    "pos_malaysia": ("Pos Malaysia", ("poslaju", "pos laju", "马来西亚邮政")),
    "post_nord": ("PostNord", ("post nord", "postnord sverige", "postnord danmark", "瑞典邮政")),
    "poste_italiane": ("Poste Italiane", ("italian post", "意大利邮政")),
    "posti": ("Posti", ("itella", "芬兰邮政")),
    "postnl": ("PostNL", ("post nl", "荷兰邮政")),
    "purolator": ("Purolator", ()),
    "royal_mail": ("Royal Mail", ("royalmail", "皇家邮政", "英国皇家邮政", "英国邮政")),
    "russian_post": ("Russian Post", ("pochta rossii", "俄罗斯邮政")),
    "sagawa": ("Sagawa Express", ("sagawa", "佐川", "佐川急便")),
    "sendle": ("Sendle", ()),
    "seur": ("SEUR", ()),
    "sf_express": (
        "SF Express",
        ("sf", "sf international", "sfexpress", "顺丰", "順豐", "顺丰速运", "顺丰国际", "順豐速運"),
    ),
    "sfc": ("SFC Service", ("sfc", "三态", "三态速递")),
    "singpost": ("SingPost", ("singapore post", "新加坡邮政")),
    "speedee": ("Spee-Dee Delivery", ("speedee", "spee dee", "spee-dee")),
    "speedx": ("SpeedX", ("speed x",)),
    "sto_express": ("STO Express", ("sto", "申通", "申通快递")),
    "sunyou": ("Sunyou", ("顺友", "顺友物流")),
    "swiss_post": ("Swiss Post", ("swisspost", "瑞士邮政")),
    "thailand_post": ("Thailand Post", ("泰国邮政",)),
    "tnt": ("TNT", ()),
    "topyou": ("TopYou", ("通邮", "通邮集团")),
    "turkey_post": ("PTT", ("ptt kargo", "土耳其邮政")),
    "ubi": ("UBI Smart Parcel", ("ubi smart parcel",)),
    "ukrposhta": ("Ukrposhta", ("ukr poshta", "乌克兰邮政")),
    "uniuni": ("UniUni", ("uni uni",)),
    "ups": ("UPS", ("united parcel service", "ups mail innovations", "ups surepost", "联合包裹")),
    "usky": ("Usky", ()),
    "usps": (
        "USPS",
        ("us postal service", "united states postal service", "美国邮政", "美国邮局", "美邮", "us post"),
    ),
    "veho": ("Veho", ()),
    "wanb": ("Wanb Express", ("wanb", "万邦", "万邦速达")),
    "winit": ("Winit", ("万邑通",)),
    "yamato": (
        "Yamato Transport",
        ("yamato", "kuroneko", "ヤマト", "ヤマト運輸", "クロネコヤマト", "黑猫宅急便", "雅玛多"),
    ),
    "yanwen": ("Yanwen", ("yan wen", "yw", "燕文", "燕文物流")),
    "yodel": ("Yodel", ("yodel direct",)),
    "yq_suffix": ("China consolidator (…YQ)", ()),
    "yto_express": ("YTO Express", ("yto", "圆通", "圆通速递", "圓通")),
    "yunda": ("Yunda Express", ("yunda", "韵达", "韵达快递", "韻達")),
    "yunexpress": ("YunExpress", ("yun express", "yuntu", "yun tu", "云途", "云途物流", "雲途")),
    "zto_express": ("ZTO Express", ("zto", "中通", "中通快递")),
}

# Country letters of S10 numbers whose post has a code of its own here; the others become post_xx.
POSTS: dict[str, str] = {
    "AT": "austrian_post",
    "AU": "australia_post",
    "BE": "bpost",
    "BR": "correios",
    "CA": "canada_post",
    "CH": "swiss_post",
    "CN": "china_post",
    "DE": "deutsche_post",
    "DK": "post_nord",
    "ES": "correos_es",
    "FI": "posti",
    "FR": "la_poste",
    "GB": "royal_mail",
    "HK": "hong_kong_post",
    "IN": "india_post",
    "IT": "poste_italiane",
    "JP": "japan_post",
    "KR": "korea_post",
    "MY": "pos_malaysia",
    "NL": "postnl",
    "NZ": "new_zealand_post",
    "PL": "poczta_polska",
    "PT": "ctt",
    "RU": "russian_post",
    "SE": "post_nord",
    "SG": "singpost",
    "TH": "thailand_post",
    "TR": "turkey_post",
    "TW": "chunghwa_post",
    "UA": "ukrposhta",
    "US": "usps",
}

# Letters that some carriers put in front of their numbers: typed apart, they may belong to the number.
BEGIN_NUMBERS = frozenset({"SF", "JT", "4PX", "TBA", "YW"})
# Codes that are words of other meanings when typed alone.
NOT_TYPED_AS_WORDS = frozenset({"la_poste", "yq_suffix"})


# Couriers of one house: who types the one may mean a number of the other.
FAMILIES = (
    frozenset({"dhl", "dhl_paket", "deutsche_post"}),
    frozenset({"china_post", "ems"}),
    frozenset({"evri", "hermes_de"}),
    frozenset({"jt_express_cn", "jt_express_id", "jt_express_my", "jt_express_sg"}),
    frozenset({"aramex", "aramex_au"}),
    frozenset({"la_poste", "colissimo", "chronopost"}),
    frozenset({"royal_mail", "parcelforce"}),
    frozenset({"cainiao", "4px"}),
)


def of_one_house(one: str, other: str) -> bool:
    """Whether two courier codes are the same courier, or two of one house."""
    return one == other or any({one, other} <= family for family in FAMILIES)


def one_house(code: str) -> tuple[str, ...]:
    """The codes of a courier and of every courier of its house, its own first."""
    others = {other for family in FAMILIES if code in family for other in family}
    return (code, *sorted(others - {code}))


def post_code(letters: str) -> str:
    """The courier code of the national post behind the two country letters of an S10 number."""
    return POSTS.get(letters, f"post_{letters.lower()}")


def carrier_typed(words: str) -> str | None:
    """The courier whose name, code or nickname these words are, in any case and width; None if none."""
    return carrier_words().get(fold(words))


def fold(words: str) -> str:
    """Words as they are compared: full width and case undone, underscores and runs of spaces one space."""
    flat = unicodedata.normalize("NFKC", words).casefold().replace("_", " ")
    return " ".join(flat.split())


@functools.cache
def carrier_words() -> dict[str, str]:
    """Every word or phrase that names a courier, folded for comparison, and the courier's code."""
    words: dict[str, str] = {}
    for code, (name, aliases) in CARRIERS.items():
        spellings = aliases if code in NOT_TYPED_AS_WORDS else (code, name, *aliases)
        words.update({fold(spelling): code for spelling in spellings})
    return words
