"""Help with SQL before it is sent: guards with repairs, completion, layout. Pure: text in, text out."""

from tui.sql.assistant import TrinoAssistant

__all__ = ["TrinoAssistant"]
