"""The rules, proved: by tables, by examples, and by random moves in any order."""
