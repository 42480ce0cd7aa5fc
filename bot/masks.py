"""What must never be read in a log, a traceback or an answer: found in any text and blotted out."""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote

BLOT = "***"
SHORTEST_SECRET = 4

# Slack's tokens: https://docs.slack.dev/authentication/tokens
_TOKEN = re.compile(r"\b(?:xox[a-z](?:\.xox[a-z])?|xapp)-[\w.-]+")
_AUTHORIZATION = re.compile(
    r"(?P<kept>\bauthorization['\"\\]*\s*[:=,]\s*(?:b(?=['\"]))?['\"\\]*(?:bearer|basic|token)?\s*)[^\s'\"\\,}\])]+",
    re.I,
)
_BEARER = re.compile(r"(?P<kept>\bbearer\s+)[^\s'\"\\,}\])]+", re.I)
# The word PASSWORD itself stands in our own examples of an address.
_URL_PASSWORD = re.compile(r"(?P<kept>\b[a-z][a-z0-9+.-]*://[^\s/:@'\"]*:)(?!(?-i:PASSWORD)@)[^\s/'\"]+(?=@)", re.I)
_NAMED = re.compile(
    r"(?P<kept>\b(?:password|passwd|signing_secret|client_secret|tracer_key|ticket|access_token|refresh_token)"
    r"['\"\\]*\s*[:=]\s*['\"\\]*)[^\s'\"\\,;&}\])]+",
    re.I,
)
# Whoever holds a response_url or a webhook's address may post with it.
_ANSWER_ADDRESS = re.compile(
    r"(?P<kept>https?://[^\s/'\"]+/(?:commands|actions|services|workflows|app|response)/)[^\s'\"\\]+"
)
# PostgreSQL says in the detail of an error which row failed, with all that is in it. It ends with its line, which JSON
# writes as two signs, or with the string that it stands in.
_DETAIL = re.compile(r"(?P<kept>(?:\\n|\b)DETAIL:\s+)(?:(?!\\n|\n|\"}$|\", \"\w+\":).)+")
_KEEPING = (_AUTHORIZATION, _BEARER, _URL_PASSWORD, _NAMED, _ANSWER_ADDRESS, _DETAIL)


class Masks:
    """Blots out every secret it was told of, and everything that looks like one."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        forms = {form for secret in secrets if len(secret) >= SHORTEST_SECRET for form in _forms(secret)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def __call__(self, text: str) -> str:
        """The same text without a secret in it; the kind of a token stays readable."""
        if self._known is not None:
            text = self._known.sub(BLOT, text)
        text = _TOKEN.sub(lambda token: token[0].split("-", 1)[0] + "-" + BLOT, text)
        for pattern in _KEEPING:
            text = pattern.sub(rf"\g<kept>{BLOT}", text)
        return text


def _forms(secret: str) -> set[str]:
    """A secret as it stands, as JSON, repr and an address would write it."""
    return {secret, json.dumps(secret)[1:-1], repr(secret)[1:-1], quote(secret, safe="")}
