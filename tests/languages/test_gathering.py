"""The tool behind the catalogue: what it finds in code, what it refuses, and what it makes of what was there."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.catalogue import ROOT, NotGathered, as_po, gathered, refreshed, untranslated

SAMPLE = '''
from cases.words import N_, Refused

TITLES = {"one": N_("A title")}


def told(words, n, who):
    """N_("not this one, it is no code")"""
    list(TITLES).count("x")
    print("not marked")
    words(
        N_(
            "A sentence "
            "in two pieces about {who}."
        ),
        who=who,
    )
    raise Refused(words.count(N_("{n} case"), N_("{n} cases"), n, who=words(N_("inside"))))
'''


def written(root: Path, code: str, name: str = "sample.py") -> Path:
    (root / "pages").mkdir(exist_ok=True)
    (root / "pages" / name).write_text(code, encoding="utf-8")
    return root


def ids(root: Path) -> list[object]:
    return [one.id for one in gathered(root, ["pages"]) if one.id]


def test_every_marked_sentence_is_found_once_and_a_plural_as_a_pair(tmp_path: Path) -> None:
    root = written(tmp_path, SAMPLE)
    assert ids(root) == ["A title", "A sentence in two pieces about {who}.", ("{n} case", "{n} cases"), "inside"]


def test_a_sentence_that_somebody_adds_has_no_translation_until_somebody_writes_one(tmp_path: Path) -> None:
    before = refreshed(gathered(written(tmp_path, SAMPLE), ["pages"]), None, "zh_CN")
    for message in before:
        message.string = ("译",) if message.pluralizable else "译"
    assert untranslated(before) == []
    after = refreshed(gathered(written(tmp_path, SAMPLE + '\nNEW = N_("A new one")\n'), ["pages"]), before, "zh_CN")
    assert untranslated(after) == ["A new one"]
    after["A new one"].string = "新的"
    assert untranslated(after) == []


def test_a_changed_sentence_is_a_new_one_and_the_old_one_is_gone(tmp_path: Path) -> None:
    before = refreshed(gathered(written(tmp_path, 'X = N_("Close the case")'), ["pages"]), None, "zh_CN")
    before["Close the case"].string = "结案"
    after = refreshed(gathered(written(tmp_path, 'X = N_("Close this case")'), ["pages"]), before, "zh_CN")
    assert untranslated(after) == ["Close this case"]
    assert b"\xe7\xbb\x93\xe6\xa1\x88" not in as_po(after)


def test_what_is_written_says_where_but_not_on_which_line_and_when(tmp_path: Path) -> None:
    first = as_po(refreshed(gathered(written(tmp_path, SAMPLE), ["pages"]), None, "zh_CN"))
    moved = as_po(refreshed(gathered(written(tmp_path, "\n\n\n" + SAMPLE), ["pages"]), None, "zh_CN"))
    assert first == moved
    assert b"#: pages/sample.py\n" in first
    assert b"Date" not in first


@pytest.mark.parametrize(
    "code", ['N_(f"a {b}")', "N_(name)", 'N_("a" + b)', 'N_("")', 'N_("a", "b")', 'w.count(N_("a"), N_(b), 1)']
)
def test_a_sentence_that_is_not_written_out_is_refused_and_not_left_out(tmp_path: Path, code: str) -> None:
    with pytest.raises(NotGathered):
        ids(written(tmp_path, code))


def test_the_running_bot_does_not_load_the_tool() -> None:
    code = "import sys, bot.tracer, bot.command_line; print({'bot.catalogue', 'babel.messages'} & {*sys.modules})"
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "set()"
