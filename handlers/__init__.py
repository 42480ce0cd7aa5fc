"""What people, partners and the clock can make happen."""
