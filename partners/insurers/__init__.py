"""Insurers that take claims through an interface of their own."""
