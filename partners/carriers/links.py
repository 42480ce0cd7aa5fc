"""Tracking numbers inside links: query values, path pieces, fragments, escaped or not."""

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

from cases.late_pattern import LatePattern
from cases.light_dataclass import dataclass
from partners.carriers.glances import LONGEST, Glance, glance, looks_like_a_number
from partners.carriers.numbers import normalise
from partners.carriers.plain_text import without_invisible

_END = r"\s<>\"'`|，。；、）（「」【】《》\x00-\x1f\u2e80-\u9fff"
SLACK_ENTITY = LatePattern(r"<([^<>\n]*)>")
_WEB = LatePattern(rf"(?:https?://|(?<![A-Z0-9.-])www\.)[^{_END}]+", re.IGNORECASE)
_BARE = LatePattern(rf"(?<![A-Z0-9.@-])(?:[A-Z0-9-]{{1,40}}\.){{1,4}}[A-Z]{{2,10}}[/?#][^{_END}]*", re.IGNORECASE)
# A whole link escaped for the inside of another.
_ESCAPED = LatePattern(r"https?%3A%2F%2F[^\s<>|]+", re.IGNORECASE)
_VALUE = LatePattern(r"[?&#;]([A-Z0-9_.\[\]-]{1,40})=([^&#;]*)", re.IGNORECASE)
_BETWEEN = LatePattern(r"[/?&#=;,|~\s:+!()\[\]]+")

# Eight letters and digits of any kind: https://gls-group.com/DE/en/parcel-tracking
TRACK_ID = LatePattern(r"(?=[A-Z]*\d[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{8}")
# A link is read no further than this; nobody's tracking link is that long.
MOST_PIECES = 200
MOST_LETTERS = 200
# A shape without check digit counts in the path of a link only from this length.
WEAK_BUT_LONG = 11

# The host of a carrier's own tracking page names the carrier.
HOSTS = {
    "4px.com": "4px",
    "aramex.com": "aramex",
    "asendia.com": "asendia",
    "auspost.com.au": "australia_post",
    "bpost.be": "bpost",
    "cainiao.com": "cainiao",
    "canadapost-postescanada.ca": "canada_post",
    "canadapost.ca": "canada_post",
    "canpar.com": "canpar",
    "chronopost.fr": "chronopost",
    "correos.es": "correos_es",
    "ctt.pt": "ctt",
    "dhl.com": "dhl",
    "dhl.de": "dhl_paket",
    "dhlecs.com": "dhl",
    "dhlglobalmail.com": "dhl",
    "dpd.co.uk": "dpd",
    "dpd.com": "dpd",
    "dpd.de": "dpd",
    "dpdgroup.com": "dpd",
    "ems.com.cn": "ems",
    "evri.com": "evri",
    "express.dhl": "dhl",
    "fedex.com": "fedex",
    "gls-group.com": "gls",
    "gls-group.eu": "gls",
    "gls-pakete.de": "gls",
    "gofoexpress.com": "gofo",
    "hermesworld.com": "hermes_de",
    "inpost.co.uk": "inpost_pl",
    "inpost.pl": "inpost_pl",
    "japanpost.jp": "japan_post",
    "jtexpress.co.id": "jt_express_id",
    "jtexpress.com": "jt_express_cn",
    "jtexpress.my": "jt_express_my",
    "jtexpress.sg": "jt_express_sg",
    "kuronekoyamato.co.jp": "yamato",
    "landmarkglobal.com": "landmark",
    "laposte.fr": "la_poste",
    "lasership.com": "lasership",
    "mondialrelay.fr": "mondial_relay",
    "myhermes.de": "hermes_de",
    "ninjavan.co": "ninjavan",
    "odfl.com": "old_dominion",
    "ontrac.com": "ontrac",
    "packeta.com": "packeta",
    "parcelforce.com": "parcelforce",
    "post.at": "austrian_post",
    "post.ch": "swiss_post",
    "poste.it": "poste_italiane",
    "posti.fi": "posti",
    "postnl.nl": "postnl",
    "postnord.dk": "post_nord",
    "postnord.se": "post_nord",
    "purolator.com": "purolator",
    "royalmail.com": "royal_mail",
    "sagawa-exp.co.jp": "sagawa",
    "seur.com": "seur",
    "sf-express.com": "sf_express",
    "sf-international.com": "sf_express",
    "singpost.com": "singpost",
    "speedx.io": "speedx",
    "sunyou.hk": "sunyou",
    "tnt.com": "tnt",
    "uniuni.com": "uniuni",
    "ups.com": "ups",
    "usps.com": "usps",
    "yodel.co.uk": "yodel",
    "yto.net.cn": "yto_express",
    "yunexpress.com": "yunexpress",
    "yuntrack.com": "yunexpress",
    "yw56.com.cn": "yanwen",
    "zto.com": "zto_express",
}
# Query keys, without case, dashes and digits, whose value is a tracking number and nothing else.
NUMBER_KEYS = frozenset(
    """awb awbnumber barcode billno billnumber consignment consignmentnumber idc inquirynumber itemcode
    mailno mailnolist nums num number numbers parcelnumber parcelnumbers parcelno piececode pronumbers
    searchfor searchvalue shipmentnumber tlabels qtctlabels tracknum tracknums trackno trackcode tracknumber
    tracknumbers tracking trackingcode trackingid trackingids trackingno trackingnum trackingnumber
    trackingnumbers trackingnos trknbr trknbrs waybill waybillno waybillnumber strorigtracknum""".split()
)
# Query keys, likewise, whose value is an order.
ORDER_KEYS = frozenset("orderid orderno ordernumber ordersn orderref tradeid tradeorderid".split())
# Keys that shops and carriers use for this and for much else.
MAYBE_KEYS = frozenset("code consignments id item match pin q query ref reference search searchid track txt".split())


