"""Pages of: public."""
