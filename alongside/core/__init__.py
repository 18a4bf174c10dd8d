"""Audit, sealing, retention, jobs, clock, ids. No domain nouns."""
