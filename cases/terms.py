"""What clocks are computed with: the periods in force, the team's hours, and the rules of whoever is concerned."""

from dataclasses import field

from cases.ladder import PRESETS, Ladder
from cases.light_dataclass import dataclass
from cases.rule_book import RuleBook
from cases.working_time import Calendar, TeamHours

WATCH_AFTER_CLOSE_DAYS = 60


@dataclass(frozen=True, slots=True)
class Period:
    """How long a clock runs: an amount of `team_hours`, `team_days`, `party_days` (working) or calendar `days`."""

    amount: int
    unit: str

    def __str__(self) -> str:
        return f"{self.amount} {self.unit}"


# Where no rule of a carrier, payer or marketplace is needed. A kind that is missing here is `unknown` unless a rule
# gives its date or somebody stated it: nothing is guessed.
DEFAULT_PERIODS = {
    "first_look": Period(4, "team_hours"),
    "first_contact": Period(1, "team_days"),
    "decision": Period(1, "team_days"),
    "execution": Period(1, "team_days"),
    "task": Period(1, "team_days"),
    "approval": Period(4, "team_hours"),
    "carrier_silence": Period(3, "party_days"),
    "claim_silence": Period(5, "party_days"),
    "payment": Period(30, "days"),
    "evidence_request": Period(5, "days"),
    "watch": Period(WATCH_AFTER_CLOSE_DAYS, "days"),
}


@dataclass(frozen=True, slots=True)
class Terms:
    """What clocks are computed with: the team's hours, the periods in force, the ladder, and the rules.

    `party` is the calendar of a counterparty of which no rule says where it works.
    """

    team: TeamHours = TeamHours()
    party: Calendar = Calendar()
    periods: dict[str, Period] = field(default_factory=lambda: dict(DEFAULT_PERIODS))
    ladder: Ladder = PRESETS["standard"]
    rules: RuleBook = field(default_factory=RuleBook)
