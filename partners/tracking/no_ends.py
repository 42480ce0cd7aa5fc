"""What is written like the end of a parcel and is none: delivered to the next hub, asked for, or said of a label."""

from cases.late_pattern import LatePattern

_DELIVERED = frozenset({"delivered", "delivered_neighbour"})
_SAFE = frozenset({"delivered_neighbour"})
_GONE = frozenset({"lost", "destroyed", "seized"})
# Whoever carries it further, and where: it has only been brought to them. A post office box is somebody's own.
_FURTHER = (
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
_WANTED_WIDE = LatePattern("请.{0,3}$")
_NOT_SO = LatePattern(
    r"^(?: [^ ]+)? (?:not|nicht|impossible|refused|declined|unavailable|unmoglich|abgelehnt|lehnt|refuse)(?: |$)"
)
# What may be lost or destroyed besides parcels, and what is only said to be done if it were.
_OF_ELSE = LatePattern(
    r" (?:label|labels|seal|seals|packaging|wrapping|road|roads|bridge|building|weather|storm|etikett|verpackung|"
    r"siegel|strasse|strassen|etiquette|emballage|route|etiqueta|embalaje|embalagem|carretera|estrada)(?: [^ ]+){0,2} $"
)
_OF_ELSE_AFTER = LatePattern(
    r"^ (?:in thought|time|some time|hours|some hours|days|up|its label|the label|roads|road|signal|contact)(?: |$)"
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
        return bool(wanted or brought or (kind in _SAFE and _NOT_SO.search(after)))
    if kind in _GONE:
        case = _IN_CASE.search(before) or _IN_CASE_WIDE.search(after)
        return bool(case or _OF_ELSE.search(before) or _OF_ELSE_AFTER.search(after))
    return False
