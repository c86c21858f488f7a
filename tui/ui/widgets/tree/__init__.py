"""Trees: of a JSON document of any size, and of nodes."""
