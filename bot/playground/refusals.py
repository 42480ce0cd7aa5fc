"""How this Slack says no."""

from __future__ import annotations


class Refused(Exception):
    """A Web API call is refused with an error word of Slack's, and perhaps further fields of the answer."""

    def __init__(self, error: str, *, messages: list[str] | None = None, **fields: object) -> None:
        super().__init__(error)
        self.error = error
        self.messages = messages or []
        self.fields = fields

    def answer(self) -> dict:
        """Returns the JSON that Slack sends for this refusal."""
        answer: dict = {"ok": False, "error": self.error, **self.fields}
        if self.messages:
            answer["response_metadata"] = {"messages": self.messages}
        return answer


class TooFast(Exception):
    """A call comes sooner than its limit allows; `seconds` is what Retry-After says."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


class NotThere(Exception):
    """A person cannot do this: the button, field, message or view is not in front of them."""
