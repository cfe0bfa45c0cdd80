"""``make bench``: how long our pages take, as multiples of bare ones on the same server settings and the same database."""
