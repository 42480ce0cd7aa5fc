"""The check-up of the key: does it open what is kept under it."""

from bot.findings import Finding
from storage.database import Database
from storage.errors import WrongKey
from storage.key_rotation import opened_by_none


def _(text: str) -> str:
    """Marks a sentence for the catalogues; it is translated where it is shown."""
    return text


def key_findings(database: Database) -> list[Finding]:
    """What is to be said of the present key; nothing where it opens everything. Makes no key."""
    try:
        count = opened_by_none(database)
    except (WrongKey, OSError) as error:
        says = _("The key of personal data cannot be read ({why}).")
        return [Finding("personal data", False, says, _BRING_IT_BACK, {"why": str(error)})]
    if count == 0:
        return []
    says = _(
        "{count} case(s), parcel(s) or file(s) were locked with another key than the present one: nobody can read "
        "what is personal of them."
    )
    return [Finding("personal data", False, says, _BRING_IT_BACK, {"count": count})]


_BRING_IT_BACK = _(
    "Set TRACER_KEY to the key that was used then, or bring tracer.key back from a backup of the data directory."
)
