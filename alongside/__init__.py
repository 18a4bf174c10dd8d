"""Alongside: a self-hosted home for virtual intensive outpatient programs."""
