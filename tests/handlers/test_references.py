"""What is a reference to a case, and what is not."""

import pytest

from handlers.case_refs import link_in, reference_in


@pytest.mark.parametrize(
    "text", ["142", "LOST-0142", "lost-142", "LOST0142", "lost 142", "#142", "LOST #142", " 142 ", "１４２", "0142"]
)
def test_a_reference_is_read_however_it_is_written(text: str) -> None:
    assert reference_in(text) == 142


@pytest.mark.parametrize(
    "text",
    ["", "LOST", "LOST-", "142 note", "12345678", "000001234567", "1Z999AA10123456784", "LOST-14.2", "-", "14 2"],
)
def test_anything_else_is_none(text: str) -> None:
    assert reference_in(text) is None


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://a.slack.com/archives/C1/p1795399200000002", "https://a.slack.com/archives/C1/p1795399200000002"),
        (
            "see <https://a.slack.com/archives/C1/p1795399200000002?thread_ts=1795399200.000001&amp;cid=C1|this>!",
            "<https://a.slack.com/archives/C1/p1795399200000002?thread_ts=1795399200.000001&amp;cid=C1|this>",
        ),
        ("https://a.slack.com/archives/C1", None),
        ("https://shop.example/archives/parcels/p12", None),
        ("", None),
    ],
)
def test_a_link_to_a_message_is_found_among_words(text: str, link: str | None) -> None:
    assert link_in(text) == link
