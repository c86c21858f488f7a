"""The composition root: the only file that knows the whole cast."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from importlib import resources
from typing import TYPE_CHECKING

from tui.core.knowledge import ErrorCatalog, parse_catalog
from tui.core.profile import SANDBOX_HOST, Environment, Profile
from tui.core.provider import Provider
from tui.core.secret import SecretRef
from tui.providers import PROVIDERS
from tui.workbench import (
    History,
    Housekeeping,
    Inspecting,
    Knowledge,
    Profiles,
    Sending,
    Signatures,
    Workbench,
)

if TYPE_CHECKING:
    from tui.results import SpoolAnswerStore
    from tui.sandbox import Sandbox
    from tui.storage import Paths, SqliteHistory

OWN_CODES = "assay"
"""The name under which our own failures are explained: `assay explain assay/dns-failed`."""


HISTORY_LIMIT = 100_000
"""Exchanges kept at most."""

HISTORY_AGE = 180 * 86_400
"""Seconds after which an exchange is dropped from the history."""


def new_id() -> str:
    return secrets.token_hex(8)


@cache
def own_errors() -> ErrorCatalog:
    text = resources.files("tui.core").joinpath("errors.toml").read_text("utf-8")
    return parse_catalog(OWN_CODES, text)


def build_knowledge(providers: Mapping[str, Provider] = PROVIDERS) -> Knowledge:
    """Only the pages of codes: for a command that needs nothing else and must start at once."""
    return Knowledge(providers, own_errors)


def build_workbench(
    paths: Paths | None = None,
    providers: Mapping[str, Provider] = PROVIDERS,
    clock: Callable[[], float] = time.time,
) -> Workbench:
    """A workbench over this user's folders. Nothing is opened, imported or sent before its need."""
    from tui.results import SpoolAnswerStore
    from tui.sandbox import Sandbox
    from tui.storage import (
        FileDraftStore,
        Paths,
        SqliteHistory,
        SqliteSignLedger,
        TomlProfileStore,
        TomlSettings,
    )
    from tui.transport import HttpTransport, warm
    from tui.vault import SecretVault

    paths = paths or Paths.of_user()
    sandbox = Sandbox([p.sandbox for p in providers.values()], paths.cache / "sandbox", clock)
    vault = SecretVault(sandbox=sandbox.credential)
    transport = HttpTransport(in_process={SANDBOX_HOST: sandbox.asgi})
    answers = SpoolAnswerStore(paths.cache / "answers")
    history = SqliteHistory(paths, clock, only_reads=partial(_only_reads, providers))
    ledger = SqliteSignLedger(paths)
    drafts, settings = FileDraftStore(paths), TomlSettings(paths)
    profiles = Profiles(
        providers,
        TomlProfileStore(paths),
        vault,
        [_sandbox_profile(p, sandbox) for p in providers.values()],
        new_id,
    )
    vault.capture_environment(_variables(profiles.stored()))
    sending = Sending(profiles, vault, transport, answers, history, clock, new_id)
    signatures = Signatures(profiles, sending, ledger, sandbox, clock)
    knowledge = Knowledge(providers, own_errors)
    inspecting = Inspecting(profiles, providers, knowledge, answers, history, sending, signatures)
    return Workbench(
        profiles=profiles,
        sending=sending,
        inspecting=inspecting,
        knowledge=knowledge,
        signatures=signatures,
        history=History(history, answers),
        drafts=drafts,
        settings=settings,
        warm=warm,
        housekeeping=Housekeeping(
            [partial(_sweep, answers, clock), partial(_prune, history, answers)],
            [partial(getattr, store, "problems") for store in (history, ledger, drafts, settings)],
        ),
        _closers=[transport.close, sandbox.close, answers.close, ledger.close, history.close],
    )


def _variables(profiles: Sequence[Profile]) -> list[str]:
    """The environment variables that hold secrets; no child process inherits them."""
    refs = [p.secret for p in profiles if p.secret is not None]
    return [ref.locator for ref in refs if ref.store == "environment"]


def _only_reads(providers: Mapping[str, Provider], provider: str, operation: str) -> bool:
    """Whether a call that was interrupted can have changed nothing at the other side."""
    catalog = providers[provider].operations() if provider in providers else ()
    return any(o.id == operation and not o.mutates and o.repeatable for o in catalog)


def _sweep(answers: SpoolAnswerStore, clock: Callable[[], float]) -> str:
    return answers.sweep(clock()).reason


def _prune(history: SqliteHistory, answers: SpoolAnswerStore) -> str:
    pruned = history.prune(HISTORY_LIMIT, HISTORY_AGE)
    for exchange_id in pruned.ids:
        answers.delete(exchange_id)
    return pruned.reason


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
