"""*Channels* in the settings: the language of the posts in each channel that Tracer is in."""

from cases.rights import check_may_do
from cases.words import N_
from handlers.language import LANGUAGES
from handlers.views.channel_settings_form import AS_WORKSPACE, ChannelFacts, channel_settings_form
from handlers.visit import Answer, Visit
from handlers.where_posted import usable
from storage.records import Channel


def asked(visit: Visit) -> Answer:
    """The form, for an admin or a lead."""
    check_may_do("channel_language", visit.who.roles)
    known = [(one.id, one.name or one.id, one.language) for one in _channels(visit)]
    facts = ChannelFacts(visit.settings.version, known, visit.settings.default_channel, visit.settings.language)
    meta = {"ch": visit.ask.channel or visit.ask.meta.get("ch")}
    return Answer(view=channel_settings_form(facts, visit.words, meta))


def sent(visit: Visit) -> Answer:
    """The form was sent: each channel's language is as it says; those it does not name stay as they are."""
    check_may_do("channel_language", visit.who.roles)
    changed = 0
    for one in _channels(visit):
        chosen = visit.ask.filled.get(f"lang_{one.id}")
        language = None if chosen == AS_WORKSPACE else chosen
        if chosen and language != one.language and (language is None or language in LANGUAGES):
            visit.tx.channels.choose_language(visit.workspace, one.id, language)
            changed += 1
    told = visit.words.count(N_("{n} channel was changed."), N_("{n} channels were changed."), changed)
    return Answer(text=told)


def _channels(visit: Visit) -> list[Channel]:
    return [one for one in visit.tx.channels.all(visit.workspace) if usable(one, visit.settings)]


CLICKS = {"channel_settings": asked}
FORMS = {"channel_settings": sent}
