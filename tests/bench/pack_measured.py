"""How long a claim pack takes to set, against the PDF library, as it comes, merely embedding its photographs."""

import io
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from tests.bench.machine import Machine
from tests.bench.rows import Row, at_most

SCANS, PHOTOGRAPHS, WIDTH, HEIGHT = 40, 10, 4000, 3000
ROUNDS = 3
BUDGET = 2.0


async def pack_rows(machine: Machine) -> Iterator[Row]:
    """Both in turn, with twelve-megapixel photographs that lie on disk; the packages are loaded before."""
    from tests.packs.samples import photograph

    directory = machine.fresh_directory()
    files = [directory / f"{number}.jpg" for number in range(PHOTOGRAPHS)]
    for number, file in enumerate(files):
        file.write_bytes(photograph(number, WIDTH, HEIGHT))
    ours, theirs = [], []
    for _ in range(ROUNDS + 1):
        theirs.append(_embedding(files))
        ours.append(_pack(files))
    our, their = statistics.median(ours[1:]), statistics.median(theirs[1:])
    return iter([at_most("claim pack", f"{our:.2f} s of {their:.2f} s", our / their, BUDGET)])


def _pack(files: list[Path]) -> float:
    from cases.file_kinds import JPEG
    from handlers.claim_document import Enclosed, claim_document
    from handlers.pack_words import PackWords
    from partners.pack.typesetting import pdf_of
    from tests.packs.samples import NOW, material

    begun = time.perf_counter()
    enclosed = [Enclosed(n, "damage", one.name, JPEG, one.stat().st_size, str(one), NOW) for n, one in enumerate(files)]
    document = claim_document(material(scans=SCANS, enclosed=enclosed), PackWords("en"))
    pdf = pdf_of(document, lambda name: Path(name).read_bytes())
    assert pdf.startswith(b"%PDF")
    return time.perf_counter() - begun


def _embedding(files: list[Path]) -> float:
    from reportlab.pdfgen.canvas import Canvas

    begun = time.perf_counter()
    canvas = Canvas(io.BytesIO(), invariant=1)
    for file in files:
        canvas.drawImage(str(file), 50, 50, 230, 172)
        canvas.showPage()
    canvas.save()
    return time.perf_counter() - begun
