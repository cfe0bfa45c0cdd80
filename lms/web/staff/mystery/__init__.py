"""Mystery checks for those who plan, review and look at figures."""
