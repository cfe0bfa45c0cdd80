"""Pages of: manager."""
