"""Screens that span domains: Today, Me."""
