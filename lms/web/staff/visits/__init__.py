"""Mystery visits for the inspector who makes them: a list, and the form on a phone."""
