"""The documents as the tests read them: their text, the code in them, their tables and links."""

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
_FENCED = re.compile(r"^( *)```(?P<kind>\w*)\n(?P<code>.*?)^\1```", re.MULTILINE | re.DOTALL)
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Page:
    """One document."""

    path: Path

    def __str__(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def prose(self) -> str:
        """The text without its code blocks."""
        return _FENCED.sub("", self.text)

    @property
    def spans(self) -> list[str]:
        """Code within a line."""
        return _SPAN.findall(self.prose)

    def blocks(self, kind: str) -> list[str]:
        """The code blocks of a kind, without the indentation of a list they stand in."""
        found = (hit for hit in _FENCED.finditer(self.text) if hit["kind"] == kind)
        return [re.sub(f"^{hit[1]}", "", hit["code"], flags=re.MULTILINE).strip() for hit in found]

    @property
    def typed(self) -> list[str]:
        """What a person may type: code within lines, and the lines of shell blocks."""
        return [*self.spans, *(line for block in self.blocks("sh") for line in block.splitlines())]

    @property
    def links(self) -> list[str]:
        """Where links and pictures point to."""
        return _LINK.findall(self.prose)

    @property
    def anchors(self) -> set[str]:
        """What a link into this page may name, as GitHub makes it of the headings."""
        headings = re.findall(r"^#+ (.+)$", self.prose, re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}

    def rows_below(self, heading: str) -> list[list[str]]:
        """The cells of the first table below a heading, its head left out."""
        below = re.split(rf"\n###? {re.escape(heading)}\n", self.prose, maxsplit=1)[1]
        table = re.search(r"(?:^\|.*\n)+", below, re.MULTILINE)
        assert table is not None, f"{self}: no table below {heading}"
        return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table[0].splitlines()[2:]]


README = Page(ROOT / "README.md")
OPERATING = Page(ROOT / "docs" / "operating.md")
CHANGES = Page(ROOT / "CHANGELOG.md")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
PAGES = [README, CHANGES, *(Page(path) for path in sorted((ROOT / "docs").rglob("*.md")))]
