"""The documents of a case in a line: how many are there, which are missing, how many nobody has sorted."""

from collections.abc import Sequence

from cases.case import Case
from cases.evidence import Need, missing, unsorted
from cases.words import N_
from handlers.language import Marked, Words

FULL, EMPTY = "■", "□"


def evidence_told(case: Case, needed: Sequence[Need], words: Words) -> str:
    """How many of the documents that payers want are there, and which are missing: one line for the card."""
    wanted = [one for one in needed if one.payers]
    there = [one for one in wanted if one.has]
    bar = FULL * len(there) + EMPTY * (len(wanted) - len(there))
    told = words(N_("{there} of {wanted}"), there=len(there), wanted=len(wanted))
    told = f"{bar} {told}" if wanted else words(N_("no payer wants any"))
    if lacking := missing(needed):
        names = words(N_(", ")).join(words.term(f"slot:{one}") for one in lacking)
        told = words(N_("{count} – missing: {slots}"), count=Marked(told), slots=Marked(names))
    if new := len(unsorted(case)):
        told += "  ·  " + words.count(N_("{n} file to sort"), N_("{n} files to sort"), new)
    return told
