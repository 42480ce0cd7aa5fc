"""Handing mail over: what is certain is told apart from what is not, and nothing that people write makes a header."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest

from handlers.mail_message import Attached, as_mail, bare, is_address, new_message_id
from partners.mail import MailLater, MailRefused, MailServer, MailUnsure, TakenBySomebodyElse
from tests.correspondence.post_office import PostOffice, post_office

AT = datetime(2026, 4, 2, 9, tzinfo=UTC)
SHOP = "Vase & Co <claims@shop.example>"


@pytest.fixture
def office() -> Iterator[PostOffice]:
    with post_office() as opened:
        yield opened


def server(office: PostOffice, seconds: float = 5.0) -> MailServer:
    return MailServer("127.0.0.1", office.port, "none", answer_seconds=seconds)


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


def mail(subject: str = "Inquiry", body: str = "Dear UPS team,\n\nplease search.\n.\nThanks") -> bytes:
    return as_mail(SHOP, "desk@ups.example", subject, body, "<1@shop.example>", AT)


async def test_what_the_server_takes_arrives_word_for_word(office: PostOffice) -> None:
    photo = Attached("照片 1.png", "image/png", bytes(range(256)))
    message = as_mail(SHOP, "desk@ups.example", "查件 · Inquiry", "Zeile ä\n.\n你好", "<1@shop.example>", AT, [photo])
    assert await server(office).hand_over(bare(SHOP), "desk@ups.example", message, yes) == "250 2.0.0 kept as 7"
    got = office.got[0]
    assert (got["Subject"], got["Message-ID"]) == ("查件 · Inquiry", "<1@shop.example>")
    assert got["From"] == "Vase & Co <claims@shop.example>"
    text = got.get_body()
    assert text is not None and text.get_content().replace("\r", "").rstrip("\n") == "Zeile ä\n.\n你好"
    attached = list(got.iter_attachments())
    assert [(one.get_filename(), one.get_content_type()) for one in attached] == [("照片 1.png", "image/png")]
    assert attached[0].get_payload(decode=True) == bytes(range(256))


async def test_files_arrive_as_they_were_kept_whatever_they_are_and_are_called(office: PostOffice) -> None:
    files = [
        Attached("their answer.eml", "message/rfc822", b"From: a@b.example\r\nSubject: x\r\n\r\nZeile \xe4\r\n"),
        Attached("a\r\nBcc: all@shop.example.pdf", "application/pdf", b"%PDF-1"),
        Attached("../../发票\u202efdp.exe", "application/pdf", b"%PDF-2"),
        Attached("x" * 400 + ".txt", "text/plain", "你好\n.\n".encode()),
        Attached("\udc80\n", "image/png", b"\x89PNG"),
    ]
    message = as_mail(SHOP, "desk@ups.example", "Inquiry", "Zeile ä", "<1@shop.example>", AT, files)
    assert message.isascii()
    await server(office).hand_over(bare(SHOP), "desk@ups.example", message, yes)
    arrived = list(office.got[0].iter_attachments())
    assert [one.get_payload(decode=True) for one in arrived] == [one.content for one in files]
    names = ["their answer.eml", "aBcc: all@shop.example.pdf", "-..-发票fdp.exe", "x" * 100 + ".txt", "file"]
    assert [one.get_filename() for one in arrived] == names
    assert office.got[0]["Bcc"] is None


async def test_a_no_for_good_and_a_no_for_now_are_told_apart(office: PostOffice) -> None:
    office.refuses = True
    with pytest.raises(MailRefused, match=r"550 5.1.1 desk@ups.example is not known here"):
        await server(office).hand_over(bare(SHOP), "desk@ups.example", mail(), yes)
    office.refuses, office.later = False, 1
    with pytest.raises(MailLater, match=r"451 4.7.1 Greylisted"):
        await server(office).hand_over(bare(SHOP), "desk@ups.example", mail(), yes)
    office.refuses_words = True
    with pytest.raises(MailRefused, match=r"554 5.7.1 Looks like spam"):
        await server(office).hand_over(bare(SHOP), "desk@ups.example", mail(), yes)
    assert office.got == []


async def test_a_connection_that_breaks_before_the_text_is_certain_and_after_it_is_not(office: PostOffice) -> None:
    office.hangs_up_after = "rcpt"
    with pytest.raises(MailLater):
        await server(office).hand_over(bare(SHOP), "desk@ups.example", mail(), yes)
    office.hangs_up_after = "data"
    with pytest.raises(MailUnsure):
        await server(office).hand_over(bare(SHOP), "desk@ups.example", mail(), yes)
    assert len(office.got) == 1


async def test_a_server_that_thinks_too_long_over_the_text_leaves_it_uncertain(office: PostOffice) -> None:
    office.thinks_seconds = 0.6
    with pytest.raises(MailUnsure):
        await server(office, 0.2).hand_over(bare(SHOP), "desk@ups.example", mail(), yes)


@pytest.mark.parametrize("answer", ["OK, thanks", "252 Perhaps", "354 Go on"])
async def test_an_answer_that_is_neither_yes_nor_no_leaves_the_text_uncertain(office: PostOffice, answer: str) -> None:
    office.mumbles = answer
    with pytest.raises(MailUnsure):
        await server(office).hand_over(bare(SHOP), "desk@ups.example", mail(), yes)
    assert len(office.got) == 1


async def test_where_no_server_is_nothing_was_sent(office: PostOffice) -> None:
    nobody = MailServer("127.0.0.1", 1, "none", answer_seconds=2)
    with pytest.raises(MailLater):
        await nobody.hand_over(bare(SHOP), "desk@ups.example", mail(), yes)
    with pytest.raises(MailLater):
        await nobody.greeted()
    await server(office).greeted()
    assert office.got == []


async def test_what_somebody_else_hands_over_is_left_to_them(office: PostOffice) -> None:
    with pytest.raises(TakenBySomebodyElse):
        await server(office).hand_over(bare(SHOP), "desk@ups.example", mail(), no)
    assert office.got == []


def test_nothing_that_people_write_becomes_a_header() -> None:
    sent = message_from_bytes(mail("Inquiry\nBcc: all@shop.example\r\nX: y"), policy=default)
    assert isinstance(sent, EmailMessage)
    assert sent["Subject"] == "Inquiry Bcc: all@shop.example X: y" and sent["Bcc"] is None and sent["X"] is None


@pytest.mark.parametrize("written", ["a@b.example", "a.b+c@x-y.co.uk"])
def test_an_address_is_taken(written: str) -> None:
    assert is_address(written)


@pytest.mark.parametrize(
    "written",
    ["", "a", "a@b", "a@b.example, c@d.example", "A <a@b.example>", "a@b.example\nBcc: x@y.example", "ä@b.example",
     "a b@c.example", "a@" + "b" * 260 + ".example"],
)  # fmt: skip
def test_what_is_not_one_address_is_not(written: str) -> None:
    assert not is_address(written)


def test_a_message_id_is_of_the_senders_domain_and_always_another() -> None:
    first, second = new_message_id(SHOP), new_message_id(SHOP)
    assert first != second and first.endswith("@shop.example>") and first.startswith("<")
