"""A claim pack as a payer gets it: everything is in it, in their language, the same bytes every time."""

import io
import struct
import zlib
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from handlers.claim_document import claim_document
from handlers.pack_words import PackWords, language_for
from partners.pack.document import Document, Facts, Photograph, Photographs
from partners.pack.photographs import printed
from partners.pack.type_faces import REPLACEMENT, printable
from partners.pack.typesetting import pdf_of
from partners.pack.wording import LANGUAGES
from tests.packs.samples import NUMBER, euros, events, material, originals, photograph, without_anything


def contents(sha256: str) -> bytes | None:
    return originals()[sha256][3] if sha256 in originals() else None


def made(language: str) -> bytes:
    return pdf_of(claim_document(material(), PackWords(language)), contents)


def read(pdf: bytes) -> str:
    """The text of all pages as a reader copies it, with lines that were broken joined again."""
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def simple(*rows: tuple[str, str]) -> Document:
    at = datetime(2026, 4, 3, tzinfo=UTC)
    return Document("Title", "", "", "{page} of {pages}", "en", at, (Facts("Facts", rows),))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_amount_hash_scan_and_document_is_in_it_in_each_language(language: str) -> None:
    text, words = read(made(language)), PackWords(language)
    flat = text.replace("\n", "")
    for digest in originals():
        assert digest in text
    for event in events():
        assert f"hub {event.scan.words.rpartition(' ')[2]}" in text
        assert words.scanned(event.scan) in text
    for amount in ("93.90", "31.07", "89.00", "23.45", "1234.56"):
        assert words.money(euros(amount)).replace("\u00a0", " ") in text
    for entry in ("title.lost", "heading.money", "heading.declaration", "declaration.name", "slot.damage"):
        assert words.wording(entry) in text
    assert words.wording("declaration.text").replace(" ", "") in flat.replace(" ", "")
    assert NUMBER in text and "LOST-0142" in text and "Lin Wei 林薇" in text and "陶瓷茶具套装，六件" in text


def test_what_is_ours_alone_is_not_in_it() -> None:
    document = claim_document(material(), PackWords("en"))
    told = str(document)
    assert "noted" not in told.lower() and "U1" not in told
    assert "UPS approved 23.45 EUR" in told.replace("\u00a0", " ").replace("\\xa0", " ") and "Claimed from UPS" in told


def test_what_the_goods_cost_us_is_told_only_to_who_goes_by_it() -> None:
    told = {
        tells: str(claim_document(replace(material(), tells_cost=tells), PackWords("en"))) for tells in (True, False)
    }
    assert "31.07" in told[True] and "31.07" not in told[False]


def test_nothing_known_is_said_and_not_invented() -> None:
    text = read(pdf_of(claim_document(without_anything(), PackWords("en")), contents))
    for sentence in ("Nothing is recorded.", "No scan of the parcel is known.", "No document is enclosed."):
        assert sentence in text
    assert "Nothing was claimed from anybody else for this loss." in text and "None" not in text


def test_the_same_case_gives_the_same_bytes_and_its_own_time() -> None:
    pdf = made("zh")
    assert pdf == made("zh")
    told = PdfReader(io.BytesIO(pdf)).metadata
    assert told is not None
    assert (told.creation_date, told.title) == (datetime(2026, 4, 3, 10, 30, tzinfo=UTC), "包裹丢失索赔材料")


def test_every_face_it_uses_is_in_it() -> None:
    faces = set()
    for page in PdfReader(io.BytesIO(made("zh"))).pages:
        fonts = page["/Resources"]["/Font"].get_object()  # type: ignore[index]
        for font in (one.get_object() for one in fonts.values()):
            if font["/BaseFont"] != "/Helvetica":
                assert "/FontFile2" in font["/FontDescriptor"].get_object(), font["/BaseFont"]
                faces.add(font["/BaseFont"].partition("+")[2])
    assert faces == {"NotoSans-Regular", "NotoSans-Bold", "DroidSansFallback"}


