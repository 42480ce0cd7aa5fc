"""What a command word, a button, a modal or a shortcut leads to: the table of contents of the bot."""

from handlers import (
    approval_hours,
    away,
    books,
    bulk,
    bulk_moves,
    buyer,
    carrier_letter,
    case_export,
    case_verbs,
    cause,
    channel_settings,
    check,
    checkup,
    claim_pack,
    claims,
    connections,
    contact,
    contact_mail,
    decide,
    digest_cases,
    digests,
    erase,
    evidence,
    filing,
    forwarder_export,
    guide,
    hand_over,
    home,
    import_parcels,
    incidents,
    insurance,
    insure,
    kept_file,
    known_rules,
    languages,
    listing,
    lost,
    money,
    money_received,
    more,
    own_rules,
    payer_export,
    prevention,
    privacy,
    rates,
    record,
    reminder_settings,
    report,
    roles,
    scans,
    settings_preview,
    setup,
    shipped,
    snooze,
    stats,
    take_over,
    trade_settings,
    watch,
    why,
    workspace_settings,
)
from handlers.visit import Act, Verb

FEATURES = (
    lost,
    report,
    bulk,
    listing,
    bulk_moves,
    case_verbs,
    decide,
    claims,
    filing,
    record,
    scans,
    cause,
    snooze,
    contact,
    contact_mail,
    buyer,
    incidents,
    carrier_letter,
    evidence,
    kept_file,
    claim_pack,
    case_export,
    forwarder_export,
    payer_export,
    money,
    money_received,
    books,
    stats,
    shipped,
    insure,
    check,
    take_over,
    prevention,
    more,
    privacy,
    erase,
    home,
    watch,
    import_parcels,
    languages,
    away,
    digests,
    digest_cases,
    why,
    known_rules,
    own_rules,
    insurance,
    setup,
    rates,
    approval_hours,
    workspace_settings,
    settings_preview,
    channel_settings,
    trade_settings,
    connections,
    roles,
    hand_over,
    reminder_settings,
    checkup,
    guide,
)
VERBS: dict[str, Verb] = {verb.name: verb for feature in FEATURES for verb in getattr(feature, "VERBS", ())}
CLICKS: dict[str, Act] = {}
FORMS: dict[str, Act] = {}
SHORTCUTS: dict[str, Act] = {}
EVENTS: dict[str, Act] = {}
for _feature in FEATURES:
    CLICKS |= getattr(_feature, "CLICKS", {})
    FORMS |= getattr(_feature, "FORMS", {})
    SHORTCUTS |= getattr(_feature, "SHORTCUTS", {})
    EVENTS |= getattr(_feature, "EVENTS", {})
MENTIONED: Verb = case_verbs.MENTIONED
_BY_WORD = {word: verb for verb in VERBS.values() for word in (verb.name, *verb.also)}


def verb_for(text: str) -> tuple[Verb, str]:
    """The verb a text begins with and what follows it; anything that begins with no verb is something to look up."""
    first, *rest = text.split(maxsplit=2) or [""]
    # Some verbs have a second word: “rules set” is another than “rules”.
    if rest and (verb := _BY_WORD.get(f"{first} {rest[0]}".lower())):
        return verb, "".join(rest[1:]).strip()
    word, *rest = text.split(maxsplit=1) or [""]
    verb = _BY_WORD.get(word.lower())
    return (verb, rest[0].strip() if rest else "") if verb else (VERBS["lost"], text)


guide.KNOWN_VERBS = tuple(VERBS.values())
