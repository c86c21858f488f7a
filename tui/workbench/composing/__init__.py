"""Composing a request: routes, drafts and their views, schema, SQL help, models and variables."""
