"""Observations of practice that certify, or cast doubt: phone spot checks and mystery checks. Each is a package of its own."""
