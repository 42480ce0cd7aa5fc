"""What the processes say while they run: to stderr, for people in a terminal and as JSON elsewhere."""

import asyncio
import logging
import sys
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, TextIO

import structlog

from bot.masks import Masks
from bot.settings import Settings, secrets_of

# At DEBUG these write out whole payloads, with buyers' names and addresses in them; asking for our own
# details must not ask for those.
NEVER_BELOW_INFO = ("slack_sdk", "slack_bolt", "tracer.slack", "aiohttp", "psycopg")
# httpx tells of every request, once a minute and more, with its whole address.
NEVER_BELOW_WARNING = ("apscheduler", "alembic", "sqlalchemy", "uvicorn", "asyncio", "httpx", "httpcore")
# Bolt warns at every start that the token is not its own to use. That is how it is meant: who we are is asked of
# Slack once, by our own `authorize`; and nobody who starts Tracer could do anything about it.
BOLT_APP = "slack_bolt.AsyncApp"
MEANT_TO_BE = ("As you gave `client` as well", "As `installation_store` or `authorize` has been used")


def set_up(settings: Settings, stream: TextIO | None = None) -> Masks:
    """Send the logs of this process, the libraries' included, through one masking formatter; return its masks.

    Also catches what nobody else caught: in threads, in asyncio's tasks and on the way out of the process.
    """
    stream = stream or sys.stderr
    masks = Masks(secrets_of(settings))
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_MaskingFormatter(masks, for_people=stream.isatty()))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level)
    _quieten(logging.getLevelName(settings.log_level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    _catch_the_uncaught()
    return masks


def catch_in_tasks(loop: asyncio.AbstractEventLoop) -> None:
    """Log what a task of this loop raised and nobody awaited, instead of letting asyncio print it unmasked."""
    loop.set_exception_handler(_task_failed)


class _MaskingFormatter(structlog.stdlib.ProcessorFormatter):
    """Masks the finished line: whatever a processor, a library or a traceback put in, it ends here."""

    def __init__(self, masks: Masks, *, for_people: bool) -> None:
        super().__init__(foreign_pre_chain=[*_SHARED, structlog.stdlib.ExtraAdder()], processors=_ending(for_people))
        self._masks = masks

    def format(self, record: logging.LogRecord) -> str:
        return self._masks(super().format(record))


_SHARED: Sequence[Callable[..., Any]] = (
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
)


def _ending(for_people: bool) -> list[Callable[..., Any]]:
    renderer: Callable[..., Any]
    if for_people:
        renderer = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    else:
        renderer = structlog.processors.JSONRenderer(ensure_ascii=False)
    return [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        renderer,
    ]


def _quieten(level: int) -> None:
    for names, floor in ((NEVER_BELOW_INFO, logging.INFO), (NEVER_BELOW_WARNING, logging.WARNING)):
        for name in names:
            logging.getLogger(name).setLevel(max(level, floor))
    logging.getLogger(BOLT_APP).addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith(MEANT_TO_BE)


def _catch_the_uncaught() -> None:
    sys.excepthook = _process_failed
    threading.excepthook = _thread_failed


def _process_failed(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    logging.getLogger("tracer").critical("Tracer stopped", exc_info=(kind, error, traceback))


def _thread_failed(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None:
        failure = (args.exc_type, args.exc_value, args.exc_traceback)
        logging.getLogger("tracer").error("A thread stopped", exc_info=failure)


def _task_failed(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    logging.getLogger("tracer").error(str(context.get("message", "A task failed")), exc_info=error)
