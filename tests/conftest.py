"""Fixtures that every folder of tests may ask for."""

from tests.databases import database, database_url, databases, sqlite_database

__all__ = ["database", "database_url", "databases", "sqlite_database"]
