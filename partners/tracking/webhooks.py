"""What trackers deliver by themselves: verified over the bytes as they came, then read into answers.

None of the three signs a time, so that no delivery is refused for being old; a repeated one is told by its id.
"""

import base64
import hashlib
import hmac
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from cases.light_dataclass import dataclass
from cases.words import N_, Sentence
from partners.tracking import asking, parts
from partners.tracking.aftership import read_tracking
from partners.tracking.asking import Answer, CallFailed
from partners.tracking.easypost import read_tracker
from partners.tracking.seventeen import read_update

LARGEST_BYTES = 2 * 1024 * 1024
# A signature is compared in full whatever its length; a longer one is none of these.
LONGEST_SIGNATURE = 200

UNKNOWN_TRACKER = N_("Tracer takes deliveries of 17track, aftership and easypost, and not of “{tracker}”.")
NO_SECRET = N_("No secret is set for the deliveries of {tracker}, so none can be taken.")
NOT_SIGNED = N_("The delivery is not signed by {tracker}.")
TOO_LARGE = N_("The delivery is larger than {most} bytes, so it was not read.")
NO_JSON = N_("The delivery cannot be read: it is no JSON, or only half of it.")
NO_NUMBER = N_("The delivery names no tracking number.")


class DeliveryRefused(Exception):
    """A delivery that is not taken: the HTTP status it is answered with, and the sentence that says why."""

    def __init__(self, status: int, text: str, **params: Any) -> None:
        self.status = status
        self.sentence = Sentence(text, params)
        super().__init__(str(self.sentence))


@dataclass(frozen=True, slots=True)
class Delivered:
    """A delivery that was taken: `key` is the same when it is repeated, `answer` None where it is about no number."""

    tracker: str
    key: str
    event: str
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class _Sender:
    header: str
    sign: Callable[[str, bytes], str]
    read: Callable[[Mapping[str, Any], bytes], Delivered]
    is_hex: bool = True


def take_delivery(tracker: str, body: bytes, headers: Mapping[str, str], secret: str | None) -> Delivered:
    """Verify a delivery and read it. Raises DeliveryRefused, with a status and a sentence, and never anything else.

    The signature is compared in constant time and before anything is made of the body. `headers` are looked up
    without regard to case.
    """
    sender = SENDERS.get(tracker)
    if sender is None:
        raise DeliveryRefused(404, UNKNOWN_TRACKER, tracker=tracker[:40])
    if not secret:
        raise DeliveryRefused(404, NO_SECRET, tracker=tracker)
    if len(body) > LARGEST_BYTES:
        raise DeliveryRefused(413, TOO_LARGE, most=LARGEST_BYTES)
    if not _is_signed(sender, body, headers, secret):
        raise DeliveryRefused(401, NOT_SIGNED, tracker=tracker)
    return _read(sender, body)


def read_again(tracker: str, body: bytes) -> Answer | None:
    """The answer in a delivery that was taken before; None where it is about no number, or can no longer be read."""
    sender = SENDERS.get(tracker)
    try:
        return _read(sender, body).answer if sender else None
    except DeliveryRefused:
        return None


def _read(sender: _Sender, body: bytes) -> Delivered:
    try:
        said = parts.json_of(body)
    except CallFailed:
        raise DeliveryRefused(400, NO_JSON) from None
    if not isinstance(said, dict):
        raise DeliveryRefused(400, NO_JSON)
    return sender.read(said, body)


def _is_signed(sender: _Sender, body: bytes, headers: Mapping[str, str], secret: str) -> bool:
    given = next((value for name, value in headers.items() if name.lower() == sender.header), "").strip()
    expected = sender.sign(secret, body)
    # Hexadecimal digits are the same in capitals; what is in base64 is not.
    given = given.lower() if sender.is_hex else given
    # Compared as bytes: a signature with other characters than a signature has must not raise either.
    return hmac.compare_digest(given[:LONGEST_SIGNATURE].encode("utf-8", "replace"), expected.encode())


def _sign_17track(secret: str, body: bytes) -> str:
    return hashlib.sha256(body + b"/" + secret.encode()).hexdigest()


def _sign_aftership(secret: str, body: bytes) -> str:
    return base64.b64encode(hmac.digest(secret.encode(), body, "sha256")).decode()


def _sign_easypost(secret: str, body: bytes) -> str:
    """EasyPost takes its secret apart into base letters and accents first."""
    key = unicodedata.normalize("NFKD", secret).encode()
    return "hmac-sha256-hex=" + hmac.digest(key, body, "sha256").hex()


def _read_17track(said: Mapping[str, Any], body: bytes) -> Delivered:
    """An update holds what `gettrackinfo` tells; that it stopped following says nothing about the parcel."""
    event = parts.text(said.get("event")) or ""
    data = parts.fields(said, "data")
    number = parts.text(data.get("number"))
    if number is None:
        raise DeliveryRefused(400, NO_NUMBER)
    answer = read_update(data, body)
    if event == "TRACKING_STOPPED":
        answer = Answer("17track", number, asking.STOPPED, status="TRACKING_STOPPED", raw=body)
    return Delivered("17track", _digest(body), event, answer)


def _read_aftership(said: Mapping[str, Any], body: bytes) -> Delivered:
    event = parts.text(said.get("event")) or ""
    key = parts.text(said.get("event_id")) or _digest(body)
    answer = read_tracking(parts.fields(said, "msg"), body)
    if answer is None:
        raise DeliveryRefused(400, NO_NUMBER)
    return Delivered("aftership", key, event, answer)


def _read_easypost(said: Mapping[str, Any], body: bytes) -> Delivered:
    """An event about a tracker; those about insurance or payments are taken and are about no number."""
    event = parts.text(said.get("description")) or ""
    key = parts.text(said.get("id")) or _digest(body)
    if not event.startswith("tracker."):
        return Delivered("easypost", key, event, None)
    answer = read_tracker(parts.fields(said, "result"), body)
    if answer is None:
        raise DeliveryRefused(400, NO_NUMBER)
    return Delivered("easypost", key, event, answer)


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


SENDERS = {
    "17track": _Sender("sign", _sign_17track, _read_17track),
    "aftership": _Sender("aftership-hmac-sha256", _sign_aftership, _read_aftership, is_hex=False),
    "easypost": _Sender("x-hmac-signature", _sign_easypost, _read_easypost),
}
