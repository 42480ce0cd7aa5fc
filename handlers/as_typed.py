"""What people typed, as Slack forwards it, back as they meant it.

In commands and messages Slack turns mentions, channels and links into `<…>` and escapes three signs; in modals it
does not. Sources: https://docs.slack.dev/messaging/formatting-message-text,
https://docs.slack.dev/interactivity/implementing-slash-commands
"""

import re
from collections.abc import Callable, Iterator

NameOf = Callable[[str], str | None]
_ENTITY = re.compile(r"<((?:[@#!]|[a-z][a-z0-9+.-]*:)[^<>\n]+)>", re.IGNORECASE)
_SCHEME = re.compile(r"(?:https?://|mailto:|tel:)", re.IGNORECASE)


def as_typed(text: str, name_of: NameOf = lambda user: None) -> str:
    """The text with names for mentions, the words of links, and the signs &, < and >.

    `name_of` gives the name of a user id where the text has none. The result is plain text: it has to be escaped
    before it is shown, and then nobody is called by it.
    """
    plain = _ENTITY.sub(lambda hit: _meant(hit[1], name_of), text)
    return plain.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def parts_of(text: str, longest: int) -> Iterator[str]:
    """The text in parts of at most so many characters, cut between words where there is a place for it."""
    while len(text) > longest:
        cut = max(text.rfind(space, longest // 2, longest) for space in " \n\t。，")
        cut = longest if cut < 0 else cut + 1
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    if text:
        yield text


def _meant(inside: str, name_of: NameOf) -> str:
    target, bar, label = inside.partition("|")
    if target.startswith("@"):
        return f"@{label or name_of(target[1:]) or target[1:]}"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return label if bar else f"@{target[1:]}"
    bare = _SCHEME.sub("", target)
    return label if label and label.rstrip("/") == bare.rstrip("/") else f"{label} ({target})" if label else target
