"""How one signs in: password, second factor, address, browsers."""
