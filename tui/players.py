"""The players of one workbench, each made and its room imported when it is first used."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from tui.core.later import close_made, later
from tui.core.profile import SANDBOX_HOST

if TYPE_CHECKING:
    from tui.core.failures import AssayError
    from tui.core.ports import Clock
    from tui.core.provider import Provider
    from tui.results import SpoolAnswerStore
    from tui.results.engine import LocalEngine
    from tui.results.engine_process import EngineProcess
    from tui.results.exports.exporter import FileExporter
    from tui.sandbox import Sandbox
    from tui.storage import (
        FileDraftStore,
        FileQueryStore,
        JsonSchemaCache,
        Paths,
        SqliteHistory,
        SqliteSignLedger,
        TomlProfileStore,
        TomlSettings,
    )
    from tui.transport import HttpTransport
    from tui.vault import SecretVault


@dataclass(frozen=True, slots=True)
class Players:
    sandbox: Sandbox
    vault: SecretVault
    transport: HttpTransport
    answers: SpoolAnswerStore
    engine: LocalEngine
    exporter: FileExporter
    history: SqliteHistory
    ledger: SqliteSignLedger
    drafts: FileDraftStore
    settings: TomlSettings
    profiles: TomlProfileStore
    schemas: JsonSchemaCache
    queries: FileQueryStore

    def close(self) -> None:
        """In this order: what sends, what answers, what is kept. Nothing is made for it."""
        players = (self.transport, self.sandbox, self.engine, self.answers, self.ledger, self.history)
        for player in players:
            close_made(player)

    def problems(self) -> list[AssayError]:
        """What the stores found wrong with their files."""
        stores = (self.history, self.ledger, self.drafts, self.settings)
        return [problem for store in stores for problem in store.problems]


def players(paths: Paths, providers: Mapping[str, Provider], clock: Clock) -> Players:
    """The real ones, over this user's folders."""
    makers = _Makers(paths, providers, clock)
    sandbox, answers = later(makers.sandbox), later(makers.answers)
    helper, settings = later(makers.helper), later(makers.settings)
    return Players(
        sandbox=sandbox,
        vault=later(partial(makers.vault, sandbox)),
        transport=later(partial(makers.transport, sandbox)),
        answers=answers,
        engine=later(partial(makers.engine, helper, answers)),
        exporter=later(partial(makers.exporter, helper)),
        history=later(makers.history),
        ledger=later(makers.ledger),
        drafts=later(makers.drafts),
        settings=settings,
        profiles=later(makers.profiles),
        schemas=later(makers.schemas),
        queries=later(partial(makers.queries, settings)),
    )


class _Makers:
    """Imports stand in the functions, so that a start loads the rooms that it uses."""

    def __init__(self, paths: Paths, providers: Mapping[str, Provider], clock: Clock) -> None:
        self._paths = paths
        self._providers = providers
        self._clock = clock

    def sandbox(self) -> Sandbox:
        from tui.sandbox import Sandbox

        asked = {name: os.environ.get(f"ASSAY_SANDBOX_{name}", "") for name in ("FAULT", "LIMITS", "STATE")}
        return Sandbox(
            [p.sandbox for p in self._providers.values()],
            self._paths.cache / "sandbox",
            self._clock,
            faults=asked["FAULT"],
            limits=asked["LIMITS"],
            state_file=asked["STATE"],
        )

    def vault(self, sandbox: Sandbox) -> SecretVault:
        from tui.storage import SealedSecretsFile
        from tui.vault import SecretVault

        return SecretVault(
            sandbox=sandbox.credential,
            sealed=SealedSecretsFile(self._paths.sealed_secrets),
        )

    def transport(self, sandbox: Sandbox) -> HttpTransport:
        from tui.transport import HttpTransport

        return HttpTransport(in_process={SANDBOX_HOST: sandbox.asgi})

    def answers(self) -> SpoolAnswerStore:
        from tui.results import SpoolAnswerStore

        return SpoolAnswerStore(self._paths.answers)

    def helper(self) -> EngineProcess:
        from tui.results.engine_process import EngineProcess

        return EngineProcess(self._paths.cache / "engine")

    def engine(self, helper: EngineProcess, answers: SpoolAnswerStore) -> LocalEngine:
        from tui.results.engine import LocalEngine

        return LocalEngine(helper, answers)

    def exporter(self, helper: EngineProcess) -> FileExporter:
        from tui.results.exports.exporter import FileExporter

        return FileExporter(helper)

    def history(self) -> SqliteHistory:
        from tui.storage import SqliteHistory

        return SqliteHistory(self._paths, self._clock, only_reads=partial(_only_reads, self._providers))

    def ledger(self) -> SqliteSignLedger:
        from tui.storage import SqliteSignLedger

        return SqliteSignLedger(self._paths)

    def drafts(self) -> FileDraftStore:
        from tui.storage import FileDraftStore

        return FileDraftStore(self._paths)

    def settings(self) -> TomlSettings:
        from tui.storage import TomlSettings

        return TomlSettings(self._paths)

    def profiles(self) -> TomlProfileStore:
        from tui.storage import TomlProfileStore

        return TomlProfileStore(self._paths)

    def schemas(self) -> JsonSchemaCache:
        from tui.storage import JsonSchemaCache

        return JsonSchemaCache(self._paths)

    def queries(self, settings: TomlSettings) -> FileQueryStore:
        from tui.storage import FileQueryStore

        return FileQueryStore.of_user(self._paths, settings.load)


def _only_reads(providers: Mapping[str, Provider], provider: str, operation: str) -> bool:
    """Whether a call that was interrupted can have changed nothing at the other side."""
    catalog = providers[provider].operations() if provider in providers else ()
    return any(o.id == operation and not o.mutates and o.repeatable for o in catalog)
