"""*Contact* in every kind of text, with everything that can stand in it filled with one text."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cases.case import Case
from cases.correspondence import KINDS, addressees
from handlers.drafting import draft
from handlers.language import Words
from handlers.views.contact_form import Choice, ContactShown, Desk, contact_form, sent_text_modal
from handlers.views.kit import section
from handlers.views.mail_news import mail_line, mail_news, mail_news_text
from partners.marketplaces import message_rules
from storage.correspondence import Written

META = {"ch": "C1"}
EVERY = 7
AT = datetime(2026, 4, 2, 9, tzinfo=UTC)


def of_contact(case: Case, words: Words, text: str) -> Iterator[tuple[str, str, Any]]:
    """The form for some kinds of text (the text given says which, so that every kind meets many), half of them with
    every fact missing, and a text that was sent."""
    everybody, own = addressees(case), "zh" if words.language == "zh_CN" else "en"
    written = tuple(_written(case, text, number) for number in range(7))
    desks = tuple(
        Desk(
            "X",
            "https://x.example/form",
            "x7@x7.de",
            text[:300],
            text[:300],
            "https://s.example/p",
            AT.date(),
            "high",
        )
        for _ in range(3)
    )
    for place, kind in list(enumerate(KINDS.values()))[len(text) % EVERY :: EVERY]:
        language = kind.languages[place % len(kind.languages)]
        to = next((one for one in everybody if one.to == kind.to), everybody[0])
        facts = (
            dict.fromkeys(("party", "goods", "order", "answer", "wanted", "grounds"), text[:600]) if place % 2 else {}
        )
        drafted = draft(kind.name, facts, language, lambda name: words.term(f"gap:{name}"))
        shown = ContactShown(
            everybody,
            tuple(KINDS),
            drafted,
            text=text if place % 3 == 0 else None,
            translation=draft(kind.name, facts, own, lambda name: words.term(f"gap:{name}")),
            rules=message_rules(),
            desks=desks,
            earlier=written,
            move="file_claim" if kind.name == "claim" else "",
            lacking=("value", "waybill"),
            mail_from="x7@x7.de" if place % 2 else None,
            files=tuple((f"E{number}", "value", text[:300]) for number in range(12)),
        )
        form = contact_form(case, Choice(to, kind.name, language, "mail"), shown, words, META)
        yield f"contact {kind.name}", "modal", form
    yield "sent text", "modal", sent_text_modal(case, written[0], words)
    for state in ("waiting", "refused", "unsure", "bounced", "sent"):
        mailed = replace(written[1], way="mail", state=state, address="x7@x7.de", answer=text, files=("0" * 64,))
        yield f"sent by mail, {state}", "modal", sent_text_modal(case, mailed, words)
        said = {"text": mail_news_text(case, mailed, words)[:3900], "blocks": mail_news(case, mailed, words)}
        yield f"mail {state}", "message", said
    for state in ("refused", "unsure", "bounced"):
        line = mail_line(case, written[1], state, words)
        yield f"mail in the thread, {state}", "message", {"text": line, "blocks": [section(line)]}


def _written(case: Case, text: str, number: int) -> Written:
    return Written(
        "T1", case.number, f"M{number + 1}", "appeal", "payer", "C1", "zh", "U1", AT, "hand", "sent", text[:150],
        text[:3000] if number else None, sha256="0" * 64,
    )  # fmt: skip
