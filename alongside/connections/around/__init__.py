"""The place for the person: those around them, what is worked out about them, and what they say to it."""
