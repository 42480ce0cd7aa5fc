"""Claim packs as files: one PDF, typeset in the payer's language, and an archive with the originals behind it."""
