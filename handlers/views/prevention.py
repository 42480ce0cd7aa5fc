"""The question under a closed case's last line: what could have avoided it, one tap each."""

from cases.case import Case
from cases.prevention import PREVENTIONS
from cases.words import N_
from handlers.language import Words
from handlers.views.kit import Block, actions, button, context


def prevention_asked(case: Case, words: Words) -> list[Block]:
    """Buttons that anybody of the team may tap, or leave alone."""
    row = [button(words.term(f"prevention:{one}"), f"learn:{one}", {"c": case.number, "w": one}) for one in PREVENTIONS]
    asked = words(N_("What could have avoided it? One tap, if you like; a second one corrects the first."))
    return [context(asked), actions(row, "prevention")]
