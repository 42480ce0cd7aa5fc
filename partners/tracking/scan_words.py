"""What a carrier's own words add to a code that leaves things open."""

from partners.tracking.wordings import kind_of

# Codes that say little, and what the words beside them may make of them; None: anything.
LEFT_OPEN: dict[str, frozenset[str] | None] = {
    "unknown": None,
    "note": None,
    "trouble": None,
    "in_transit": None,
    "held": None,
    "customs": frozenset(
        {"customs_hold", "customs_query", "customs_inspection", "customs_released", "duties_due", "seized"}
    ),
    "security": frozenset({"customs_hold", "customs_query", "customs_inspection", "customs", "duties_due", "seized"}),
    "delivered": frozenset({"delivered_neighbour", "pickup_ready", "returned", "recovery", "corrected"}),
    # A code for lost is also set when a search begins, and that is no loss.
    "lost": frozenset({"searching", "contents_missing"}),
    "damaged": frozenset({"contents_missing", "destroyed"}),
    "delayed": frozenset(
        {
            "network_trouble",
            "accident",
            "missorted",
            "customs_hold",
            "customs_query",
            "customs_inspection",
            "duties_due",
            "address_problem",
            "searching",
        }
    ),
    "network_trouble": frozenset({"accident"}),
    "announced": frozenset({"label_cancelled"}),
    "attempted": frozenset({"address_problem", "refused", "pickup_ready"}),
    "destroyed": frozenset({"seized"}),
    "returning": frozenset({"returned", "refused", "unclaimed"}),
}


def kind_said(kind: str, words: str) -> str:
    """Our word for a scan whose code gave one: a narrower one where the code leaves it open and the words tell."""
    if kind not in LEFT_OPEN or not words:
        return kind
    told, _sureness = kind_of(words)
    allowed = LEFT_OPEN[kind]
    if told is None or (allowed is not None and told not in allowed):
        return kind
    return told
