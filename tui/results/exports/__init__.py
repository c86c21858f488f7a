"""Answers, views and tables as files: streamed, exact, and harmless to open."""
