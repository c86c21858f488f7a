"""A table of any size, drawn by lines: rows are read around the cursor only."""
