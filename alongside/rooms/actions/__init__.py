"""What can be done in a room, one verb at a time. Every change of a room holds that room's row."""
