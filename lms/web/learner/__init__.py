"""Pages of: learner."""
