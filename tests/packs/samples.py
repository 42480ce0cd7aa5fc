"""A claim with everything in it: a parcel seen forty times, documents with hostile names, photographs, money."""

import hashlib
import io
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache

from PIL import Image

from cases.case import Actor, Case, Claim, Investigation, Line, LogEntry, Order, Parcel, Remedy
from cases.file_kinds import HEIC, JPEG, PDF, PNG
from cases.money import Money
from cases.scans import Scan
from cases.timelines import Event, timeline
from handlers.claim_document import Attester, Enclosed, Material

NOW = datetime(2026, 4, 3, 10, 30, tzinfo=UTC)
NUMBER = "1Z999AA10123456784"
NASTY_NAMES = (
    "../../etc/passwd.pdf",
    "CON.jpg",
    "Rechnung Müller & Söhne <b>.pdf",
    "发票\u202efdp.exe.pdf",
    "😀 emoji \x00\x07.png",
    "فاتورة.pdf",
    "x" * 300 + ".jpg",
)


def euros(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


def case() -> Case:
    parcel = Parcel(
        NUMBER,
        "ups",
        "UPS",
        origin="CN",
        destination="DE",
        service="Worldwide Saver",
        label="own",
        shipped_on=date(2026, 3, 1),
        last_scan_on=date(2026, 3, 19),
    )
    refund = Remedy("R1", "refund", (Line("goods", euros("89.00")),), "refunded", "U1", NOW, reference="RF-1")
    claims = (
        Claim("C1", "XCover", "insurer", "filed", asked=euros("93.90"), reference="XC-77"),
        Claim(
            "C2",
            "UPS",
            "carrier",
            "approved",
            asked=euros("89.00"),
            reference="U-1",
            granted=euros("23.45"),
            received=euros("1234.56"),
        ),
    )
    return Case(
        "T1",
        142,
        9,
        NOW - timedelta(days=20),
        "U1",
        (parcel,),
        order=Order("305-1234567-1234567", "amazon.de", euros("93.90"), euros("31.07"), "陶瓷茶具套装，六件"),
        investigations=(Investigation("I1", "UPS", "unanswered", "INQ-5"),),
        remedies=(refund,),
        claims=claims,
    )


def log() -> list[LogEntry]:
    agent = Actor("person", "U1")

    def entry(seq: int, move: str, target: str | None, **details: object) -> LogEntry:
        return LogEntry(seq, NOW - timedelta(days=20 - seq), agent, move, target, None, None, details, {})

    return [
        entry(1, "report", None),
        entry(2, "ask_carrier", "I1", reference="INQ-5"),
        entry(3, "note", None, text={"ref": "r1"}),
        entry(4, "give_up", "I1"),
        entry(5, "refund_done", "R1", reference="RF-1"),
        entry(6, "claim_approved", "C2", money={"amount": "23.45", "currency": "EUR"}),
    ]


def events(count: int = 40) -> tuple[Event, ...]:
    return timeline(
        Scan(
            "arrived" if n % 2 else "departed",
            f"Processed at 深圳 facility, hub {n}",
            "ups",
            NUMBER,
            at=datetime(2026, 3, 1, tzinfo=UTC) + timedelta(hours=11 * n),
            local=datetime(2026, 3, 1, 8, tzinfo=UTC).replace(tzinfo=None) + timedelta(hours=11 * n),
            city="Shenzhen" if n % 2 else "Leipzig",
            country="CN" if n % 2 else "DE",
        )
        for n in range(count)
    )


@cache
def photograph(seed: int, width: int = 400, height: int = 300, format: str = "JPEG") -> bytes:
    """A picture with as much in it as a camera's, the same for the same seed."""
    dice = random.Random(seed)
    coarse = Image.frombytes("RGB", (40, 30), dice.randbytes(40 * 30 * 3)).resize((width, height))
    fine = Image.frombytes("RGB", (width // 4, height // 4), dice.randbytes(width // 4 * (height // 4) * 3))
    written = io.BytesIO()
    Image.blend(coarse, fine.resize((width, height)), 0.2).save(written, format)
    return written.getvalue()


def originals(photographs: int = 3) -> dict[str, tuple[str, str, str, bytes]]:
    """The enclosed files by hash: slot, name, content type, bytes."""
    files = [("value", name, PDF, f"%PDF {name}".encode("utf-8", "replace")) for name in NASTY_NAMES]
    files += [("damage", f"IMG_{n}.jpg", JPEG, photograph(n)) for n in range(photographs)]
    files += [("packaging", "box.png", PNG, photograph(99, format="PNG")), ("damage", "a.heic", HEIC, b"heic")]
    files += [("damage", "broken.jpg", JPEG, b"\xff\xd8\xff broken")]
    return {hashlib.sha256(content).hexdigest(): (slot, name, kind, content) for slot, name, kind, content in files}


def material(photographs: int = 3, scans: int = 40, enclosed: list[Enclosed] | None = None) -> Material:
    enclosed = enclosed or [
        Enclosed(number, slot, name, kind, len(content), digest, NOW)
        for number, (digest, (slot, name, kind, content)) in enumerate(originals(photographs).items(), 1)
    ]
    its = case()
    letter = ("Claim for parcel 1Z999AA10123456784", "Dear Sir or Madam,\n\nwe claim EUR 93.90.\n\nLin Wei 林薇")
    attester = Attester("Lin Wei 林薇", "Jade Home Ltd.", NOW)
    return Material(its, "XCover", its.claims[0], log(), events(scans), enclosed, letter, attester, "XCover 2026")


def without_anything() -> Material:
    """A case of which hardly anything is known."""
    bare = Case("T1", 1, 1, NOW, "U1", (Parcel("X1"),), investigations=(Investigation("I1", "?"),))
    return replace(material(), case=bare, claim=None, payer="?", log=[], events=(), enclosed=[], policy="")
