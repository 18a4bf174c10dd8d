"""Phrases that bring help: a list that staff keep, looked for after a message is stored, never before.

A hit blocks nothing and labels nobody. Its author is shown help, and whoever is on call is told; which phrase it was is
kept nowhere. `matching` finds, `hearing` is the worker's duty, `actions` keep the list and the director's choice.
"""
