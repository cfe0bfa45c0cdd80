"""How the manager's company stands to its tier, in full."""
