"""What may come of a claim: which insurance covers it, and what each payer's rules say of it."""

from cases.case import Case
from cases.cover import Cover, cover_of, shipped_on
from cases.light_dataclass import dataclass
from cases.programmes import Window, window
from cases.rule_book import RuleBook


@dataclass(frozen=True, slots=True)
class Prospects:
    """What is shown beside a case's own facts.

    `cover` is None where the workspace has entered no insurance contract. `windows` are the payers', the carrier's
    first; `beside` those of whom nothing is asked because another stands in their place.
    """

    cover: Cover | None = None
    windows: tuple[Window, ...] = ()
    beside: tuple[Window, ...] = ()

    @property
    def unpaid(self) -> tuple[Window, ...]:
        """The payers by whose rules nothing is paid for this parcel."""
        return tuple(one for one in self.windows if one.not_covered is not None)


def prospects_of(case: Case, rules: RuleBook) -> Prospects:
    """Where a case stands by these rules."""
    cover = cover_of(case, rules.contracts, shipped_on(case)) if rules.contracts else None
    payers = rules.payers(case)
    asked = {one.id for one in payers}
    others = [one for one in rules.concerning(case) if one.id not in asked and one.of("claim_latest")]
    return Prospects(
        cover,
        tuple(window(case, one, rules.calendar(one)) for one in payers),
        tuple(window(case, one, rules.calendar(one)) for one in others),
    )
