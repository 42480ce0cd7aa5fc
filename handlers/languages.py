"""`/lost lang`: the language somebody reads Tracer in, and the language of a channel's posts."""

from cases.rights import check_may_do
from cases.words import N_, Refused
from handlers.language import LANGUAGES, Words
from handlers.visit import Answer, Verb, Visit

CHANNEL_WORDS = ("channel", "频道")
NAMES = {
    "zh_CN": ("zh", "cn", "chinese", "mandarin", "中文", "汉语", "简体", "简体中文", "普通话"),
    "en": ("en", "english", "英文", "英语"),
}
AUTOMATIC = ("auto", "slack", "自动")


def lang(visit: Visit) -> Answer:
    """`/lost lang zh`, `/lost lang en`, `/lost lang auto`, `/lost lang channel zh`."""
    words = visit.ask.text.split()
    if words and words[0].lower() in CHANNEL_WORDS:
        return _channel(visit, words[1:])
    if not words:
        return Answer(
            text=visit.words(
                N_("You read Tracer in {language}. “/lost lang zh” and “/lost lang en” change it."),
                language=LANGUAGES[visit.words.language],
            )
        )
    language = _language(words[0])
    visit.tx.people.choose_language(visit.workspace, visit.who.id, language)
    chosen = Words(language or visit.words.language, visit.words.zone)
    if language is None:
        return Answer(text=visit.words(N_("From now on Tracer follows the language of your Slack.")))
    return Answer(
        text=chosen(N_("From now on Tracer speaks English with you."))
        if language == "en"
        else chosen(N_("From now on Tracer speaks Chinese with you."))
    )


def _channel(visit: Visit, words: list[str]) -> Answer:
    """The language of the posts in the channel where this is typed; an admin's or a lead's to set."""
    check_may_do("channel_language", visit.who.roles)
    channel = visit.tx.channels.get(visit.workspace, visit.ask.channel) if visit.ask.channel else None
    if channel is None or not channel.is_member:
        raise Refused(N_("Type this in a channel that Tracer is in."))
    language = _language(words[0]) if words else None
    visit.tx.channels.choose_language(visit.workspace, channel.id, language)
    name = LANGUAGES[language or visit.settings.language]
    return Answer(text=visit.words(N_("Posts in this channel are in {language} from now on."), language=name))


def _language(word: str) -> str | None:
    """The language a word names, in either language or as a locale; None for following Slack."""
    named = word.strip(" .,。，").lower().replace("_", "-")
    if named in AUTOMATIC:
        return None
    for language, words in NAMES.items():
        if named in words or named.partition("-")[0] == words[0]:
            return language
    raise Refused(N_("“{word}” is not a language Tracer speaks. Use en, zh or auto."), word=word[:20])


VERBS = (
    Verb(
        "lang",
        N_("en · zh · auto · channel zh"),
        N_("the language Tracer speaks with you, or in a channel"),
        lang,
        ("语言", "language"),
    ),
)
