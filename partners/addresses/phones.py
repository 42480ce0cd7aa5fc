"""Telephone numbers as networks give them out, by the data of phonenumbers: nothing is called, nothing is fetched."""

import unicodedata

from cases.address_check import PhoneFacts


def phone_facts(written: str, country: str | None) -> PhoneFacts:
    """What a number is that somebody wrote for an address in a country (ISO), None where that is not known."""
    import phonenumbers
    from phonenumbers import NumberParseException, PhoneNumberFormat

    example = _example(country)
    plain = unicodedata.normalize("NFKC", written).strip()
    if plain.startswith("00"):
        plain = f"+{plain[2:]}"
    try:
        number = phonenumbers.parse(plain, country)
    except NumberParseException:
        return PhoneFacts(is_possible=False, example=example)
    valid = phonenumbers.is_valid_number(number)
    return PhoneFacts(
        is_possible=phonenumbers.is_possible_number(number),
        is_valid=valid,
        is_international=plain.startswith("+"),
        international=phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL) if valid else "",
        country=phonenumbers.region_code_for_number(number) if valid else None,
        example=example,
    )


def _example(country: str | None) -> str:
    import phonenumbers
    from phonenumbers import PhoneNumberFormat

    number = phonenumbers.example_number(country) if country else None
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL) if number else ""
