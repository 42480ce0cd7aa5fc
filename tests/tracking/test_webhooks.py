"""What trackers deliver by themselves: only what they signed is read, and whatever is in it raises nothing else."""

import base64
import hashlib
import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.tracking import webhooks
from partners.tracking.asking import SCANS, STOPPED
from partners.tracking.webhooks import LARGEST_BYTES, DeliveryRefused, take_delivery
from tests.tracking.stand_in import SAMPLES, sample

VECTORS = json.loads((SAMPLES / "webhook_signatures.json").read_text(encoding="utf-8"))["vectors"]
TRACKERS = ("17track", "aftership", "easypost")


def signed(tracker: str, body: bytes, secret: str = "secret") -> dict[str, str]:
    """The header a tracker would send, made here apart from the code that checks it."""
    key = secret.encode()
    if tracker == "17track":
        return {"sign": hashlib.sha256(body + b"/" + key).hexdigest()}
    digest = hmac.new(key, body, hashlib.sha256)
    if tracker == "aftership":
        return {"aftership-hmac-sha256": base64.b64encode(digest.digest()).decode()}
    return {"X-Hmac-Signature": "hmac-sha256-hex=" + digest.hexdigest()}


def deliver(tracker: str, said: object, secret: str = "secret"):
    body = json.dumps(said).encode()
    return take_delivery(tracker, body, signed(tracker, body, secret), secret)


def refused(tracker: str, body: bytes, headers: dict[str, str], secret: str | None = "secret") -> tuple[int, str]:
    with pytest.raises(DeliveryRefused) as refusal:
        take_delivery(tracker, body, headers, secret)
    return refusal.value.status, refusal.value.sentence.text


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["provider"])
def test_the_published_vectors_are_accepted(vector):
    body = base64.b64decode(vector["body_base64"])
    taken = take_delivery(vector["provider"], body, {vector["header"].upper(): vector["expected"]}, vector["secret"])
    assert taken.tracker == vector["provider"]
    assert taken.answer.number in ("RR123456789CN", "RB123456785GB", "1")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["provider"])
def test_a_forged_delivery_is_refused_before_it_is_read(vector, monkeypatch):
    monkeypatch.setattr(webhooks.parts, "json_of", lambda body: pytest.fail("it was read"))
    body, header = base64.b64decode(vector["body_base64"]), vector["header"]
    tracker, right, secret = vector["provider"], vector["expected"], vector["secret"]
    other = right[:-1] + ("0" if right[-1] != "0" else "1")
    forged = [
        (body + b" ", {header: right}),
        (body.replace(b"{", b"{ ", 1), {header: right}),
        (body, {header: other}),
        (body, {header: ""}),
        (body, {}),
        (body, {"x-other": right}),
        (body, {header: right + "0"}),
        (body, {header: "ü🙂\ud800" * 1000}),
    ]
    for changed, headers in forged:
        assert refused(tracker, changed, headers, secret) == (401, webhooks.NOT_SIGNED)
    assert refused(tracker, body, {header: right}, "another") == (401, webhooks.NOT_SIGNED)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["provider"])
def test_a_signature_may_be_written_in_capitals_where_letters_are_digits_and_nowhere_else(vector):
    body, right = base64.b64decode(vector["body_base64"]), vector["expected"]
    take_delivery(vector["provider"], body, {vector["header"]: f" {right}\t"}, vector["secret"])
    loud = {vector["header"]: right.upper()}
    if vector["provider"] == "aftership":
        assert refused("aftership", body, loud, vector["secret"]) == (401, webhooks.NOT_SIGNED)
    else:
        assert take_delivery(vector["provider"], body, loud, vector["secret"]).answer.number


def test_signatures_are_compared_in_constant_time(monkeypatch):
    compared = []
    monkeypatch.setattr(webhooks.hmac, "compare_digest", lambda one, two: compared.append((one, two)) or True)
    for tracker in TRACKERS:
        body = json.dumps({"data": {"number": "A"}, "msg": {"tracking_number": "A"}}).encode()
        take_delivery(tracker, body, {}, "secret")
    assert len(compared) == 3


def test_without_a_secret_nothing_is_taken_and_nobody_else_is_known():
    assert refused("17track", b"{}", {}, None) == (404, webhooks.NO_SECRET)
    assert refused("ship24", b"{}", {}) == (404, webhooks.UNKNOWN_TRACKER)


@pytest.mark.parametrize("tracker", TRACKERS)
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"event": "TRACK', b"[]", b"7", b"\xff\xfe", b"[" * 5000])
def test_a_broken_body_gets_a_400_and_a_sentence(tracker, body):
    assert refused(tracker, body, signed(tracker, body)) == (400, webhooks.NO_JSON)


@pytest.mark.parametrize("tracker", TRACKERS)
def test_a_delivery_without_a_number_gets_a_400(tracker):
    body = json.dumps({"event": "x", "description": "tracker.updated", "data": 5, "msg": [], "result": None}).encode()
    assert refused(tracker, body, signed(tracker, body)) == (400, webhooks.NO_NUMBER)


def test_a_delivery_of_any_size_is_not_read():
    body = b" " * (LARGEST_BYTES + 1)
    assert refused("17track", body, signed("17track", body)) == (413, webhooks.TOO_LARGE)


def test_an_update_of_17track_tells_what_reading_would():
    item = sample("17track/gettrackinfo_yanwen_190012")["data"]["accepted"][0]
    taken = deliver("17track", {"event": "TRACKING_UPDATED", "data": item})
    assert (taken.event, taken.answer.outcome, len(taken.answer.scans)) == ("TRACKING_UPDATED", SCANS, 3)
    assert json.loads(taken.answer.raw)["data"] == item


def test_that_17track_stopped_says_nothing_about_the_parcel():
    taken = deliver("17track", sample("17track/webhook_tracking_stopped"))
    assert (taken.answer.outcome, taken.answer.number, taken.answer.scans) == (STOPPED, "AA123456789BR", ())


def test_an_event_of_easypost_about_something_else_is_taken_and_is_about_no_number():
    taken = deliver("easypost", {"id": "evt_9", "description": "claim.approved", "result": {"id": "clm_1"}})
    assert (taken.key, taken.event, taken.answer) == ("evt_9", "claim.approved", None)


def test_a_repeated_delivery_has_the_same_key_and_another_one_another():
    events = {
        "17track": lambda n: {"event": "TRACKING_UPDATED", "data": {"number": f"ABCDE{n}"}},
        "aftership": lambda n: {"event_id": f"e{n}", "msg": {"tracking_number": "ABCDE"}},
        "easypost": lambda n: {"id": f"evt_{n}", "description": "tracker.updated", "result": {"tracking_code": "A"}},
    }
    for tracker, event in events.items():
        keys = [deliver(tracker, event(n)).key for n in (1, 1, 2)]
        assert keys[0] == keys[1] != keys[2]
    without_id = {"description": "tracker.updated", "result": {"tracking_code": "A"}}
    assert deliver("easypost", without_id).key == deliver("easypost", without_id).key


NAMES = """
number data msg result event description track_info tracking providers events checkpoints tracking_details key
tracking_number tracking_code time_iso status sub_status address tag subtag datetime provider
""".split()
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5),
    max_leaves=25,
)


@given(st.sampled_from(TRACKERS), st.dictionaries(st.sampled_from(["data", "msg", "result", "description"]), JSON))
def test_whatever_a_signed_delivery_holds_it_is_taken_or_refused(tracker, said):
    try:
        taken = deliver(tracker, said)
    except DeliveryRefused as refusal:
        assert refusal.status == 400
    else:
        assert taken.answer is None or taken.answer.number
