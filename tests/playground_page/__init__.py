"""The playground's page in a real browser: what it draws, and what it sends."""
