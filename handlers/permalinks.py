"""Links to messages in Slack, made here and not asked for: a link is worth no request of its own."""


def permalink(slack_url: str | None, posted: tuple[str, str] | None) -> str | None:
    """The address of a message, given its channel and timestamp; None while either is unknown.

    Source: https://docs.slack.dev/reference/methods/chat.getPermalink
    """
    if not slack_url or posted is None:
        return None
    channel, ts = posted
    return f"{slack_url.rstrip('/')}/archives/{channel}/p{ts.replace('.', '')}"
