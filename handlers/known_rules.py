"""`/lost rules [carrier]`: whose rules are known, and what each of them says, with its source."""

from cases.words import N_, Refused
from handlers.as_typed import as_typed
from handlers.known_programmes import ROLES, programme_named
from handlers.rules_in_force import rule_book
from handlers.views.rules_list import programme_rules, programmes_list
from handlers.visit import Answer, Verb, Visit


def asked(visit: Visit) -> Answer:
    """Every programme that is known, or all rules of the one that was named."""
    written = as_typed(visit.ask.text).strip()
    book, today = rule_book(visit.tx, visit.workspace), visit.at.date()
    if not written:
        return Answer(view=programmes_list(book.programmes.values(), ROLES, visit.words, today))
    name = programme_named(written, visit.tx.overrides.current(visit.workspace))
    found = book.programmes.get(name or "") or book.of_party(written)
    if found is None:
        raise Refused(
            N_(
                "Tracer knows no rules of “{name}”. “/lost rules” lists whose it knows; what your contract says can be "
                "set by an admin with “/lost rules set”."
            ),
            name=written[:40],
        )
    return Answer(view=programme_rules(found, visit.words, today))


VERBS = (
    Verb(
        "rules",
        N_("[carrier]"),
        N_("what carriers, insurers and marketplaces say, with the source of each rule"),
        asked,
        ("规则",),
        writes=False,
    ),
)
