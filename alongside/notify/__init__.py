"""Mail and other ways to reach a person away from the page."""
