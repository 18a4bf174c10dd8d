"""Accounts, persons, roles, stages, consent, arrival, sign-in."""
