"""Tracking numbers by the dozen, for the journeys that need more than a few."""


def ups_numbers(count: int) -> list[str]:
    """So many different UPS numbers whose check digit holds."""
    return [with_check_digit(f"1Z999AA101234{one:04d}") for one in range(count)]


def unknown_numbers(count: int, length: int) -> list[str]:
    """So many different strings of one length that no carrier has."""
    return [f"XQ{one:03d}".ljust(length, "9") for one in range(count)]


def with_check_digit(number: str) -> str:
    """A UPS number with its last digit: every second place counts double, letters by their place in the alphabet."""
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in number[2:]]
    total = sum(value * (2 if place % 2 else 1) for place, value in enumerate(values))
    return f"{number}{-total % 10}"
