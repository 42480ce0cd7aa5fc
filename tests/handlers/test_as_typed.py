"""What Slack makes of what people type, read back as they meant it."""

import pytest

from handlers.as_typed import as_typed, parts_of

NAMES = {"U0MAYA000": "maya"}


@pytest.mark.parametrize(
    ("forwarded", "meant"),
    [
        ("plain words", "plain words"),
        ("&lt;b&gt; &amp;amp; R&amp;D", "<b> &amp; R&D"),
        ("ask <@U0LIN0000|lin>", "ask @lin"),
        ("ask <@U0MAYA000>", "ask @maya"),
        ("ask <@U0GONE000>", "ask @U0GONE000"),
        ("in <#C0LOSTPAR|lost-parcels>", "in #lost-parcels"),
        ("in <#C0LOSTPAR>", "in #C0LOSTPAR"),
        ("<!channel> <!here>", "@channel @here"),
        ("<!subteam^S123|@finance>", "@finance"),
        ("<!date^1392734382^{date}|18 Feb>", "18 Feb"),
        ("sold on <http://amazon.de|amazon.de>", "sold on amazon.de"),
        ("<https://t.example/1Z|the link>", "the link (https://t.example/1Z)"),
        ("<https://t.example/1Z>", "https://t.example/1Z"),
        ("<mailto:lin@parcels.example|lin@parcels.example>", "lin@parcels.example"),
        ("a < b and c > d", "a < b and c > d"),
        ("", ""),
    ],
)
def test_mentions_links_and_signs_are_read_back(forwarded: str, meant: str) -> None:
    assert as_typed(forwarded, NAMES.get) == meant


@pytest.mark.parametrize("text", ["", "short", "word " * 500, "x" * 3000, "包裹在海关。" * 400, "line\n" * 700])
def test_a_long_text_is_cut_into_parts_that_hold_all_of_it(text: str) -> None:
    parts = list(parts_of(text, 1200))
    assert all(0 < len(part) <= 1200 for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_words_stay_whole_where_the_text_is_cut() -> None:
    assert set(" ".join(parts_of("parcel " * 1000, 1200)).split()) == {"parcel"}
