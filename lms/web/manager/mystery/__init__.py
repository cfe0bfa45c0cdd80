"""Reports about one's own company, and disputes about their items."""
