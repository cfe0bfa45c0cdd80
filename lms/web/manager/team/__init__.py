"""The people of a partner manager's company and its branches."""
