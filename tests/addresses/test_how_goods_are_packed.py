"""Advice on packing: goods are of the kinds their words tell, and every line has its source in both languages."""

import pytest

from handlers.views.packaging import KINDS
from partners.packaging import DATA, EVERY_PARCEL, AdviceError, advice_for, kinds_of, packing, read_packing


@pytest.mark.parametrize(
    ("goods", "kinds"),
    [
        ("a glass vase, blue", ("breakable",)),
        ("2 Mugs", ("breakable",)),
        ("smartphone", ("electronics", "battery")),
        ("perfume 50 ml", ("liquid",)),
        ("silver earrings", ("valuable",)),
        ("T-shirt", ()),
        ("springs", ()),
        ("陶瓷花瓶", ("breakable",)),
        ("liquid", ("liquid",)),
        ("", ()),
    ],
)
def test_goods_are_of_the_kinds_their_words_tell(goods: str, kinds: tuple[str, ...]) -> None:
    assert kinds_of(goods) == kinds


def test_every_kind_has_a_name_advice_of_its_own_and_that_for_every_parcel() -> None:
    assert KINDS.keys() == packing().words.keys()
    for kind in KINDS:
        found = advice_for((kind,))
        assert any(kind in one.kinds for one in found)
        assert [one for one in found if EVERY_PARCEL in one.kinds] == list(advice_for(()))
        assert all(one.text and one.text_zh and one.source.startswith("http") for one in found)


@pytest.mark.parametrize("lacks", ["source", "text_zh", "checked", "kinds"])
def test_advice_that_lacks_a_part_does_not_load(lacks: str) -> None:
    written = DATA.read_text(encoding="utf-8")
    cut = "\n".join(line for line in written.split("\n") if not line.startswith(f"{lacks} ="))
    with pytest.raises(AdviceError):
        read_packing(cut)
