"""Fixtures for storage tests only."""

from tests.storage.another_machine import empty, empty_sqlite

__all__ = ["empty", "empty_sqlite"]
