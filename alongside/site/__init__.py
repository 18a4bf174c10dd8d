"""Settings, urls, wiring and the command line: the only composition root."""
