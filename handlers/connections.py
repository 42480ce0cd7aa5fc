"""*What is connected* in the settings: who answers about parcels, how old the rules are, and what is kept how long."""

from cases.rights import check_may_do
from handlers.metronome import KEEP_INBOX, KEEP_OUTBOX
from handlers.tracker_health import tracker_health
from handlers.views.connections import connections
from handlers.visit import Answer, Visit
from partners.programmes import programmes, rules_checked_long_ago


def asked(visit: Visit) -> Answer:
    """The modal, for an admin."""
    check_may_do("settings", visit.who.roles)
    partners = tracker_health(visit.tx)
    known = programmes()
    old = rules_checked_long_ago(visit.at.date(), known.values())
    kept = (KEEP_INBOX.days, KEEP_OUTBOX.days)
    return Answer(view=connections(partners, len(known), sum(old.values()), kept, visit.words))


CLICKS = {"connections": asked}
