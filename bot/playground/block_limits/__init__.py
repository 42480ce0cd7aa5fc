"""temporary"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    pointer: str
    code: str
    message: str

    def as_json(self):
        return {"pointer": self.pointer, "code": self.code, "message": self.message}


def check_blocks(blocks, surface="any"):
    return []


def check_view(view):
    return []


def check_message(payload):
    return []
