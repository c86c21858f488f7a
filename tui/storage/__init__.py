"""What outlives the process: profiles, settings, drafts, history, and the ledger of used signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.core.later import class_of

if TYPE_CHECKING:
    from tui.storage.drafts import FileDraftStore
    from tui.storage.history import Pruned, SqliteHistory
    from tui.storage.ledger import SqliteSignLedger
    from tui.storage.paths import Paths
    from tui.storage.profiles import TomlProfileStore
    from tui.storage.queries import FileQueryStore
    from tui.storage.schema_cache import JsonSchemaCache
    from tui.storage.sealed_file import SealedSecretsFile
    from tui.storage.settings import TomlSettings

_HOMES = {
    "FileDraftStore": "drafts",
    "FileQueryStore": "queries",
    "JsonSchemaCache": "schema_cache",
    "Paths": "paths",
    "Pruned": "history",
    "SealedSecretsFile": "sealed_file",
    "SqliteHistory": "history",
    "SqliteSignLedger": "ledger",
    "TomlProfileStore": "profiles",
    "TomlSettings": "settings",
}
"""Class to module: a start needs few of them."""


def __getattr__(name: str) -> object:
    found = globals()[name] = class_of(__name__, _HOMES, name)
    return found


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
