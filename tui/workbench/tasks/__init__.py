"""Queries in the background: begun, asked for their state, read page by page, stopped, gone on with."""
