"""The form with everything that can be had as a file, one button each."""

from cases.light_dataclass import dataclass
from cases.words import N_
from handlers.language import Words, brief
from handlers.views.kit import Block, actions, button, context, modal, section

LABEL_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Exports:
    """Months whose books may be had, payers with open claims as they are written, carriers as code and name."""

    months: tuple[str, ...]
    payers: tuple[str, ...]
    carriers: tuple[tuple[str, str], ...]


def exports_modal(known: Exports, words: Words, said: str) -> Block:
    """The modal; `said` stands on top once something was asked for."""
    blocks: list[Block] = [section(said)] if said else []
    parts = (
        (
            N_("*The books of a month*: every line of its ledgers, as CSV."),
            [button(one, f"export_month:{one}", {"m": one}) for one in known.months],
        ),
        (
            N_("*The open claims on a payer*, as CSV."),
            [button(brief(one, LABEL_LONGEST), f"export_payer:{n}", {"p": one}) for n, one in enumerate(known.payers)],
        ),
        (
            N_("*The open cases with a carrier*, as CSV."),
            [
                button(brief(name, LABEL_LONGEST), f"export_forwarder:{code}", {"k": code})
                for code, name in known.carriers
            ],
        ),
    )
    for number, (text, buttons) in enumerate(parts):
        if buttons:
            blocks += [section(words(text)), actions(buttons, block_id=f"exports{number}")]
    blocks.append(
        context(
            words(
                N_(
                    "Columns that you name: “/lost export payer ups reference asked”. One case with everything: “/lost "
                    "export 142”. Figures: “CSV” in /lost stats. Each file comes to you directly."
                )
            )
        )
    )
    return modal("exports", words(N_("Export")), blocks, submit=None, close=words(N_("Close this")), meta={})
