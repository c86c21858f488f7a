"""Trino SQL in, DuckDB SQL out, or a refusal in Trino's words with the place."""

from tui.sandbox.trino.errors import explain_engine_error
from tui.sandbox.trino.translate import Translation, import_translator, shown_name, translate

__all__ = ["Translation", "explain_engine_error", "import_translator", "shown_name", "translate"]
