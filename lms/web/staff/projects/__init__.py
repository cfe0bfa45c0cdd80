"""Works that learners handed in, and the answers to them."""
