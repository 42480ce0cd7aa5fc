"""Check digits worked out by hand or printed in the carriers' own papers."""

import pytest

from partners.carriers.check_digits import knows, right_check_digit
from partners.carriers.definitions import all_definitions

GS1 = {"name": "mod10", "evens_multiplier": 3, "odds_multiplier": 1}


@pytest.mark.parametrize(
    ("rule", "serial", "digit"),
    [
        (GS1, "0034043416109402211", "5"),
        ({**GS1, "evens_multiplier": 1, "odds_multiplier": 3}, "041441760228 96".replace(" ", ""), "4"),
        ({**GS1, "reverse": True}, "12", "3"),
        (GS1, "12", "5"),
        ({"name": "mod10", "evens_multiplier": 1, "odds_multiplier": 2}, "999AA1012345678", "4"),
        ({"name": "luhn"}, "7992739871", "3"),
        ({"name": "mod7"}, "331881002", "5"),
        ({"name": "s10", "weightings": [8, 6, 4, 2, 3, 5, 9, 7]}, "12345678", "5"),
        ({"name": "s10", "weightings": [8, 6, 4, 2, 3, 5, 9, 7]}, "00000000", "5"),
        ({"name": "s10", "weightings": [8, 6, 4, 2, 3, 5, 9, 7]}, "47312482", "9"),
        ({"name": "mod_37_36"}, "09980000020033", "F"),
        (
            {
                "name": "sum_product_with_weightings_and_modulo",
                "weightings": [3, 1, 7] * 3 + [3, 1],
                "modulo1": 11,
                "modulo2": 10,
            },
            "98657878885",
            "5",
        ),
    ],
)
def test_the_right_digit_is_worked_out(rule, serial, digit):
    assert right_check_digit(serial, rule) == digit


def test_substitutions_are_made_before_counting():
    assert right_check_digit("A2", {**GS1, "substitutions": {"A": 1}}) == right_check_digit("12", GS1)


def test_a_serial_that_cannot_be_counted_has_no_check_digit():
    assert right_check_digit("12A", {"name": "luhn"}) is None
    assert right_check_digit("12*", {"name": "mod_37_36"}) is None


def test_every_rule_of_the_data_is_known():
    rules = [d.checksum for group in all_definitions() for d in group if d.checksum is not None]
    assert len(rules) > 20
    assert all(knows(rule) for rule in rules)
