"""What is written like the end of a parcel and is none: delivered to the next hub, asked for, or said of a label."""

from cases.late_pattern import LatePattern

_DELIVERED = frozenset({"delivered", "delivered_neighbour"})
_SAFE = frozenset({"delivered_neighbour"})
_GONE = frozenset({"lost", "destroyed", "seized"})
# Whoever carries it further, and where: it has only been brought to them. A post office box is somebody's own.
_FURTHER = (
    r"courier|forwarder|forwarding agent|freight forwarder|next carrier|"
    r"airline|airport|air carrier|carrier|hub|gateway|depot|terminal|facility|sorting|sort|distribution|customs|vessel|"
    r"linehaul|line haul|transit|fluggesellschaft|flughafen|verteilzentrum|zoll|frachtfuhrer|spediteur|spedition|"
    r"umschlag[^ ]*|compagnie aerienne|aeroport|transporteur|centre de tri|plateforme|douane|aerolinea|compania aerea|"
    r"aeropuerto|centro de distribucion|centro de clasificacion|centro logistico|transportista|aduana|companhia aerea|"
    r"aeroporto|centro de tratamento|centro de distribuicao|transportadora|alfandega"
)
_BRINGS = LatePattern(rf"^(?: (?!from |by |de |von )[^ ]+){{0,4}}? (?:{_FURTHER})(?: |$)")
_BROUGHT = LatePattern(rf" an (?:die |den |das )?(?:{_FURTHER}) $")
_LINKS = LatePattern(r"^ (?:to|at|into|in|an|am|im|a|au|aux|en|ao|no|na|la|el)(?: |$)")
_BRINGS_WIDE = LatePattern(
    "^(?:至|到|往)?(?:目的地|目的国)?[^，。 ]{0,4}?(?:机场|转运|分拨|集散|处理中心|分拣|口岸|"
    "海关|航空|航司|承运商|中转|仓库|集货|空港|港口)(?!路|街|大道)"
)
_BROUGHT_WIDE = LatePattern("(?:航空会社|空港|税関|運送会社|委託先|配送会社|通関業者)(?:に|へ)?$")
# Somebody wants it so, or it is to be so.
_WANTED = LatePattern(
    r" (?:asked|asks|wants|wishes|instructed|chose|mochte|wunscht|souhaite|demande|pide|solicita|"
    r"pediu|estimated|planned|anticipated|projected|promised|voraussichtlich|geplant|prevu|prevue|previsto|prevista|"
    r"attente d|attente d etre|pendiente de|aguardando|a espera de)(?: [^ ]+){0,6} $"
)
_WANTED_AFTER = LatePattern(
    r"^(?: (?!as |per |wie |comme |como |conforme )[^ ]+){0,2} (?:instruction|instructions|request|requested|"
    r"preference|preferences|option|beauftragt|erteilt|gewahlt|ausgewahlt|choisi|selectionne|solicitado|solicitada|elegido|escolhido)"
    r"(?: |$)|^ for (?:tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday)(?: |$)|"
    r"^(?: [^ ]+){0,5} at (?:pickup|pick up|collection|origin) ?$"
)
_LATER = LatePattern(
    r"^(?: (?!as |than )[^ ]+){0,3} (?:expected|soon|tomorrow|bientot|demain|manana|amanha|morgen|pronto|breve|"
    r"erwartet) ?$|"
    r"^(?: [^ ]+){0,3} (?:an error|error|a mistake|mistake|wrong|incorrect|irrtum|erreur|erro) ?$|^(?: s|'s|’s) "
)
_FAILED_WIDE = LatePattern("^(?:状态|信息|记录|扫描)?(?:有误|错误|异常|失败|取消|作废)")
_WANTED_WIDE = LatePattern("请.{0,3}$")
_NOT_SO = LatePattern(
    r"^(?: [^ ]+)? (?:not|nicht|impossible|refused|declined|unavailable|unmoglich|abgelehnt|lehnt|refuse)(?: |$)"
)
# Undone, or never done.
_UNDONE = LatePattern(
    r"^(?: [^ ]+){0,2} (?:not|withdrawn|lifted|cancelled|canceled|revoked|threatened|aufgehoben|angedroht|storniert|"
    r"annule|annulee|levee|levantad[oa]|cancelad[oa]|retirad[oa])(?: |$)"
)
# Lost, and here again.
_AGAIN = (
    r"found|recovered|located|reappeared|resurfaced|back in|retrouve|retrouvee|encontrado|encontrada|recuperado|"
    r"recuperada|localizado|localizada|aufgefunden|gefunden|aufgetaucht|geglaubt[^ ]*"
)
_AGAIN_BEFORE = LatePattern(
    rf" (?:(?:{_AGAIN}|wrongly|mistakenly|erroneously|previously|formerly|falschlich)(?: [^ ]+){{0,6}}|estaba|estava) $"
)
_AGAIN_AFTER = LatePattern(rf"^(?: [^ ]+){{0,4}} (?:{_AGAIN})(?: |$)")
_AGAIN_WIDE = LatePattern("^(?:件|包裹|快件)?(?:已|被)?(?:找回|找到|寻回|追回)")
_NO = LatePattern(r" (?:not|no|never|could|cannot|unable|nicht|nie|pas|n a|nao|sin|sem|nunca|if|until|unless) ")
# What may be lost or destroyed besides parcels, and what is only said to be done if it were.
_OF_ELSE = LatePattern(
    r" (?:label|labels|seal|seals|packaging|wrapping|road|roads|bridge|building|weather|storm|etikett|verpackung|"
    r"siegel|strasse|strassen|etiquette|emballage|route|etiqueta|embalaje|embalagem|carretera|estrada)(?: [^ ]+){0,2} $"
)
_OF_ELSE_AFTER = LatePattern(
    r"^ (?:in thought|label|labels|time|some time|hours|some hours|days|up|its label|the label|"
    r"roads|road|signal|contact)(?: |$)"
)
_IN_CASE = LatePattern(
    r" (?:in case of|in the event of|in case it is|bei|im falle|im fall|en cas de|en caso de|em caso de|no caso de)"
    r"(?: (?:a|an|the|eines|einer|un|une|una|um|uma|any|possible|total))? $"
)
_IN_CASE_WIDE = LatePattern("^(?:した|された)?(?:の)?(?:場合|際|時は)")


