"""Columns of a file, as people name them: what is understood, and what is answered to the rest."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases.words import Refused
from handlers.export_columns import party_and_rest, read_columns, told
from handlers.language import Words
from handlers.payer_files import COLUMNS
from partners.carriers.names import carrier_typed

ENGLISH, CHINESE = Words("en"), Words("zh_CN")
NAMED = {
    "case, number": [("case", None), ("number", None)],
    "Ship date tracking number": [("shipped", None), ("number", None)],
    "运单号，订单 Lane": [("number", None), ("order", None), ("lane", None)],
    "number=Waybill No order": [("number", "Waybill No"), ("order", None)],
    "number = Waybill No, order": [("number", "Waybill No"), ("order", None)],
    "number=Order no order": [("number", "Order no"), ("order", None)],
    'number="Our order" goods=“Was war drin”': [("number", "Our order"), ("goods", "Was war drin")],
    "运单号＝面单号；案件＝我方 编号": [("number", "面单号"), ("case", "我方 编号")],
    "goods=Ship date": [("goods", "Ship date")],
    ",, case ,": [("case", None)],
}
REFUSED = {
    "address": "“address” is no column. There are: reference, case, number, order, shipped, lane, goods, declared, "
    "asked, granted, currency, state, filed, contact, received, answer, payer, service, marketplace.",
    "case =": "What should “case” be called? Write it right behind the sign, like “case=Waybill No”.",
    'case=""': "What should “case” be called? Write it right behind the sign, like “case=Waybill No”.",
    "case=, number": "What should “case” be called? Write it right behind the sign, like “case=Waybill No”.",
    "case number case": "“case” is named twice. Name each column once.",
    "case=No number=No": "Two columns would be called “No”. Give one of them another name.",
    "case=Order order": "Two columns would be called “Order”. Give one of them another name.",
    f"case={'x' * 61}": f"The heading “{'x' * 60}” is longer than 60 characters. Shorten it.",
    "case=No colour=Farbe": "“colour” is no column. There are:",
    "=No": "“=” is no column. There are:",
}


@pytest.mark.parametrize("text", NAMED)
def test_columns_and_headings_are_understood(text: str) -> None:
    assert list(read_columns(text, COLUMNS.heads, ENGLISH)) == NAMED[text]


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_column_is_answered_in_a_sentence(text: str) -> None:
    with pytest.raises(Refused) as refused:
        list(read_columns(text, COLUMNS.heads, ENGLISH))
    assert ENGLISH.plain(refused.value.sentence.text, **refused.value.sentence.params).startswith(REFUSED[text])


def test_the_columns_there_are_stand_in_the_readers_language() -> None:
    with pytest.raises(Refused) as refused:
        list(read_columns("地址", COLUMNS.heads, CHINESE))
    assert "索赔编号, 案件, 运单号, 订单, " in str(refused.value.sentence.params["columns"])


headings = st.none() | st.text("abXY面单 0", min_size=1, max_size=12).map(lambda one: " ".join(one.split())).filter(
    bool
)


@settings(max_examples=60)
@given(
    st.dictionaries(st.sampled_from(sorted(COLUMNS.heads)), headings, min_size=1), st.sampled_from([ENGLISH, CHINESE])
)
def test_what_is_told_can_be_typed_again(named: dict[str, str | None], words: Words) -> None:
    wanted = list(named.items())
    shown = [heading or words.plain(COLUMNS.heads[name]) for name, heading in wanted]
    if len(set(shown)) == len(shown):
        assert list(read_columns(told(wanted, COLUMNS, words), COLUMNS.heads, words)) == wanted


@pytest.mark.parametrize(
    ("text", "carrier", "rest"),
    [
        ("ups", "ups", ""),
        ("ups, number order", "ups", "number order"),
        ("royal mail number", "royal_mail", "number"),
        ("云途 运单号", "yunexpress", "运单号"),
        ("nobody number", None, "nobody number"),
        ("", None, ""),
    ],
)
def test_as_many_words_as_name_a_carrier_are_its_name(text: str, carrier: str | None, rest: str) -> None:
    assert party_and_rest(text, carrier_typed) == (carrier, rest)
