"""Registrations: what strangers asked by a company's code, decided here; and the codes. The same pages serve partner managers."""
