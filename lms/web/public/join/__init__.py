"""Anybody asks for an account by a company's code."""
