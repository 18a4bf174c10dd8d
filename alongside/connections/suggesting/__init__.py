"""At most one suggestion a day: someone whom a person might like to know, and why."""
