"""Buyers: masked, recognised in a text, and found by what somebody types of them."""

from dataclasses import replace

import pytest

from cases.buyers import Buyer, by_what, found_by, masked, names_buyer, without_buyer

ANNA = Buyer("Anna Müller", "Hauptstraße 9\n10115 Berlin", "+49 170 1234567", "anna.mueller@example.com")


def test_a_masked_buyer_tells_no_more_than_whoever_knows_them_recognises() -> None:
    assert masked(ANNA) == Buyer("A••• M•••", "•••", "•••67", "a•••@example.com")
    assert masked(Buyer()) == Buyer()
    assert masked(Buyer("王小明")).name == "王•••"


def test_the_addressee_of_a_letter_stands_in_one_line() -> None:
    assert ANNA.addressee == "Anna Müller, Hauptstraße 9, 10115 Berlin"
    assert replace(ANNA, name="").addressee == "Hauptstraße 9, 10115 Berlin" and Buyer(phone="1").addressee == ""


@pytest.mark.parametrize(
    ("typed", "is_it"),
    [
        ("anna müller", True),
        ("Müller, Anna", True),
        ("  ANNA   MÜLLER ", True),
        ("Anna.Mueller@Example.com", True),
        ("+49 170 1234567", True),
        ("0170/1234567", True),
        ("0049 (170) 123 4567", True),
        ("Anna", False),
        ("Anna Müllerin", False),
        ("anna@example.com", False),
        ("0170 1234568", False),
        ("12345", False),
        ("", False),
        ("...", False),
    ],
)
def test_a_buyer_is_found_by_name_number_or_address_however_it_is_written(typed: str, is_it: bool) -> None:
    assert bool(set(by_what(typed)) & set(found_by(ANNA))) is is_it


@pytest.mark.parametrize(
    ("text", "is_named"),
    [
        ("To: Anna  MÜLLER, Berlin", True),
        ("It goes to Hauptstraße 9.", True),
        ("Mail anna.mueller@example.com", True),
        ("Call +49 170 1234567", True),
        ("A parcel to Berlin", False),
        ("", False),
    ],
)
def test_a_text_in_which_a_buyer_stands_is_recognised(text: str, is_named: bool) -> None:
    assert names_buyer(text, ANNA) is is_named
    assert not names_buyer(text, Buyer())


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Mrs Müller called: where is it? Anna", "Mrs ••• called: where is it? •••"),
        ("ANNA  MÜLLER's parcel, Hauptstraße 9,\n10115 Berlin", "•••'s parcel, •••,\n•••"),
        ("Call 0170/123 45 67 or anna.mueller@example.com.", "Call ••• or •••."),
        ("Order 305-1234567-1234567, LOST-0142, Annabel", "Order 305-1234567-1234567, LOST-0142, Annabel"),
        ("Ａｎｎａ　Ｍüｌｌｅｒ", "•••"),
    ],
)
def test_marks_stand_in_place_of_the_buyer_and_the_rest_of_a_text_stays(text: str, left: str) -> None:
    assert without_buyer(text, ANNA) == left
    assert not names_buyer(left, ANNA) and without_buyer(text, Buyer()) == text


def test_a_chinese_name_is_found_among_other_words() -> None:
    assert without_buyer("王小明说没收到", Buyer("王小明")) == "•••说没收到"
