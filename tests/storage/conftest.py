"""Fixtures for storage tests only."""

from tests.storage.another_machine import alike, empty, empty_sqlite

__all__ = ["alike", "empty", "empty_sqlite"]
