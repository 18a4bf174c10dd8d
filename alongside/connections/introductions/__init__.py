"""Introductions: two are asked whether they would like to meet, each in private. Only two yeses open anything."""
