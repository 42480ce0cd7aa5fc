"""What is said of an e-mail that waits, was refused, may have been sent, or came back."""

from typing import Any

from cases.case import Case
from cases.words import N_, Person
from handlers.language import Marked, Words, brief
from handlers.views.kit import Block, actions, button, section

LONGEST_ANSWER = 300
ANSWERED = N_("The mail server said: {answer}")


def mail_news(case: Case, one: Any, words: Words) -> list[Block]:
    """To whoever sent it, with what can be done about it."""
    value = {"c": case.number, "m": one.id}
    made = {
        "unsure": [
            button(words(N_("It arrived")), "mail_arrived", value),
            button(words(N_("Send it once more")), "mail_again", value),
        ],
        "refused": [
            button(words(N_("Send it once more")), "mail_again", value),
            button(words(N_("Contact")), "contact", {"c": case.number}),
        ],
    }.get(one.state, [])
    return [section(mail_news_text(case, one, words)), *([actions(made, "mail")] if made else [])]


def mail_news_text(case: Case, one: Any, words: Words) -> str:
    """The same in words."""
    told = words(
        {
            "waiting": N_(
                "*{reference}*: the e-mail {id} ({text}) could not be sent yet. It is tried again for a day; you need "
                "not do anything."
            ),
            "refused": N_(
                "*{reference}*: the e-mail {id} ({text}) was not sent, and no wait for an answer has begun. Check the "
                "address, or send it another way with “Contact”."
            ),
            "unsure": N_(
                "*{reference}*: the e-mail {id} ({text}) may or may not have been sent: the connection broke while it "
                "was handed over. It is not sent again by itself. Look into the sent folder, or ask them."
            ),
            "bounced": N_("*{reference}*: the e-mail {id} ({text}) came back."),
        }.get(one.state, N_("*{reference}*: the e-mail {id} ({text}) was sent.")),
        reference=case.reference,
        id=one.id,
        text=words.term(f"text:{one.kind}"),
    )
    answer = brief(one.answer or "", LONGEST_ANSWER)
    return words.in_a_row(told, words(ANSWERED, answer=answer)) if answer else told


def mail_line(case: Case, one: Any, state: str, words: Words) -> str:
    """One line for the thread: without address and without the server's words, which may name somebody."""
    text = {
        "refused": N_("The e-mail {id} ({text}) of {who} was not sent. No wait for an answer has begun."),
        "unsure": N_("The e-mail {id} ({text}) of {who} may or may not have been sent. {who} has been asked."),
        "bounced": N_("The e-mail {id} ({text}) of {who} came back. Nobody has read it; send it another way."),
    }[state]
    return words(text, id=one.id, text=Marked(words.term(f"text:{one.kind}")), who=Person(one.by))
