"""What directors see of their program: how many people have others around them, and how long anyone waits."""
