"""Opening the database that the settings name, with a sentence for every way in which that can fail."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from bot.settings import Settings
from storage.database import Database


class CannotOpen(Exception):
    """The data directory or the database cannot be used; the message says why and what to do."""


def open_database(settings: Settings, *, hold: bool = True, makes_directory: bool = True) -> Database:
    """The database of these settings, opened but not yet asked anything.

    Raises CannotOpen when the data directory cannot be made or used, and DataDirectoryInUse when another
    process has it.
    """
    try:
        return Database.open(
            settings.database_url,
            data_directory=settings.tracer_data if makes_directory else None,
            key=settings.tracer_key.get_secret_value() if settings.tracer_key else None,
            hold=hold,
        )
    except OSError as error:
        raise CannotOpen(
            f"The data directory {settings.tracer_data} cannot be used ({error.strerror or error}). "
            "Set TRACER_DATA to a directory that Tracer may write to."
        ) from None


@contextmanager
def reaching_it(settings: Settings) -> Iterator[None]:
    """Whatever a driver raises inside because nobody answers becomes CannotOpen."""
    try:
        yield
    except DBAPIError as error:
        kind = "the SQLite file may be read and written" if settings.uses_sqlite else "PostgreSQL is running"
        raise CannotOpen(
            f"The database cannot be reached ({_first_line(error.orig or error)}). "
            f"See whether {kind}, and whether DATABASE_URL is right."
        ) from error


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
