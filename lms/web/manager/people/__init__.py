"""One person of a partner manager's company or its branches, and a new one."""
