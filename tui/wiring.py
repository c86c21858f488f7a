"""The composition root: the only file that knows the whole cast."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from tui.codes import own_errors
from tui.core.failures import AssayError
from tui.core.json_document import ByteSource, JsonDocument
from tui.core.ports import Clock
from tui.core.profile import SANDBOX_HOST, Environment, Profile
from tui.core.provider import Provider
from tui.core.secret import SecretRef
from tui.core.sql_assist import SqlAssistant, SqlFacts
from tui.providers import PROVIDERS
from tui.workbench import (
    Asking,
    Building,
    Diagnosing,
    Documents,
    Exporting,
    History,
    Housekeeping,
    Inspecting,
    Knowledge,
    OwnSystems,
    PrivateThings,
    Profiles,
    Proxies,
    Queries,
    Retention,
    Retrying,
    SandboxVerbs,
    Schemas,
    Sending,
    Signatures,
    SqlHelp,
    Tasks,
    Workbench,
    largest_answer,
)

if TYPE_CHECKING:
    from tui.results import SpoolAnswerStore
    from tui.results.engine import LocalEngine
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


def new_id() -> str:
    return secrets.token_hex(8)


def build_knowledge(providers: Mapping[str, Provider] = PROVIDERS) -> Knowledge:
    """Only the pages of codes, as the providers give them."""
    return Knowledge(providers, own_errors)


@dataclass(frozen=True, slots=True)
class _Cast:
    """The players of one workbench."""

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
        """In this order: what sends, what answers, what is kept."""
        players = (self.transport, self.sandbox, self.engine, self.answers, self.ledger, self.history)
        for player in players:
            player.close()

    def problems(self) -> list[AssayError]:
        """What the stores found wrong with their files."""
        stores = (self.history, self.ledger, self.drafts, self.settings)
        return [problem for store in stores for problem in store.problems]


def _cast(paths: Paths | None, providers: Mapping[str, Provider], clock: Clock) -> _Cast:
    # The rooms are imported here, so that what needs only the pages of codes loads none of them.
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
        SealedSecretsFile,
        SqliteHistory,
        SqliteSignLedger,
        TomlProfileStore,
        TomlSettings,
    )
    from tui.transport import HttpTransport
    from tui.vault import SecretVault

    paths = paths or Paths.of_user()
    asked = {name: os.environ.get(f"ASSAY_SANDBOX_{name}", "") for name in ("FAULT", "LIMITS", "STATE")}
    sandbox = Sandbox(
        [p.sandbox for p in providers.values()],
        paths.cache / "sandbox",
        clock,
        faults=asked["FAULT"],
        limits=asked["LIMITS"],
        state_file=asked["STATE"],
    )
    answers = SpoolAnswerStore(paths.answers)
    helper = EngineProcess(paths.cache / "engine")
    settings = TomlSettings(paths)
    return _Cast(
        sandbox=sandbox,
        vault=SecretVault(sandbox=sandbox.credential, sealed=SealedSecretsFile(paths.sealed_secrets)),
        transport=HttpTransport(in_process={SANDBOX_HOST: sandbox.asgi}),
        answers=answers,
        engine=LocalEngine(helper, answers),
        exporter=FileExporter(helper),
        history=SqliteHistory(paths, clock, only_reads=partial(_only_reads, providers)),
        ledger=SqliteSignLedger(paths),
        drafts=FileDraftStore(paths),
        settings=settings,
        profiles=TomlProfileStore(paths),
        schemas=JsonSchemaCache(paths),
        queries=FileQueryStore.of_user(paths, settings.load),
    )


def build_workbench(
    paths: Paths | None = None,
    providers: Mapping[str, Provider] = PROVIDERS,
    clock: Clock = time.time,
) -> Workbench:
    """A workbench over this user's folders. Nothing is opened, imported or sent before its need."""
    cast = _cast(paths, providers, clock)
    built_in = [_sandbox_profile(p, cast.sandbox) for p in providers.values()]
    profiles = Profiles(providers, cast.profiles, cast.vault, built_in, new_id)
    cast.vault.capture_environment(_variables(profiles.stored()))
    private = PrivateThings(cast.history, cast.drafts, cast.answers.clear_private, profiles, new_id)
    history, drafts = private.history, private.drafts
    sending = Sending(
        profiles,
        cast.vault,
        cast.transport,
        cast.answers,
        history,
        clock,
        new_id,
        private.new_id,
        partial(largest_answer, cast.settings),
        Proxies(cast.settings),
    )
    signatures = Signatures(profiles, sending, cast.ledger, cast.sandbox, clock)
    knowledge = Knowledge(providers, own_errors)

    def asks(profile: Profile, text: str) -> object | None:
        # Later than its maker: the help with SQL is made of what `retrying` fetches.
        return sql.asks(profile, text)

    retrying = Retrying(profiles, sending, cast.settings.load, clock, asks)
    schemas = Schemas(profiles, retrying, cast.schemas, clock, keeps=lambda p: not p.private)
    sql = SqlHelp(profiles, schemas, _assistant, clock)
    keep = Retention(cast.settings, cast.answers, cast.history, clock)
    housekeeping = Housekeeping([private.sweep, keep.sweep_answers, keep.prune_history], [cast.problems])
    building = Building(profiles, clock, partial(_data_today, cast.sandbox))
    return Workbench(
        profiles=profiles,
        sending=sending,
        inspecting=Inspecting(
            profiles, providers, knowledge, cast.answers, history, sending, signatures, schemas
        ),
        knowledge=knowledge,
        signatures=signatures,
        history=History(history, cast.answers),
        drafts=drafts,
        settings=cast.settings,
        schemas=schemas,
        sql=sql,
        warm=partial(_warm, profiles, cast.sandbox),
        sandbox=SandboxVerbs(cast.sandbox),
        building=building,
        asking=Asking(cast.engine, private.result_id, cast.answers.delete),
        documents=Documents(_open_document),
        exporting=Exporting(cast.exporter, cast.exporter, cast.exporter),
        housekeeping=housekeeping,
        retrying=retrying,
        tasks=Tasks(profiles, sending, retrying, cast.answers, history, drafts, sql.size, clock),
        own=_own_systems(cast),
        queries=Queries(cast.queries, profiles, sending, cast.settings, building),
        diagnosing=_diagnosing(paths, profiles, retrying, housekeeping),
        closers=[cast.close, private.close],
    )


