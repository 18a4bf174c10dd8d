"""What the worker does for connections."""
