"""How far a claim is that is filed through a payer's own interface."""

# Wanted: nothing was sent yet. Unknown: it was sent and may be there. Filed: it is there and followed. Cancelling:
# somebody wants it cancelled there. Unsettled: nobody could find out; a person has to look. Refused and over: ended.
WANTED, UNKNOWN, FILED, CANCELLING = "wanted", "unknown", "filed", "cancelling"
UNSETTLED, REFUSED, OVER = "unsettled", "refused", "over"
# From these a click begins anew.
MAY_BEGIN = frozenset({UNSETTLED, REFUSED, OVER})
# In these somebody waits for something that has not happened yet.
ON_ITS_WAY = frozenset({WANTED, UNKNOWN, CANCELLING, UNSETTLED})
