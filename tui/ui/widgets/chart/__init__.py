"""Charts of a table, drawn in cells."""
