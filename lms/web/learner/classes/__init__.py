"""Classes as learners see and book them."""
