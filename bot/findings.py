"""What a check-up found: one thing each, whether it is well, and what mends it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field

from cases.light_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `ok` is None where there was nothing to judge, only something to know."""

    subject: str
    ok: bool | None
    says: str
    to_do: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """What was found, in English."""
        return self.says.format(**self.facts)

    @property
    def what_to_do(self) -> str:
        """What mends it, in English; empty when nothing needs mending."""
        return self.to_do.format(**self.facts)

    def in_words(self, translate: Callable[[str], str]) -> tuple[str, str]:
        """Sentence and advice in the language of a gettext function."""
        return translate(self.says).format(**self.facts), translate(self.to_do).format(**self.facts)


def all_well(findings: Iterable[Finding]) -> bool:
    """Whether nothing needs mending; what could not be judged does not count."""
    return all(finding.ok is not False for finding in findings)
