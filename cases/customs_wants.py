"""What customs wants, and from whom, as far as a carrier's words tell it."""

from cases.light_dataclass import dataclass
from cases.scans import folded
from cases.words import N_

US, BUYER = "us", "buyer"


@dataclass(frozen=True, slots=True)
class Want:
    """Something customs asks for: from whom, in a sentence, and the words by which it is recognised."""

    code: str
    of: str
    sentence: str
    words: tuple[str, ...]


_TABLE = (
    Want("invoice", US, N_("Customs wants a commercial invoice with the true value."),
         ("invoice", "proof of value", "proof of payment", "发票", "rechnung", "facture", "factura", "fatura",
          "インボイス")),
    Want("declaration", US, N_("Customs wants a complete declaration: contents, value, HS code, origin."),
         ("cn22", "cn23", "declaration", "hs code", "certificate of origin", "certificat d origine", "申报", "hs编码",
          "inhaltserklärung", "inhaltserklarung", "declaración", "declaracion", "declaração", "申告")),
    Want("licence", US, N_("Customs wants a licence or certificate for these goods."),
         ("licence", "license", "permit", "certificate", "许可", "认证", "genehmigung", "licencia", "permiso",
          "licença", "licenca", "許可証")),
    Want("identity", BUYER, N_("Customs wants the buyer's tax or identity number."),
         ("tax id", "tax number", "recipient id", "id required", "identity", "eori", "vat number", "importer number",
          "税号", "身份证", "身份信息", "numéro de tva", "numero de tva", "dni", "nif", "cpf", "マイナンバー")),
    Want("prohibited", US, N_("Customs says that the goods may not come in."),
         ("prohibited", "restricted", "not allowed", "禁止", "违禁", "verboten", "einfuhrverbot", "prohibé", "interdit",
          "prohibido", "proibido", "輸入禁止")),
)  # fmt: skip
WANTS: dict[str, Want] = {want.code: want for want in _TABLE}
# By these a scan is told to speak of customs at all.
_CUSTOMS = ("customs", "clearance", "海关", "清关", "关税", "zoll", "douan", "aduan", "alfandeg", "alfândeg",
            "receita federal", "税関", "通関", "border force", "cbp")  # fmt: skip
_CARRIER = ("carrier", "承运商", "by ups", "by fedex", "by dhl", "transporteur", "transportista", "transportadora")


def wanted(words: str) -> tuple[str, ...]:
    """What the carrier's words say that customs wants; empty where they do not tell."""
    text = folded(words)
    return tuple(want.code for want in _TABLE if any(folded(word) in text for word in want.words))


def speaks_of_customs(words: str) -> bool:
    """Whether words name customs."""
    text = folded(words)
    return any(word in text for word in _CUSTOMS)


def names_the_carrier(words: str) -> bool:
    """Whether words say that the carrier itself did it."""
    text = folded(words)
    return any(word in text for word in _CARRIER)
