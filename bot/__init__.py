"""Wiring: processes, the command line, the playground. Everything is put together here and nowhere else."""