@dataclass(frozen=True, slots=True)
class Link:
    """A link found in a text: where it stands, the numbers in it, the carrier whose page it is, and a shop's order."""

    start: int
    end: int
    address: str
    numbers: tuple[str, ...]
    carrier: str | None
    order: str | None = None


def is_link(text: str) -> bool:
    """Whether a text begins with a link, with or without its scheme."""
    return bool(_WEB.match(text) or _BARE.match(text))


def unescaped_links(text: str) -> str:
    """The text with links that are escaped from their first colon on written plainly."""
    return _ESCAPED.sub(lambda hit: unquote_plus(hit[0]), text)


def links_in(text: str) -> tuple[Link, ...]:
    """Every link of a text, in order; Slack's `<address|label>` counts as one, up to its closing bracket."""
    slack = [
        _link(hit.start(), hit.end(), hit[1].split("|", 1)[0]) for hit in SLACK_ENTITY.finditer(text) if is_link(hit[1])
    ]
    bare = _outside(slack, [*_found(_WEB, text), *_found(_BARE, text)])
    return tuple(sorted([*slack, *(_link(*found) for found in bare)], key=lambda link: link.start))


_Place = tuple[int, int, str | None]


def _found(pattern: LatePattern, text: str) -> list[_Place]:
    return [(hit.start(), hit.end(), hit[0]) for hit in pattern.finditer(text)]


def _outside(links: list[Link], found: list[_Place]) -> Iterator[tuple[int, int, str]]:
    """Those of the found that overlap neither a link nor one found before, in order of their place."""
    taken: list[_Place] = [(link.start, link.end, None) for link in links]
    spans = sorted(taken + found, key=lambda span: span[:2])
    reached = 0
    for start, end, address in spans:
        if address is not None and start >= reached:
            yield start, end, address
        reached = max(reached, end)


