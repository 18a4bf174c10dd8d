"""The desk of those who care: reach-outs, and what becomes of them."""
