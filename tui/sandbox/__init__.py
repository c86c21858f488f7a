"""The embedded sandbox: both wire formats over a real database with real events, and no account."""

from tui.sandbox.control import Sandbox

__all__ = ["Sandbox"]
