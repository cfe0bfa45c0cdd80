"""What left the house by mail, or should have; and how mail is set up."""
