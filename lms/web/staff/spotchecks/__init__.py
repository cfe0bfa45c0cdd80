"""Phone spot checks: campaigns, calls, results and what failed ones propose."""
