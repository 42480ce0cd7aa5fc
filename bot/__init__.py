"""Wiring: processes, the command line, and the playground. Everything is put together here and nowhere else."""
