"""What happens between people, and what the house does so that they meet: ties, signals, introductions, mentors."""
