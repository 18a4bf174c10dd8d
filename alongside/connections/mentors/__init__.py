"""A member and a mentor find each other; the mentor's own load; and word that something helped."""