def test_sheets_are_numbered_and_headings_listed_for_readers_of_the_file() -> None:
    reader = PdfReader(io.BytesIO(made("en")))
    texts = [page.extract_text() for page in reader.pages]
    assert len(texts) > 3
    assert all(f"Page {n} of {len(texts)}" in text for n, text in enumerate(texts, 1))
    listed = [one.title for one in reader.outline]  # type: ignore[union-attr]
    assert listed == [
        "The parcel and the order", "What was done", "Scans of the parcel", "Money", "Documents", "Declaration",
        "Photographs",
    ]  # fmt: skip


def test_photographs_are_small_upright_and_bare_and_what_is_none_is_said() -> None:
    reader = PdfReader(io.BytesIO(made("en")))
    images = [image for page in reader.pages for image in page.images]
    assert len(images) == 4
    assert "This picture cannot be printed here." in read(made("en"))
    large = printed(photograph(1, 4000, 3000))
    assert large is not None and (large.width, large.height) == (1200, 900)
    assert b"Exif" not in large.jpeg


def test_a_picture_on_its_side_is_turned_and_a_transparent_one_gets_white_paper() -> None:
    from PIL import Image

    side = io.BytesIO()
    picture = Image.new("RGB", (40, 20), "red")
    exif = Image.Exif()
    exif[0x0112] = 6
    picture.save(side, "JPEG", exif=exif)
    turned = printed(side.getvalue())
    assert turned is not None and (turned.width, turned.height) == (20, 40)
    clear = io.BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(clear, "PNG")
    shown = printed(clear.getvalue())
    assert shown is not None
    assert Image.open(io.BytesIO(shown.jpeg)).getpixel((4, 4)) == (255, 255, 255)


def test_a_scanners_sixteen_bits_of_grey_stay_grey() -> None:
    from PIL import Image

    scan = io.BytesIO()
    Image.new("I;16", (20, 10), 30_000).save(scan, "PNG")
    shown = printed(scan.getvalue())
    assert shown is not None and Image.open(io.BytesIO(shown.jpeg)).getpixel((4, 4)) == 30_000 // 256


def test_a_picture_that_would_fill_the_memory_is_not_opened() -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 20_000, 20_000, 1, 0, 0, 0, 0)
    huge = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    assert printed(huge + b"\0\0\0\x0cIDAT") is None


@given(st.text(max_size=400), st.text(max_size=60))
@settings(max_examples=12, deadline=None)
def test_any_text_is_printed_with_every_sign_that_a_face_has(value: str, name: str) -> None:
    text = read(pdf_of(simple((name, value)), contents)).replace("\n", "").replace(" ", "")
    for word in printable(value).replace("\n", " ").split():
        if word.isascii() and word.isalnum() and len(word) < 30:
            assert word in text
    assert "Facts" in text


def test_emoji_and_scripts_that_no_face_has_are_marked_and_unseen_marks_go() -> None:
    assert printable("a😀ב\u202eع\u200d\ufe0fz\tq\x00") == f"a{REPLACEMENT}{REPLACEMENT}{REPLACEMENT}z q"
    assert printable("ěščř Жук 한글 あア ，。") == "ěščř Жук 한글 あア ，。"


def test_a_value_longer_than_a_sheet_goes_on_and_nothing_of_it_is_lost() -> None:
    words = [f"word{n:04d}" for n in range(1500)]
    text = read(pdf_of(simple(("Goods", " ".join(words)), ("Number", "9" * 400)), contents))
    assert all(word in text for word in words)
    assert "9" * 400 in text.replace("\n", "")


def test_chinese_lines_begin_with_no_closing_mark() -> None:
    from partners.pack.lines import lines_of

    lines = lines_of("这是一个很长的句子，里面有（括号）和“引号”，还有 LOST-0142 这样的编号。" * 9, 120, 9)
    assert all(line[0] not in "，。、）”" and line[-1] not in "（“" for line in lines)
    assert sum(line.count("LOST-0142") for line in lines) == 9


def test_a_payer_is_written_to_in_the_language_of_its_country() -> None:
    assert [language_for(one) for one in ("DE", "FR", "CN", "US-CA", "", "AT")] == ["de", "fr", "zh", "en", "en", "de"]


def test_a_photograph_that_is_gone_is_said() -> None:
    gone = Photographs("Photographs", (Photograph("1 · box", "0" * 64),), "It is gone.")
    document = replace(simple(("a", "b")), parts=(gone,))
    assert "1 · box\nIt is gone." in read(pdf_of(document, contents))
