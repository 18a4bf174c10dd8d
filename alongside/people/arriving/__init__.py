"""A person's first days: a path of small steps with a named human on it."""
