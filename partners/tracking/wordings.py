"""What a carrier's own words say of a scan, in seven languages, where no code says it.

The wordings are data (wordings.toml), tried from top to bottom. What fits none of them is None: it is never guessed.
"""

import re
import tomllib
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path

from cases.late_pattern import LatePattern
from cases.light_dataclass import dataclass
from partners.tracking.no_ends import is_no_end

FILE = Path(__file__).with_name("wordings.toml")
LANGUAGES = ("en", "zh", "de", "fr", "es", "pt", "ja")
# Carriers write a line or two; what is longer is no scan.
LONGEST = 600
# How much may stand where a wording has … in it.
WIDEST_GAP = 50
# Kinds that are told ahead as well as afterwards: the words decide, not their tense.
AHEAD = frozenset(
    {"announced", "returning", "out_for_delivery", "rescheduled", "delayed", "attempted", "customs_query", "duties_due",
     "searching", "network_trouble", "corrected", "address_problem", "refused", "unclaimed", "held", "label_cancelled",
     "missorted", "customs", "customs_hold", "customs_inspection", "in_transit", "exported"}
)  # fmt: skip
# What carriers warn of long before it happens.
THREATENED = frozenset({"returning", "returned", "lost", "destroyed", "seized", "unclaimed", "refused"})
# A single everyday word is weak evidence for these.
WEAK = frozenset(
    {"held", "departed", "arrived", "in_transit", "accepted", "delayed", "rescheduled", "customs", "found"}
)

_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff66-\uff9f"
_IS_WIDE = LatePattern(f"[{_WIDE}]")
_LETTER = LatePattern(f"[^\\W_{_WIDE}]")
_STARTS = LatePattern(f"(?<![^\\W_{_WIDE}])[^\\W_{_WIDE}][^ {_WIDE}]*|[{_WIDE}]")
_SPACE_BETWEEN_WIDE = LatePattern(f"(?<=[{_WIDE}]) +(?=[{_WIDE}])")
_STOPS = LatePattern(r"[.,;:!?()\[\]{}/|–—。、，；：！？（）【】「」\n\r]+")
_NOT_BEFORE = LatePattern(
    r" (?:not|no|never|without|nothing|none|nor|cannot|unable|isn t|wasn t|hasn t|aren t|weren t|haven t|can t|"
    r"couldn t|won t|didn t|doesn t|nicht|nichts|kein|keine|ohne|pas|non|rien|aucun|"
    r"aucune|sans|sin|nada|ningun|ninguna|nao|sem|nenhum|nenhuma)"
    r"(?: (?:yet|been|be|is|was|were|has|have|ete|est|a ete|encore|sido|foi|fue|ist|wurde|worden|as|a|the|of|it|longer|"
    r"ha|se|parcel|package|item|items|shipment|sendung|colis|paquet|paquete|envio|objeto)){0,3} $"
)
_NOT_WITHIN = LatePattern(r" (?:not|no|never|nicht|kein|keine|pas|nao|sin|sem|ni) | (?:not|nicht|pas|nao)$|未|没")
_NOT_BEFORE_WIDE = LatePattern(
    "(?:未|尚未|没有|没|无法|不能|无需|未能|非|不)(?:被|能|曾|有)?$|"
    "(?:未|没有|没)(?:发现|出现|发生|显示|确认|判定)(?:有)?(?:包裹|快件|货物|邮件|物品)?(?:有)?$"
)
_NOT_AFTER_WIDE = LatePattern("^.{0,6}(?:ません|ていない|できない|なかった|されず|ではない|じゃない)")
_IF_BEFORE = LatePattern(r" (?:if|unless|otherwise|wenn|falls|sonst|sinon|si no|caso|senao)(?: [^ ]+){0,8} $")
_THREAT_BEFORE = LatePattern(
    r" (?:subject to|sujeito a|sujeto a|sous reserve|risco de|riesgo de|risk of|podera ser|podra ser|pourrait etre)"
    r"(?: [^ ]+){0,7} $"
)
_IF_AFTER = LatePattern(r"^(?: [^ ]+){0,3} (?:if|unless|wenn|falls|sofern|si|caso|se nao)(?: |$)")
_IF_AFTER_WIDE = LatePattern("^(?:将|会|则|的)")
_IF_BEFORE_WIDE = LatePattern("(?:如|若|否则|如果|逾期).{0,6}$")
_AHEAD_BEFORE = LatePattern(
    r" (?:will|shall|being|to be|may|might|could|expected|scheduled|before|until|when|once|as soon as|lorsque|des que|"
    r"cuando|una vez|quando|assim que|wird|werden|sera|seront|va|vai|seran|"
    r"avant|antes|bevor|sobald)(?: (?!was |were |has |wurde |ete |ha |foi )[^ ]+){0,3} $"
)
_AHEAD_BEFORE_WIDE = LatePattern("(?:将|即将|预计|等待|待|请等待|准备|计划|将会).{0,3}$")
_AHEAD_AFTER = LatePattern(r"^(?: (?!am |an |in |um )[^ ]+)? (?:werden|soon|shortly)(?: |$)")
_AHEAD_AFTER_WIDE = LatePattern("^.{0,3}(?:予定|見込)")


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of the file, folded: `rank` is its group's place, `parts` what stands on the sides of each …"""

    rank: int
    kind: str
    parts: tuple[str, ...]
    stems: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Carrier's words as they are compared, and where in them each clause begins."""

    flat: str
    clauses: tuple[int, ...]

    def around(self, start: int, end: int) -> tuple[str, str]:
        """What stands before and after a piece of it, in the same clauses."""
        begins = self.clauses[bisect_right(self.clauses, start) - 1]
        after = bisect_right(self.clauses, end - 1)
        ends = self.clauses[after] if after < len(self.clauses) else len(self.flat) + 1
        return self.flat[begins:start], self.flat[end : ends - 1]


