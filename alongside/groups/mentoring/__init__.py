"""Mentors: what they say of themselves and agree to, whom they look out for, and how the two find each other."""
