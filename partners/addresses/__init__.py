"""What posts, telephone networks and carriers say of an address: facts from data, nothing is asked on the net."""
