"""Who publishes dated rates between currencies, and how their answers are read."""
