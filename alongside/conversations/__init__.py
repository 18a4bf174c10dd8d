"""Ordered, durable streams of messages."""