def is_no_end(kind: str, before: str, after: str) -> bool:
    """Whether words that are found for an end tell of none, by what stands before and after them in their clause."""
    before = f" {before}"
    if kind in _DELIVERED:
        wanted = _WANTED.search(before) or _WANTED_AFTER.search(after) or _WANTED_WIDE.search(before)
        brought = (_LINKS.search(after) and _BRINGS.search(after)) or _BRINGS_WIDE.search(after)
        brought = brought or _BROUGHT.search(before) or _BROUGHT_WIDE.search(before)
        wanted = wanted or _LATER.search(after) or _FAILED_WIDE.search(after)
        return bool(wanted or brought or (kind in _SAFE and _NOT_SO.search(after)))
    if kind == "returned":
        return bool(_UNDONE.search(after))
    if kind in _GONE:
        case = _IN_CASE.search(before) or _IN_CASE_WIDE.search(after)
        undone = (kind != "lost" and _UNDONE.search(after)) or (kind == "lost" and _is_here_again(before, after))
        return bool(case or undone or _OF_ELSE.search(before) or _OF_ELSE_AFTER.search(after))
    return False


def _is_here_again(before: str, after: str) -> bool:
    """Whether it was lost and is so no longer; what could not be found is lost all the more."""
    if _NO.search(before) or _NO.search(f"{after} "):
        return False
    return bool(_AGAIN_BEFORE.search(before) or _AGAIN_AFTER.search(after) or _AGAIN_WIDE.search(after))
