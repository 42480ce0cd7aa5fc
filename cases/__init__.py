"""The rules: frozen values and pure functions; imports nothing of ours, reads no clock."""
