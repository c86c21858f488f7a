"""The composition root: the only file that knows the whole cast."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from tui.core.knowledge import ErrorCatalog, parse_catalog
from tui.core.profile import SANDBOX_HOST, Environment, Profile
from tui.core.provider import Provider
from tui.core.secret import SecretRef
from tui.providers import PROVIDERS
from tui.workbench import (
    History,
    Inspecting,
    Knowledge,
    Profiles,
    Sending,
    Signatures,
    Workbench,
)

if TYPE_CHECKING:
    from tui.sandbox import Sandbox
    from tui.storage import Paths

OWN_CODES = "assay"
"""The name under which our own failures are explained: `assay explain assay/dns-failed`."""


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
    history = SqliteHistory(paths, clock)
    ledger = SqliteSignLedger(paths)
    profiles = Profiles(
        providers,
        TomlProfileStore(paths),
        vault,
        [_sandbox_profile(p, sandbox) for p in providers.values()],
        new_id,
    )
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
        drafts=FileDraftStore(paths),
        settings=TomlSettings(paths),
        warm=warm,
        _closers=[transport.close, sandbox.close, answers.close, history.close],
    )


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
