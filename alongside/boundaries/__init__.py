"""What limits contact between people; one question: may these two?"""
