"""People in bulk: a file on its way into the academy, step by step."""