def kind_of(words: str) -> tuple[str | None, str]:
    """Our word for what a carrier wrote, None where nothing is known of it, and how sure that is: high, medium, low."""
    return _kind_of(words[:LONGEST])


@lru_cache(maxsize=16384)
def _kind_of(words: str) -> tuple[str | None, str]:
    text = folded(words)
    for wording, start, end in sorted(_hits(text), key=lambda hit: (hit[0].rank, hit[1] - hit[2])):
        if _holds(text, start, end, wording.kind):
            return wording.kind, _sureness(wording.kind, text.flat[start:end])
    return None, "low"


def folded(words: str) -> Text:
    """Words with width, case, accents and punctuation undone."""
    low = unicodedata.normalize("NFKC", words).casefold()
    clauses = (_spaced("".join(map(_plain, clause))) for clause in _STOPS.split(low))
    kept = [clause for clause in clauses if clause]
    begins, at = [], 0
    for clause in kept:
        begins.append(at)
        at += len(clause) + 1
    return Text(" ".join(kept), tuple(begins) or (0,))


@cache
def wordings() -> Mapping[str, tuple[Wording, ...]]:
    """Every wording by what it begins with: a word, the first letters of a stem, or one wide character."""
    index: dict[str, list[Wording]] = defaultdict(list)
    for rank, (kind, by_language) in enumerate(read_wordings()):
        for written in {one for language in by_language.values() for one in language}:
            parts = written.split("…")
            folded_parts = tuple(folded(part).flat for part in parts)
            wording = Wording(rank, kind, folded_parts, tuple(part.rstrip().endswith("*") for part in parts))
            index[_key(wording)].append(wording)
    return {key: tuple(found) for key, found in index.items()}


def read_wordings() -> Iterator[tuple[str, Mapping[str, list[str]]]]:
    """The file as it stands: a kind, and its wordings by language."""
    with FILE.open("rb") as file:
        for group in tomllib.load(file)["words"]:
            yield group["kind"], {language: group[language] for language in LANGUAGES if language in group}


STEM_KEY = 4


def _key(wording: Wording) -> str:
    first = wording.parts[0]
    if _IS_WIDE.match(first):
        return first[0]
    word, _, rest = first.partition(" ")
    return f"{word[:STEM_KEY]}*" if wording.stems[0] and not rest else word


def _hits(text: Text) -> Iterator[tuple[Wording, int, int]]:
    index = wordings()
    for begin in _STARTS.finditer(text.flat):
        word, start = begin.group(), begin.start()
        keys = (word, *(f"{word[:length]}*" for length in range(2, STEM_KEY + 1)))
        for wording in (one for key in dict.fromkeys(keys) for one in index.get(key, ())):
            end = _end_of(text.flat, wording, start)
            if end is not None:
                yield wording, start, end


def _end_of(flat: str, wording: Wording, start: int) -> int | None:
    """Where a wording that begins at a place ends; None where it does not stand there."""
    end = _part_end(flat, wording.parts[0], wording.stems[0], start)
    for part, is_stem in zip(wording.parts[1:], wording.stems[1:], strict=True):
        if end is None:
            return None
        at, latest, found = flat.find(part, end), end + WIDEST_GAP, None
        while 0 <= at <= latest and found is None:
            if _NOT_WITHIN.search(flat[end:at]):
                return None
            is_start = _IS_WIDE.match(part) or at == 0 or not _LETTER.match(flat[at - 1])
            found = _part_end(flat, part, is_stem, at) if is_start else None
            at = flat.find(part, at + 1)
        end = found
    return end


def _part_end(flat: str, part: str, is_stem: bool, start: int) -> int | None:
    if not flat.startswith(part, start):
        return None
    end = start + len(part)
    if is_stem:
        while end < len(flat) and _LETTER.match(flat[end]):
            end += 1
        return end
    goes_on = end < len(flat) and _LETTER.match(flat[end]) and not _IS_WIDE.match(part[-1])
    return None if goes_on else end


def _holds(text: Text, start: int, end: int, kind: str) -> bool:
    """Whether what was found is neither denied, nor merely announced or threatened."""
    before, after = text.around(start, end)
    if is_no_end(kind, before, after):
        return False
    if _IS_WIDE.search(text.flat[start:end]):
        if _IF_AFTER_WIDE.search(after):
            return False
        if _NOT_BEFORE_WIDE.search(before) or _IF_BEFORE_WIDE.search(before) or _NOT_AFTER_WIDE.search(after):
            return False
        return kind in AHEAD or not (_AHEAD_BEFORE_WIDE.search(before) or _AHEAD_AFTER_WIDE.search(after))
    if _NOT_BEFORE.search(f" {before}") or _IF_BEFORE.search(f" {before}") or _IF_AFTER.search(after):
        return False
    if kind in THREATENED and _THREAT_BEFORE.search(f" {before}"):
        return False
    return kind in AHEAD or not (_AHEAD_BEFORE.search(f" {before}") or _AHEAD_AFTER.search(after))


def _sureness(kind: str, hit: str) -> str:
    if kind in WEAK and " " not in hit and not re.search(f"[{_WIDE}]{{2}}", hit):
        return "low"
    return "medium" if kind in WEAK else "high"


def _spaced(clause: str) -> str:
    """One space between words, none between wide characters, and no other signs."""
    return _SPACE_BETWEEN_WIDE.sub("", " ".join(re.sub(r"[^\w&]+|_", " ", clause).split()))


def _plain(character: str) -> str:
    """A letter without its accents; letters of other scripts stay, whose marks tell them apart."""
    base = unicodedata.normalize("NFD", character)[0]
    return base if base.isascii() else character
