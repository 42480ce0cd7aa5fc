"""*What is connected* in the settings: who answers about parcels, how old the rules are, and what is kept how long."""

from cases.rights import check_may_do
from handlers.metronome import KEEP_INBOX, KEEP_OUTBOX
from handlers.views.connections import Partner, connections
from handlers.visit import Answer, Visit
from partners.programmes import programmes, rules_checked_long_ago
from partners.tracking.asking import NAMES


def asked(visit: Visit) -> Answer:
    """The modal, for an admin."""
    check_may_do("settings", visit.who.roles)
    answering = visit.tx.trackers.answering()
    partners = [
        Partner(NAMES.get(name, name), one.answered_at, one.failed_at, one.why) for name, one in answering.items()
    ]
    known = programmes()
    old = rules_checked_long_ago(visit.at.date(), known.values())
    kept = (KEEP_INBOX.days, KEEP_OUTBOX.days)
    return Answer(view=connections(partners, len(known), sum(old.values()), kept, visit.words))


CLICKS = {"connections": asked}
