"""Sending: the only room that speaks HTTP. Importing it loads no HTTP library; the first send does."""

from tui.transport.client import HttpTransport, warm

__all__ = ["HttpTransport", "warm"]
