"""What is known of companies, and how to talk to them."""
