"""In which language the desk of a carrier that looks for parcels is written to."""

# Whose desk reads Chinese: forwarders and posts of mainland China, by the codes of their numbers.
_IN_CHINESE = frozenset(
    "4px yunexpress yanwen cainiao sf_express china_post ems jcex equick anjun best_express".split()
)


def desk_language(carrier: str | None) -> str:
    """The language to write to a carrier in, one of those Tracer speaks: English where nothing else is known."""
    return "zh_CN" if carrier in _IN_CHINESE else "en"
