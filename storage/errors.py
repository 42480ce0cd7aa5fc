"""What can go wrong between Tracer and its database, each with a sentence for the person who reads it."""


class StorageError(Exception):
    """The database could not do what was asked; the message says why and what to do next."""


class StaleCase(StorageError):
    """Somebody else moved the case first. Nothing of this transaction was kept: load the case and decide again."""


class AlreadyHandled(StorageError):
    """The same delivery was handled by another process at the same moment. Nothing of this transaction was kept."""


class StaleSettings(StorageError):
    """Somebody else changed the settings first. Nothing was kept: show the new ones and ask again."""


class DatabaseBusy(StorageError):
    """A lock, a connection or the processor was not to be had in time. Nothing was kept; the work may be repeated."""


class DatabaseIsReadOnly(StorageError):
    """A database opened only to look at it was asked to change."""


class WrongDatabaseAddress(StorageError):
    """DATABASE_URL names no database that Tracer can use."""


class SchemaIsNewer(StorageError):
    """The database was written by a newer Tracer than this one."""


class DataDirectoryInUse(StorageError):
    """Another process holds the data directory, and SQLite serves one process at a time."""


class WrongKey(StorageError):
    """The key for personal data is missing, malformed, or another one than the data was locked with."""


class NoSuchWorkspace(StorageError):
    """There is nothing of the workspace that was named; the message names those that there are."""


class BackupRefused(StorageError):
    """A backup could not be made or restored; neither the database nor the evidence was changed."""


class EvidenceErased(StorageError):
    """The case was erased while a file was being kept for it; nothing was kept."""
