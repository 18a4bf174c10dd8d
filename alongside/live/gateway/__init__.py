"""The gateway: one asynchronous process that carries events and signals to browsers.

    feed (a thread that reads the outbox) → hub (who is on what; plain synchronous code) → connection (one
    socket)

Only the feed touches the database; only the hub changes who is on a topic, never with an await in between.
"""