def _diagnosing(
    paths: Paths | None, profiles: Profiles, retrying: Retrying, housekeeping: Housekeeping
) -> Diagnosing:
    from tui.storage import Paths
    from tui.storage.places import places

    paths = paths or Paths.of_user()
    return Diagnosing(partial(places, paths), str(paths.settings), profiles, retrying, housekeeping)


def _own_systems(cast: _Cast) -> OwnSystems:
    from tui.listening import LoopbackListener

    return OwnSystems(LoopbackListener(), cast.transport)


def _data_today(sandbox: Sandbox, profile: Profile) -> str:
    """The sandbox's data lies years back, and it counts days from there; others from the calendar."""
    if not profile.built_in:
        return ""
    wanted = str(profile.settings.get("projectId", ""))
    return next((project.today for project in sandbox.projects() if str(project.id) == wanted), "")


def _open_document(source: ByteSource) -> JsonDocument:
    from tui.results.json_tree import TreeDocument

    return TreeDocument(source)


def _assistant(facts: SqlFacts) -> SqlAssistant:
    from tui.sql import TrinoAssistant

    return TrinoAssistant(facts)


def _warm(profiles: Profiles, sandbox: Sandbox) -> None:
    """The sandbox too, where it is all there is to ask: its engine takes memory that others need not pay."""
    from tui.transport import warm

    warm()
    if not profiles.stored():
        sandbox.warm()


def _variables(profiles: Sequence[Profile]) -> list[str]:
    """The environment variables that hold secrets; no child process inherits them."""
    refs = [p.secret for p in profiles if p.secret is not None]
    return [ref.locator for ref in refs if ref.store == "environment"]


def _only_reads(providers: Mapping[str, Provider], provider: str, operation: str) -> bool:
    """Whether a call that was interrupted can have changed nothing at the other side."""
    catalog = providers[provider].operations() if provider in providers else ()
    return any(o.id == operation and not o.mutates and o.repeatable for o in catalog)


def _sandbox_profile(provider: Provider, sandbox: Sandbox) -> Profile:
    return Profile(
        id=f"sandbox-{provider.id}",
        name=f"sandbox {provider.id}",
        kind=provider.id,
        base_url=f"http://{SANDBOX_HOST}",
        environment=Environment.SANDBOX,
        secret=SecretRef("sandbox", provider.id),
        settings=dict(sandbox.settings(provider.id)),
        built_in=True,
    )
