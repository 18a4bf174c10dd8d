"""Ties, signals, introductions and mentor matching: the records and screens around the engine."""

from django.apps import AppConfig


class ConnectionsConfig(AppConfig):
    name = "alongside.connections"
    label = "connections"
    default_auto_field = "django.db.models.BigAutoField"
