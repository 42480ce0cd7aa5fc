"""What a file is by its own bytes, whatever its name says, and whether it can serve as evidence.

Only a few kinds are kept, those that a payer can open. A file that could do harm, or that nobody will be able to read
in half a year, is refused with a sentence that says what to send instead.
"""

import io
import re
import zipfile
import zlib

from cases.light_dataclass import dataclass
from cases.words import N_, Refused

LARGEST_BYTES = 25 * 1024 * 1024
MEGABYTE = 1024 * 1024
# What an honest office document grows to when it is unpacked.
LARGEST_UNPACKED_BYTES = 200 * MEGABYTE
MOST_TIMES_UNPACKED = 200
MOST_PARTS = 10_000
PDF, JPEG, PNG, GIF, WEBP, HEIC = (
    "application/pdf",
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/webp",
    "image/heic",
)
TEXT, CSV, MAIL = "text/plain", "text/csv", "message/rfc822"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {
    PDF: ("pdf",),
    JPEG: ("jpg", "jpeg", "jpe"),
    PNG: ("png",),
    GIF: ("gif",),
    WEBP: ("webp",),
    HEIC: ("heic", "heif", "hif"),
    TEXT: ("txt", "text", "log", "md", "json"),
    CSV: ("csv", "tsv"),
    MAIL: ("eml", "mail"),
    DOCX: ("docx",),
    XLSX: ("xlsx",),
}
HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
# They share a container with HEIC, and hardly any claims desk opens them.
AVIF_BRANDS = frozenset({b"avif", b"avis"})
EXECUTABLES = (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe", b"#!")
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# An encrypted PDF names its lock in the trailer: https://www.iso.org/standard/75839.html (7.6.1)
PDF_LOCK = re.compile(rb"/Encrypt\s*(\d+\s+\d+\s+R|<<)")
PDF_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
MARKUP = re.compile(
    r"\s*(<!--.*?-->\s*)*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*<(!doctype\s+)?"
    r"(html|svg|head|body|script|meta|title|iframe|div|table)\b",
    re.IGNORECASE | re.DOTALL,
)
ANY_MARKUP = re.compile(r"<(script|iframe|svg|html)[\s>]", re.IGNORECASE)
MAIL_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*:[ \t]")
MAIL_LINES = frozenset({"from", "to", "subject", "date", "received", "message-id", "return-path", "mime-version"})
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is, and whether its name ends as if it were something else."""

    content_type: str
    misnamed: bool = False


def kind_of(content: bytes, name: str) -> FileKind:
    """What kind of document a file is. Raises Refused with a sentence where it cannot be kept as evidence."""
    if not content:
        raise Refused(N_("An empty file was not kept. Send it once more from where it opens."))
    if len(content) > LARGEST_BYTES:
        raise Refused(too_large())
    found = _of_bytes(content) or _of_text(content, name)
    if found is None:
        raise Refused(
            N_(
                "A file of a kind that Tracer does not keep was left out. Send it as a PDF or a picture; "
                "text, CSV, e-mail (.eml), Word (.docx) and Excel (.xlsx) are kept too."
            )
        )
    ending = ending_of(name)
    return FileKind(found, bool(ending) and ending not in ENDINGS[found])


def too_large() -> str:
    """The sentence for a file that is larger than Tracer keeps."""
    return N_("A file of more than 25 MB was not kept. Make it smaller, for example by printing it to PDF anew.")


def web_page() -> str:
    """The sentence for a file that could run something where it is opened."""
    return N_(
        "A web page or SVG drawing was not kept, because it can change and can run programs. "
        "Print it to PDF or take a screenshot, and send that."
    )


def ending_of(name: str) -> str:
    """What a name ends in after its last dot, in small letters."""
    _, dot, ending = name.rpartition(".")
    return ending.lower() if dot and len(ending) <= 8 and ending.isalnum() else ""


def _of_bytes(content: bytes) -> str | None:
    """The kind that the first bytes tell; refused where they tell of harm or of damage."""
    if content.startswith(EXECUTABLES):
        raise Refused(N_("A program or script was not kept: Tracer keeps documents and pictures only."))
    if content.startswith(OLD_OFFICE):
        raise Refused(
            N_(
                "An old or password-protected Office file was not kept, because payers cannot open it everywhere. "
                "Send it as a PDF."
            )
        )
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return _pdf(content)
    if content.startswith(b"PK"):
        return _office(content)
    return _picture(content)


def _picture(content: bytes) -> str | None:
    found, whole = None, True
    if content.startswith(b"\xff\xd8\xff"):
        found, whole = JPEG, b"\xff\xd9" in content[3:]
    elif content.startswith(b"\x89PNG\r\n\x1a\n"):
        found, whole = PNG, b"IEND\xaeB`\x82" in content[-4096:]
    elif content.startswith((b"GIF87a", b"GIF89a")):
        found, whole = GIF, content.rstrip(b"\0").endswith(b";")
    elif content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        found, whole = WEBP, len(content) >= 8 + int.from_bytes(content[4:8], "little")
    elif content[4:8] == b"ftyp" and _brands(content) & HEIC_BRANDS and content[8:12] not in AVIF_BRANDS:
        found, whole = HEIC, b"mdat" in content
    if not whole:
        raise Refused(N_("A picture that breaks off was not kept. Send it once more, best as the original file."))
    return found


def _brands(content: bytes) -> set[bytes]:
    size = min(int.from_bytes(content[:4], "big"), 256)
    return {content[8:12], *(content[at : at + 4] for at in range(16, size, 4))}


def _pdf(content: bytes) -> str:
    if PDF_LOCK.search(content):
        raise Refused(
            N_(
                "A PDF with a password or a lock was not kept: payers cannot open or copy every one of them. Print it "
                "anew as a PDF, and send that."
            )
        )
    # Some scanners fill the rest of a block with nothing.
    if not PDF_END.search(content.rstrip(b"\0\t\r\n ")[-2048:]):
        raise Refused(N_("A PDF that breaks off was not kept: it cannot be opened. Export it anew and send that."))
    return PDF


def _office(content: bytes) -> str:
    """A Word or Excel document; every other archive is refused, unpacked only as far as its own table of contents."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, zlib.error, ValueError, OSError, NotImplementedError):
        raise Refused(N_("A broken archive was not kept. Send the documents in it one by one.")) from None
    names = {one.filename for one in parts}
    unpacked = sum(one.file_size for one in parts)
    if len(parts) > MOST_PARTS or unpacked > LARGEST_UNPACKED_BYTES or unpacked > MOST_TIMES_UNPACKED * len(content):
        raise Refused(N_("A file that unpacks to far more than it should was not kept. Send it as a PDF."))
    found = DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else None
    if found is None or "[Content_Types].xml" not in names:
        raise Refused(N_("An archive (.zip) was not kept. Send the documents in it one by one."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(N_("An Office file with macros was not kept. Save it without macros, or send it as a PDF."))
    return found


def _of_text(content: bytes, name: str) -> str | None:
    """Plain text, a table or an e-mail; refused where it is a web page or a drawing that could run something."""
    text = _decoded(content)
    if text is None or CONTROL.search(text):
        return None
    if MARKUP.match(text) or (ending_of(name) in ("html", "htm", "xhtml", "svg") and ANY_MARKUP.search(text)):
        raise Refused(web_page())
    if _is_mail(text):
        return MAIL
    if ending_of(name) in ENDINGS[CSV] or _is_table(text):
        return CSV
    return TEXT


def _decoded(content: bytes) -> str | None:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        codecs: tuple[str, ...] = ("utf-16",)
    else:
        codecs = ("utf-8-sig", "gb18030", "cp1252")
    for codec in codecs:
        try:
            return content.decode(codec)
        except UnicodeDecodeError:
            continue
    return None


def _is_mail(text: str) -> bool:
    """Whether it begins with the headers of an e-mail: https://www.rfc-editor.org/rfc/rfc5322#section-2.2"""
    headers = set()
    for line in text.lstrip().splitlines()[:60]:
        if not line.strip():
            break
        if MAIL_HEADER.match(line):
            headers.add(line.partition(":")[0].lower())
        elif not line[:1].isspace():
            return False
    return "from" in headers and len(headers & MAIL_LINES) >= 3


def _is_table(text: str) -> bool:
    lines = [line for line in text.splitlines()[:5] if line.strip()]
    return any(len(lines) > 1 and lines[0].count(mark) >= 1 and len({one.count(mark) for one in lines}) == 1
               for mark in ",;\t") and "." not in lines[0][-1:]  # fmt: skip
