"""The SQL editor: words offered, warnings, and marks."""
