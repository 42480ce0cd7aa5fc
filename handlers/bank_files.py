"""The file of a bank or carrier that somebody sent: its lines are kept, and whoever sent it is told what it holds."""

import re
from datetime import datetime
from decimal import Decimal

from cases.letters import FIRST, Letter
from cases.statement_heads import head_of
from cases.statement_lines import ACCOUNT, read_lines
from cases.statement_text import LARGEST_BYTES, text_of
from cases.words import N_
from handlers.incoming import lines_with_claims, taken_back_told
from handlers.language import Marked
from handlers.views.kit import Block, actions, button, section
from handlers.views.money_received import read_told
from handlers.who import who_is
from storage.incoming_money import OPEN
from storage.transaction import Transaction
from storage.wanted_files import WantedFile

MOST_LOOKED_AT = 100
WORKBOOK = b"PK\x03\x04"
# A sum that a workbook has computed carries what its binary fractions leave over.
_COMPUTED = re.compile(r"-?\d+\.\d{5,}")


def keep_payments(tx: Transaction, file: WantedFile, content: bytes, at: datetime) -> None:
    """Keep the lines of a file, each once, and owe its sender the news of them. Raises Refused for what is no list."""
    kind, _, currency = (file.slot or ACCOUNT).partition(":")
    text = _of_workbook(content) if content.startswith(WORKBOOK) else text_of(content)
    read = read_lines(text, kind, currency or None)
    if not tx.wanted_files.done(file):
        return
    money = tx.incoming_money(file.workspace)
    new = money.keep(read.lines, file.slack_file, file.by, at)
    words = who_is(tx, file.workspace, file.by).words
    told = read_told(read, new, words)
    kept, total = money.page(OPEN, 0, MOST_LOOKED_AT)
    certain = sum(1 for one in lines_with_claims(tx, file.workspace, kept) if one.matched.certain)
    head = words(N_("*The file is read.*"))
    if total:
        unmatched = words.count(N_("{n} line is unmatched"), N_("{n} lines are unmatched"), total)
        sure = words.count(N_("{n} of them certain"), N_("{n} of them certain"), certain)
        told.append(words(N_("{unmatched}, {certain}."), unmatched=Marked(unmatched), certain=Marked(sure)))
    told += taken_back_told(tx, file.workspace, read.out, words)
    text = "\n".join([head, *told])
    blocks: list[Block] = [section(text)]
    if total:
        blocks.append(actions([button(words(N_("Look at them")), "money_unmatched", {"f": 0}, "primary")], "money"))
    params = {"user": file.by, "channel": None, "thread_ts": None, "text": text, "blocks": blocks}
    key = f"payments:{file.slack_file}:{at.timestamp():.3f}"
    tx.outbox.add(Letter(key, file.workspace, f"user:{file.by}", "whisper", None, params, FIRST), at)


def _of_workbook(content: bytes) -> str:
    """The sheet with the lines as text with tabs between its cells. Raises Refused for what is no workbook."""
    if len(content) > LARGEST_BYTES:
        return text_of(content)
    # openpyxl is loaded only for whoever sends a workbook.
    from partners.parcel_files.workbook import read_workbook

    grid = read_workbook(content, is_known=lambda rows: head_of([row for _, row in rows]), fills_merged=False)
    lines = [""] * max((line for line, _ in grid.rows), default=0)
    for line, row in grid.rows:
        lines[line - 1] = "\t".join(_cell(one) for one in row)
    return "\n".join(lines)


def _cell(written: str) -> str:
    plain = " ".join(written.split())
    return f"{Decimal(plain).quantize(Decimal('0.001')).normalize():f}" if _COMPUTED.fullmatch(plain) else plain
