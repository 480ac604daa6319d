"""Passages become an index, and a question becomes a ranking of them."""
