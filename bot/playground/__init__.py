"""A small Slack of our own: for newcomers to see the product, and for the tests to talk to."""
