"""Help with SQL before it is sent: guards with repairs, completion, layout. Pure: text in, text out."""

from tui.sql.apart import ApartAssistant
from tui.sql.assistant import TrinoAssistant

__all__ = ["ApartAssistant", "TrinoAssistant"]
