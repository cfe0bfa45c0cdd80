"""Reminding people of the team, and inviting again those who never came: looked at first, then done."""
