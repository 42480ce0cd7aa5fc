"""The door to the database: rows never travel past it."""
