"""What a case needs by its payers and its kind of loss, what counts as there, and what a file is by its own bytes."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from cases import evidence
from cases.act import Act, Circumstances
from cases.case import Case, Evidence, Order
from cases.decide import decide, replay
from cases.evidence import SLOTS, missing, missing_for, needs, needs_by, unsorted
from cases.file_kinds import FileKind, kind_of
from cases.moves import MOVES
from cases.programmes import Window
from cases.rules import Programme, Rule, Scope
from cases.words import NoLongerApplies, NotAllowed, Refused
from partners.programmes import programmes
from tests.cases.telling import LEA, MONDAY, eur, report

JPEG = b"\xff\xd8\xff\xe0" + b"x" * 40 + b"\xff\xd9"
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\nstartxref\n9\n%%EOF\n"
DIGEST = "ab" * 32


def case(**changes: object) -> Case:
    return replace(report(eur(80)).case, **{"order": Order(ref="O-1", marketplace="shop.example"), **changes})


def payer(role: str = "carrier", *texts: str, loss: frozenset[str] = frozenset()) -> Programme:
    rules = tuple(
        Rule(f"p.{n}", "p", "documents", text, date(2026, 11, 1), scope=Scope(loss=loss))
        for n, text in enumerate(texts)
    )
    return Programme("p", "Payer", role, "US", "UTC", rules=rules)


def wanted(of: Case, *payers: Programme) -> list[str]:
    return [one.slot for one in needs(of, payers) if one.payers]


@pytest.mark.parametrize(
    ("role", "loss", "slots"),
    [
        ("carrier", "lost", ["value", "waybill"]),
        ("carrier", "destroyed", ["value", "waybill"]),
        ("carrier", "not_received", ["value", "waybill", "non_receipt"]),
        ("carrier", "stolen", ["value", "waybill", "non_receipt", "police"]),
        ("carrier", "damaged", ["value", "waybill", "packaging", "damage"]),
        ("carrier", "contents_missing", ["value", "waybill", "packaging", "damage"]),
        ("insurer", "lost", ["value", "waybill", "scans"]),
        ("marketplace", "lost", ["order", "scans"]),
        ("marketplace", "not_received", ["order", "scans", "non_receipt"]),
        ("law", "lost", []),
    ],
)
def test_what_is_needed_follows_from_the_payer_and_the_loss(role: str, loss: str, slots: list[str]) -> None:
    assert wanted(case(loss_type=loss), payer(role)) == slots


def test_the_words_of_a_payers_own_rule_add_to_it() -> None:
    said = "Proof of posting, proof of payment, proof of the refund or the replacement, the messages with the buyer."
    assert wanted(case(), payer("carrier", said)) == [
        "value", "waybill", "handed_over", "conversation", "payment", "remedy",
    ]  # fmt: skip


def test_a_rule_for_another_kind_of_loss_asks_for_nothing() -> None:
    damaged = payer("carrier", "Photos, and the packaging.", loss=frozenset({"damaged"}))
    assert wanted(case(), damaged) == ["value", "waybill"]
    # One that names photographs beside other things asks for none of a parcel that never came.
    assert wanted(case(), payer("carrier", "Invoice, photos of damage, police report.")) == ["value", "waybill"]


def test_where_the_buyer_may_not_be_asked_the_conversation_stands_for_the_statement() -> None:
    amazon = case(loss_type="not_received", order=Order(marketplace="amazon.de"))
    assert wanted(amazon, payer("carrier", "The buyer's statement.")) == ["value", "waybill", "conversation"]


def test_every_slot_says_which_payers_want_it() -> None:
    both = {one.slot: one.payers for one in needs(case(), (payer(), replace(payer("insurer"), name="XCover")))}
    assert (both["value"], both["scans"], both["police"]) == (("Payer", "XCover"), ("XCover",), ())
    assert list(both) == list(SLOTS)


def test_without_a_known_payer_the_carrier_wants_what_nearly_everybody_does() -> None:
    assert wanted(case(loss_type="damaged")) == ["value", "waybill", "packaging", "damage"]


def test_a_payer_that_pays_nothing_or_is_asked_for_nothing_wants_nothing() -> None:
    rule = Rule("p.no", "p", "not_covered", "Nothing.", date(2026, 11, 1))
    pays, does_not = Window(payer()), Window(replace(payer("insurer"), id="q"), not_covered=rule)
    assert [one.slot for one in needs_by(case(), (pays, does_not)) if one.payers] == ["value", "waybill"]
    assert [one.slot for one in needs_by(case(), (does_not,)) if one.payers] == []
    assert [one.slot for one in needs_by(case(no_claim_on=("p",)), (pays,)) if one.payers] == []
    assert [one.slot for one in needs_by(case(), ()) if one.payers] == ["value", "waybill"]


def test_what_tracking_and_the_order_know_fills_their_slots_without_a_file() -> None:
    known = case(order=Order(ref="O-1", paid=eur(80)))
    assert missing(needs(known, (payer("marketplace"),))) == ("scans",)
    scanned = replace(known, parcels=(replace(known.parcel, last_scan_on=date(2026, 11, 1)),))
    assert missing(needs(scanned, (payer("marketplace"),))) == ()


def test_a_kept_file_fills_its_slot_and_an_unsorted_one_fills_none() -> None:
    kept = case(evidence=(Evidence("E1", DIGEST, "value"), Evidence("E2", "cd" * 32)))
    assert missing_for(kept, payer()) == ("waybill",)
    assert [one.id for one in unsorted(kept)] == ["E2"]


def test_every_real_rule_about_documents_is_read_as_something_or_says_that_nothing_is_known() -> None:
    told = [rule for one in programmes().values() for rule in one.of("documents") if not rule.unknown]
    deaf = sorted(rule.id for rule in told if not any(evidence.re.search(p, rule.text, 2) for _, p in evidence.READ_AS))
    assert len(told) > 30
    assert deaf == KNOWN_TO_NAME_NO_DOCUMENT


# They want a form of their own, or say no more than that papers may be asked for; people read their words.
KNOWN_TO_NAME_NO_DOCUMENT = [
    "4px.documents_post",
    "4px.documents_unscanned",
    "canada_post.documents",
    "japan_post.documents",
    "korea_post.documents",
    "sf_express.documents",
    "upu.documents",
    "xcover_sendcloud.documents",
]


def act(move: str, actor: object = LEA, **details: object) -> Act:
    return Act(move, actor, None, details)  # type: ignore[arg-type]


def made(of: Case, move: str, **details: object) -> Case:
    return decide(of, act(move, **details), Circumstances(MONDAY)).case


def test_files_are_counted_and_sorted_and_the_log_tells_the_same() -> None:
    first = report(eur(80))
    added = decide(first.case, act("add_evidence", sha256=DIGEST, slot=""), Circumstances(MONDAY))
    sorted_ = decide(added.case, act("sort_evidence", evidence="E1", slot="value"), Circumstances(MONDAY))
    assert sorted_.case.evidence == (Evidence("E1", DIGEST, "value"),)
    assert replay([first.entry, added.entry, sorted_.entry]) == sorted_.case
    assert added.entry.details == {"sha256": DIGEST, "slot": ""}
    assert (sorted_.case.owner, added.case.clocks) == (None, first.case.clocks)


@pytest.mark.parametrize(
    ("move", "details", "said"),
    [
        ("add_evidence", {"sha256": DIGEST, "slot": ""}, "This file is kept in LOST-0001 already."),
        ("add_evidence", {"sha256": "cd" * 32, "slot": "x"}, "“x” is no kind of document"),
        ("sort_evidence", {"evidence": "E9", "slot": "value"}, "LOST-0001 has no such file."),
        ("sort_evidence", {"evidence": "E1", "slot": "x"}, "“x” is no kind of document"),
        ("sort_evidence", {"evidence": "E1", "slot": ""}, "That file is there already; nothing was changed."),
    ],
)
def test_what_cannot_be_kept_or_sorted_is_refused_with_a_sentence(
    move: str, details: dict[str, str], said: str
) -> None:
    kept = case(number=1, evidence=(Evidence("E1", DIGEST),))
    with pytest.raises(Refused) as refused:
        made(kept, move, **details)
    assert said in str(refused.value)
    assert kept.evidence == (Evidence("E1", DIGEST),)


def test_a_closed_case_still_takes_what_turns_up_late() -> None:
    closed = case(status="closed", next_step=None, clocks=())
    assert made(closed, "add_evidence", sha256=DIGEST, slot="correspondence").status == "closed"
    with pytest.raises(NoLongerApplies):
        made(closed, "triage", cause="unknown")


def test_who_may_look_only_may_add_nothing() -> None:
    viewer = replace(LEA, roles=frozenset({"viewer"}))
    with pytest.raises(NotAllowed):
        decide(case(), act("add_evidence", viewer, sha256=DIGEST, slot=""), Circumstances(MONDAY))
    assert MOVES["sort_evidence"].roles == {"agent", "lead", "admin"}


def office(part: str = "word/document.xml", *more: str, content: bytes = b"<x/>") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", part, *more):
            archive.writestr(name, content)
    return buffer.getvalue()


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MAIL = b"From: a@example.com\r\nTo: b@example.com\r\nSubject: LOST\r\n\r\nWe cannot find it.\r\n"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "invoice.pdf", "application/pdf"),
        (PDF + b"\0" * 4000, "scan.pdf", "application/pdf"),
        (JPEG, "photo.JPG", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n....IEND\xaeB`\x82", "a.png", "image/png"),
        (b"GIF89a....;", "a.gif", "image/gif"),
        (b"RIFF\x04\x00\x00\x00WEBP", "a.webp", "image/webp"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0\0\0\x08mdat", "IMG_1.HEIC", "image/heic"),
        ("Liebe Frau Müller".encode(), "a.txt", "text/plain"),
        ("包裹丢失，请查件。".encode("gb18030"), "a.txt", "text/plain"),
        ("\ufeffnote".encode("utf-16"), "a.txt", "text/plain"),
        (b"number,date\n1Z,2026-11-01\n", "a.csv", "text/csv"),
        (MAIL, "a.eml", "message/rfc822"),
        (office(), "a.docx", DOCX),
        (office("xl/workbook.xml"), "a.xlsx", XLSX),
    ],
)
def test_a_file_is_known_by_its_bytes(content: bytes, name: str, kind: str) -> None:
    assert kind_of(content, name) == FileKind(kind)


def test_a_name_that_says_something_else_is_noted_and_not_refused() -> None:
    assert kind_of(PDF, "photo.jpg") == FileKind("application/pdf", misnamed=True)
    assert kind_of(JPEG, "invoice.pdf") == FileKind("image/jpeg", misnamed=True)
    assert kind_of(PDF, "no name at all") == FileKind("application/pdf")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "a.pdf", "An empty file"),
        (PDF + b"x" * (25 * 1024 * 1024), "a.pdf", "more than 25 MB"),
        (b"MZ\x90\0", "invoice.pdf", "A program or script"),
        (b"\x7fELF\x02", "photo.jpg", "A program or script"),
        (b"#!/bin/sh\nrm -rf /\n", "a.txt", "A program or script"),
        (b"<!DOCTYPE html><html><script>1</script></html>", "a.pdf", "A web page or SVG"),
        (b"\xef\xbb\xbf  <!-- x --><HTML><body>", "a.txt", "A web page or SVG"),
        (b'<?xml version="1.0"?><svg onload="x()"/>', "a.png", "A web page or SVG"),
        (b"words first <script>x()</script>", "a.html", "A web page or SVG"),
        (b"<meta charset=utf-8><script>x()</script>", "a.txt", "A web page or SVG"),
        (b'<svg:svg xmlns:svg="http://www.w3.org/2000/svg"/>', "a.txt", "A web page or SVG"),
        (b"\0\0\0\x18ftypavif\0\0\0\0mif1avif" + b"\0\0\0\x08mdat", "a.avif", "A file of a kind that Tracer does"),
        (PDF.replace(b"1 0 obj", b"/Encrypt 5 0 R\n1 0 obj"), "a.pdf", "A PDF with a password or a lock"),
        (PDF[:-12], "a.pdf", "A PDF that breaks off"),
        (JPEG[:-2], "a.jpg", "A picture that breaks off"),
        (b"\x89PNG\r\n\x1a\n....", "a.png", "A picture that breaks off"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "a.docx", "An old or password-protected Office file"),
        (office("other/part.xml"), "a.zip", "An archive (.zip)"),
        (office()[:-30], "a.docx", "A broken archive"),
        (office("word/document.xml", "word/vbaProject.bin"), "a.docx", "An Office file with macros"),
        (office(content=b"0" * 2_000_000), "a.docx", "unpacks to far more"),
        (bytes(range(256)) * 3, "a.bin", "A file of a kind that Tracer does not keep"),
    ],
)
def test_what_could_do_harm_or_cannot_be_read_is_refused_with_a_sentence(content: bytes, name: str, said: str) -> None:
    with pytest.raises(Refused) as refused:
        kind_of(content, name)
    assert said in str(refused.value)
