"""A year of a team's cases, simulated in one process: real desk, database and clock of reminders, and no Slack."""