def _link(start: int, end: int, address: str) -> Link:
    plain = _unescaped(address)
    labels = _host(plain)
    # Slack's own links are full of ids, and none of them is a parcel's.
    numbers = [] if labels[-2:] == ["slack", "com"] else _numbers(plain)
    carrier = _carrier(labels)
    if carrier == "gls":
        numbers = numbers or [piece for piece in _BETWEEN.split(plain)[3:] if TRACK_ID.fullmatch(piece.upper())]
    if carrier:
        numbers = numbers or _the_only_one(plain)
    return Link(start, end, plain, tuple(dict.fromkeys(numbers)), carrier, _order(plain))


def _unescaped(address: str) -> str:
    # Links that went through a mail program or a redirect are escaped twice.
    return without_invisible(unquote_plus(unquote_plus(address)))


def _numbers(address: str) -> list[str]:
    values = [(_key(hit[1]), hit[2]) for hit in _VALUE.finditer(address)]
    named = [piece for key, value in values if key in NUMBER_KEYS for piece in _listed(value)]
    return (
        [piece for piece in named if _could_be(piece)]
        or [piece for key, value in values if key in MAYBE_KEYS for piece in _listed(value) if _is_known(piece)]
        or [piece for piece in _path_pieces(_VALUE.sub(_without_order, address)) if _is_known(piece)]
    )


def _order(address: str) -> str | None:
    return next((hit[2] for hit in _VALUE.finditer(address) if _is_order(hit) and any(map(str.isdigit, hit[2]))), None)


def _is_order(value: re.Match[str]) -> bool:
    return _key(value[1]) in ORDER_KEYS


def _without_order(value: re.Match[str]) -> str:
    return " " if _is_order(value) else value[0]


def _key(written: str) -> str:
    return re.sub(r"[^a-z]", "", written.casefold())


def _listed(value: str) -> Iterator[str]:
    """The numbers listed in one value; spaces divide them only when the whole is no number."""
    for piece in re.split(r"[,;|~\n]+", value, maxsplit=MOST_PIECES):
        yield from (piece,) if _is_known(piece) else piece.split()


def _path_pieces(address: str) -> Iterator[str]:
    after_host = re.sub(r"^(?:https?://)?[^/?#]*", "", address, count=1, flags=re.IGNORECASE)
    for piece in _BETWEEN.split(after_host, maxsplit=MOST_PIECES)[:MOST_PIECES]:
        yield from (piece,) if _is_known(piece) else piece[:MOST_LETTERS].split("-")


def _the_only_one(address: str) -> list[str]:
    """On a carrier's own page, the one piece of the path that is mostly digits, though no form of ours knows it."""
    pieces = [piece for piece in _BETWEEN.split(address, maxsplit=MOST_PIECES)[1:MOST_PIECES] if _mostly_digits(piece)]
    return pieces if len(pieces) == 1 else []


def _mostly_digits(piece: str) -> bool:
    long = WEAK_BUT_LONG <= len(piece) <= LONGEST and piece.isascii() and piece.isalnum()
    return long and 2 * sum(map(str.isdigit, piece)) > len(piece)


def _is_known(piece: str) -> bool:
    number = normalise(piece)
    if not looks_like_a_number(number):
        return False
    seen = glance(number)
    return seen >= Glance.REFUSED_IN_LETTERS or (seen >= Glance.WEAK and len(number) >= WEAK_BUT_LONG)


def _could_be(piece: str) -> bool:
    return looks_like_a_number(normalise(piece))


def _host(address: str) -> list[str]:
    """The parts of the host's name, the last one its top: `["t", "17track", "net"]`."""
    host = re.sub(r"^https?://", "", address.casefold()).split("?", 1)[0].split("#", 1)[0]
    return host.split("/", 1)[0].split(":", 1)[0].split(".")


def _carrier(labels: list[str]) -> str | None:
    suffixes = (".".join(labels[place:]) for place in range(len(labels)))
    return next((HOSTS[suffix] for suffix in suffixes if suffix in HOSTS), None)
