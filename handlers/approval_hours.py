"""`/lost approvals`: whether approvers hear of requests at once or together at set hours."""

from cases.approval_hours import read_hours
from cases.moves import ADMIN, FINANCE
from cases.words import N_, NoLongerApplies, NotAllowed, Refused, WrongField
from handlers.views.approval_hours_form import approval_hours_form
from handlers.visit import Answer, Verb, Visit
from storage.errors import StaleSettings

MAY_SET = frozenset({FINANCE, ADMIN})


def asked(visit: Visit) -> Answer:
    """The form, for finance and admins."""
    _only_who_may(visit)
    settings = visit.settings
    return Answer(view=approval_hours_form(settings.approvals_at, settings.version, visit.words, {}))


def sent(visit: Visit) -> Answer:
    """The form was sent: requests from now on are told by it; those that wait already keep their hour."""
    _only_who_may(visit)
    try:
        hours = read_hours(visit.ask.filled.get("hours") or "")
    except Refused as refused:
        raise WrongField("hours", refused.sentence) from None
    version = visit.ask.meta.get("v", visit.settings.version)
    new = visit.settings.model_copy(update={"approvals_at": hours, "version": version})
    try:
        visit.tx.settings(visit.workspace).put(new, by=visit.who.id, at=visit.at)
    except StaleSettings:
        raise NoLongerApplies(
            N_("Somebody changed the settings meanwhile. Open them again and repeat yours.")
        ) from None
    if not hours:
        return Answer(text=visit.words(N_("Kept. Approvers hear of each request at once.")))
    said = N_("Kept. Approvers hear of requests at {hours}, and sooner of what cannot wait.")
    return Answer(text=visit.words(said, hours=", ".join(hours.split(","))))


def _only_who_may(visit: Visit) -> None:
    if not visit.who.roles & MAY_SET:
        raise NotAllowed(N_("The hours for approvals are set by finance or an admin."), roles=MAY_SET)


VERBS = (
    Verb(
        "approvals",
        "",
        N_("at which hours approvers hear of requests (finance, admins)"),
        asked,
        ("审批时间",),
        writes=False,
    ),
)
CLICKS = {"approval_hours": asked}
FORMS = {"approval_hours": sent}
