"""How a company stands to its tier: the page that its managers and the academy share."""
