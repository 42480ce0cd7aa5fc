"""What each choice for the buyer is expected to cost, and on what that rests: small print in the form of a decision."""

from cases.expected_costs import REFUND, RESEND, Choice, Expected, Odds
from cases.scorecards import interval
from cases.words import N_
from handlers.language import Marked, Words, quoted
from handlers.views.kit import Block, context

LEADING = {REFUND: N_("refund"), RESEND: N_("resend")}


def expected_blocks(expected: Expected | None, words: Words) -> list[Block]:
    """A line a choice, and their basis; where nothing is known of the order, what would have to be entered."""
    if expected is None:
        text = N_("What each choice would cost is not known: enter price and cost under More → Order and money.")
        return [context(words(text))]
    head = words(N_("*Expected from here on* (a hint, nothing is chosen by it):"))
    lines = [head, *(f"• {_choice(one, words)}" for one in expected.choices)]
    basis = words.in_a_row(*_basis(expected, words))
    return [context("\n".join(lines)), context(basis)]


def _choice(one: Choice, words: Words) -> str:
    if one.kind == "wait":
        told = _wait(one, words)
    elif one.net is None:
        told = words(N_("{choice}: not known"), choice=words(LEADING[one.kind]))
    elif one.back is None:
        told = words(N_("{choice}: {net}, before any claim"), choice=words(LEADING[one.kind]), net=one.net)
    else:
        said = {"choice": words(LEADING[one.kind]), "out": one.out, "back": one.back, "net": one.net}
        told = words(N_("{choice}: {out} out, {back} expected back, {net} in all"), **said)
    lacks = [words.say(why) for why in one.lacks]
    return words.in_a_row(words(N_("{told}."), told=Marked(told)), lacks[0]) if lacks else told


def _wait(one: Choice, words: Words) -> str:
    if one.net is None:
        return words(N_("wait: not known"))
    return words(N_("wait: {net}; nothing if it turns up, else the cheaper of the others, later"), net=one.net)


def _basis(expected: Expected, words: Words) -> list[str]:
    basis, told = expected.basis, []
    if basis.payer:
        payer = Marked(quoted(basis.payer))
        if basis.cover is None:
            text = N_("What {payer} would pay is not known for certain, so nothing is counted as coming back.")
            told.append(words(text, payer=payer))
        elif not basis.paid.is_enough:
            text = N_(
                "{payer} may pay up to {cover}; how often is not known: not enough data, {odds} claims were paid."
            )
            told.append(words(text, payer=payer, cover=basis.cover, odds=_few(basis.paid)))
        else:
            text = N_("{payer} may pay up to {cover}, and paid {odds} claims that ended in the last 365 days.")
            told.append(words(text, payer=payer, cover=basis.cover, odds=_many(basis.paid)))
    if basis.turned_up.is_enough:
        told.append(words(N_("{odds} parcels of this carrier turned up."), odds=_many(basis.turned_up)))
    for money in expected.left_out:
        told.append(words(N_("{money} is in another currency and left out."), money=money))
    told.append(words(N_("The new label is reckoned at what the lost one cost; goodwill and fees are not counted.")))
    return told


def _few(odds: Odds) -> str:
    return f"{odds.hits}/{odds.whole}"


def _many(odds: Odds) -> str:
    """So many of so many, with the share and between which shares the true one lies."""
    low, high = interval(odds.hits, odds.whole)
    return f"{odds.hits}/{odds.whole} ({odds.share:.0%}, {low:.0%}–{high:.0%})"
