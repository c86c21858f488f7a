"""The composition root: the only file that knows the whole cast."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tui.codes import own_errors
from tui.core.later import calling, close_made, later
from tui.core.profile import SANDBOX_HOST, Environment, Profile
from tui.core.secret import SecretRef
from tui.players import Players, players
from tui.providers import PROVIDERS
from tui.workbench import Workbench
from tui.workbench.later import (
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
)

if TYPE_CHECKING:
    from tui.core.json_document import ByteSource, JsonDocument
    from tui.core.ports import Clock
    from tui.core.provider import Provider
    from tui.core.sql_assist import SqlAssistant, SqlFacts
    from tui.listening import LoopbackListener
    from tui.sandbox import Sandbox
    from tui.storage import Paths


def new_id() -> str:
    return secrets.token_hex(8)


def build_knowledge(providers: Mapping[str, Provider] = PROVIDERS) -> Knowledge:
    """Only the pages of codes, as the providers give them."""
    return Knowledge(providers, own_errors)


def build_workbench(
    paths: Paths | None = None,
    providers: Mapping[str, Provider] = PROVIDERS,
    clock: Clock = time.time,
) -> Workbench:
    """A workbench over this user's folders. Nothing is opened, imported or sent before its need."""
    from tui.storage import Paths

    paths = paths or Paths.of_user()
    cast = players(paths, providers, clock)
    profiles = _profiles(cast, providers)
    private = _private(cast, profiles)
    history, drafts = private.history, private.drafts
    sending = _sending(cast, profiles, private, clock)
    signatures = Signatures(profiles, sending, cast.ledger, cast.sandbox, clock)
    knowledge = Knowledge(providers, own_errors)
    asks, size = calling(lambda: sql.asks), calling(lambda: sql.size)
    retrying = Retrying(profiles, sending, calling(lambda: cast.settings.load), clock, asks)
    schemas = Schemas(profiles, retrying, cast.schemas, clock, keeps=lambda p: not p.private)
    sql: SqlHelp = SqlHelp(profiles, schemas, _assistant, clock)
    housekeeping = _housekeeping(cast, private, clock)
    building = Building(profiles, clock, partial(_data_today, cast.sandbox))
    inspecting = Inspecting(
        profiles, providers, knowledge, cast.answers, history, sending, signatures, schemas
    )
    return Workbench(
        profiles=profiles,
        sending=sending,
        inspecting=inspecting,
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
        asking=Asking(cast.engine, private.result_id, calling(lambda: cast.answers.delete)),
        documents=Documents(_open_document),
        exporting=Exporting(cast.exporter, cast.exporter, cast.exporter),
        housekeeping=housekeeping,
        retrying=retrying,
        tasks=Tasks(profiles, sending, retrying, cast.answers, history, drafts, size, clock),
        own=_own_systems(cast),
        queries=Queries(cast.queries, profiles, sending, cast.settings, building),
        diagnosing=_diagnosing(paths, profiles, retrying, housekeeping),
        closers=[partial(close_made, sql), cast.close, private.close],
    )


def _profiles(cast: Players, providers: Mapping[str, Provider]) -> Profiles:
    built_in = [_sandbox_profile(provider, cast.sandbox) for provider in providers.values()]
    profiles = Profiles(providers, cast.profiles, cast.vault, built_in, new_id)
    if variables := _variables(profiles.stored()):
        cast.vault.capture_environment(variables)
    return profiles


def _private(cast: Players, profiles: Profiles) -> PrivateThings:
    clear = calling(lambda: cast.answers.clear_private)
    return PrivateThings(cast.history, cast.drafts, clear, profiles, new_id)


def _sending(cast: Players, profiles: Profiles, private: PrivateThings, clock: Clock) -> Sending:
    largest, proxies = partial(_largest_answer, cast), Proxies(cast.settings)
    return Sending(
        profiles,
        cast.vault,
        cast.transport,
        cast.answers,
        private.history,
        clock,
        new_id,
        private.new_id,
        largest,
        proxies,
    )


def _housekeeping(cast: Players, private: PrivateThings, clock: Clock) -> Housekeeping:
    keep = Retention(cast.settings, cast.answers, cast.history, clock)
    sweeps = [calling(lambda: keep.sweep_answers), calling(lambda: keep.prune_history)]
    return Housekeeping([private.sweep, *sweeps], [cast.problems])


def _largest_answer(cast: Players) -> int:
    from tui.workbench import largest_answer

    return largest_answer(cast.settings)


def _diagnosing(
    paths: Paths, profiles: Profiles, retrying: Retrying, housekeeping: Housekeeping
) -> Diagnosing:
    from tui.storage.places import places

    return Diagnosing(partial(places, paths), str(paths.settings), profiles, retrying, housekeeping)


def _own_systems(cast: Players) -> OwnSystems:
    def listener() -> LoopbackListener:
        from tui.listening import LoopbackListener

        return LoopbackListener()

    return OwnSystems(later(listener), cast.transport)


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
    from tui.sql import ApartAssistant

    return ApartAssistant(facts)


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
