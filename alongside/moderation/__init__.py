"""Reports, phrases that bring help, the staff queue, what staff decide, and appeals."""
