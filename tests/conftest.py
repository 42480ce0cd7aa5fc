"""Fixtures that every folder of tests may ask for, and how far the properties are searched."""

import os

from hypothesis import settings

from tests.databases import database, database_url, databases, sqlite_database, statements_are_compiled_once

__all__ = ["database", "database_url", "databases", "sqlite_database", "statements_are_compiled_once"]

# The same code gives the same answer each time it is tested; `HYPOTHESIS_PROFILE=search` looks at examples never tried.
settings.register_profile("same", derandomize=True)
settings.register_profile("search", print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
