"""`/lost doctor`: what this installation knows of itself without asking anybody, and what to do about it."""

from cases.words import N_
from handlers.set_up_health import findings
from handlers.tracker_health import tracker_health
from handlers.views.connections import trackers_told
from handlers.views.kit import section
from handlers.visit import Answer, Verb, Visit


def checked(visit: Visit) -> Answer:
    """One line a finding: ✅ or ⚠️ with what to do. Tokens and scopes are checked by `tracer doctor` on the server."""
    lines = [*findings(visit), *trackers_told(tracker_health(visit.tx), visit.words)]
    lines.append(visit.words(N_("ℹ️ Tokens, scopes, clock and database are checked on the server: `tracer doctor`.")))
    return Answer(text="\n".join(lines), blocks=[section("\n".join(lines))])


VERBS = (Verb("doctor", "", N_("is everything set up and running"), checked, ("诊断", "检查"), writes=False),)
