"""The outbox that domains publish to, and the gateway that carries it to browsers."""
