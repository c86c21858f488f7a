"""Saved queries and requests made elsewhere."""
