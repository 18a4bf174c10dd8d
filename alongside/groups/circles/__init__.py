"""Circles: peer-led support groups that people join themselves, hosted by mentors and alums."""
