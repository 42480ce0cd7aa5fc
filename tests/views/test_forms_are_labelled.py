"""A form's fields and buttons are called as fields and moves, though states and clocks have some of their names."""

import pytest

from cases.moves import MOVES
from handlers.glossary import FIELDS
from handlers.language import Words
from handlers.views.move_form import BESIDES, LABELS

ASKED = {one.name for move, its in MOVES.items() for one in (*its.fields, *BESIDES.get(move, ()))}


@pytest.mark.parametrize("words", [Words("en"), Words("zh_CN")], ids=["en", "zh_CN"])
def test_what_a_form_asks_for_and_a_button_does_is_called_by_its_own_word(words: Words) -> None:
    called = {name: words(LABELS[name]) if name in LABELS else words.term(name) for name in ASKED & FIELDS.keys()}
    assert called == {name: words(FIELDS[name]) for name in called}
    assert {name: words.move(name) for name in MOVES} == {name: words(one.title) for name, one in MOVES.items()}
