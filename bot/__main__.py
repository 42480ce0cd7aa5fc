"""`python3 -m bot`: from a fresh clone to the playground, or to any other `tracer` command, in one step."""

import sys

from bot.first_start import become

become("bot.command_line", *(sys.argv[1:] or ["playground"]), requirements="requirements.txt")
