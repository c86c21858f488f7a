"""What outlives the process: profiles, settings, drafts, history, and the ledger of used signs."""

from __future__ import annotations

from tui.storage.drafts import FileDraftStore
from tui.storage.history import Pruned, SqliteHistory
from tui.storage.ledger import SqliteSignLedger
from tui.storage.paths import Paths
from tui.storage.profiles import TomlProfileStore
from tui.storage.queries import FileQueryStore
from tui.storage.schema_cache import JsonSchemaCache
from tui.storage.sealed_file import SealedSecretsFile
from tui.storage.settings import TomlSettings

__all__ = [
    "FileDraftStore",
    "FileQueryStore",
    "JsonSchemaCache",
    "Paths",
    "Pruned",
    "SealedSecretsFile",
    "SqliteHistory",
    "SqliteSignLedger",
    "TomlProfileStore",
    "TomlSettings",
]
