"""The live place of a meeting: presence, hands, breakouts, attendance, media."""
