"""A workbench that keeps everything in memory and sends nothing: for tests of screens."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.workbench.cast import (
    OPERATIONS,
    PROVIDER,
    MemoryAnswers,
    MemoryHistory,
    MemoryLedger,
    MemoryProfiles,
    MemoryVault,
    NoSandbox,
    ScriptedTransport,
    own_errors,
)
from tui.core.fields import FieldKind, FieldSpec
from tui.core.json_document import ByteSource, JsonDocument
from tui.core.profile import SANDBOX_HOST, Environment, Profile
from tui.core.provider import CredentialSpec, Provider
from tui.core.saved_queries import QueryStore
from tui.core.secret import SecretRef
from tui.core.vault_ports import StoreHealth
from tui.sql import TrinoAssistant
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
    Profiles,
    Queries,
    Retrying,
    SandboxVerbs,
    Schemas,
    Sending,
    Signatures,
    SqlHelp,
    Tasks,
    Workbench,
)
from tui.workbench.asking.verbs import NoEngine
from tui.workbench.composing.schemas import NoCache
from tui.workbench.exporting import NoExporter
from tui.workbench.own_systems import NoListener
from tui.workbench.queries.verbs import NoQueries

TE = replace(
    PROVIDER,
    id="te",
    title="ThinkingEngine Open API",
    summary="Analytics: SQL and analysis models.",
    default_base_url="http://127.0.0.1:8992",
    credential=CredentialSpec("token", "API secret key"),
    profile_fields=(
        FieldSpec(
            "projectId", FieldKind.INTEGER, label="Project id", minimum=1, help="From the address bar."
        ),
        FieldSpec("keyKind", FieldKind.CHOICE, label="Key kind", choices=("company", "project")),
    ),
    operations=lambda: OPERATIONS,
    default_operation="read",
    signature=None,
)
TD = replace(
    PROVIDER,
    id="td",
    title="TrustDecision signature verification API",
    summary="Anti-bot verdicts.",
    default_base_url="https://sg-api.trustdecision.com",
    credential=CredentialSpec("partner_key", "Partner key"),
    profile_fields=(FieldSpec("partner_code", label="Partner code", required=True),),
    probe=lambda profile: None,
)
PROVIDERS: Mapping[str, Provider] = {"te": TE, "td": TD}


class FakeVault(MemoryVault):
    def stores(self) -> list[StoreHealth]:
        return [
            StoreHealth(
                "keyring",
                "The system's keyring",
                usable=False,
                detail="none here",
                remedy="Start a Secret Service.",
            ),
            StoreHealth("session", "This session only", usable=True),
            StoreHealth("environment", "An environment variable", usable=True),
            StoreHealth("command", "A command", usable=True),
        ]


class MemoryDrafts:
    def __init__(self) -> None:
        self.kept: dict[str, Mapping[str, object]] = {}

    def put(self, key: str, draft: Mapping[str, object]) -> None:
        self.kept[key] = draft

    def get(self, key: str) -> Mapping[str, object] | None:
        return self.kept.get(key)

    def keys(self) -> list[str]:
        return list(self.kept)

    def delete(self, key: str) -> None:
        self.kept.pop(key, None)


class MemorySettings:
    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def load(self) -> Mapping[str, Any]:
        """Tables as mappings, as a file gives them."""
        found: dict[str, Any] = {}
        for key, value in self.kept.items():
            *tables, last = key.split(".")
            table = found
            for name in tables:
                table = table.setdefault(name, {})
            if value is not None:
                table[last] = value
        return found

    def put(self, key: str, value: Any) -> None:
        self.kept[key] = value


def sandbox_profile(kind: str) -> Profile:
    return Profile(
        f"sandbox-{kind}",
        f"sandbox {kind}",
        kind,
        f"http://{SANDBOX_HOST}",
        Environment.SANDBOX,
        secret=SecretRef("sandbox", kind),
        built_in=True,
    )


def open_tree(source: ByteSource) -> JsonDocument:
    """As the wiring does: the library behind it is not loaded before a tree is opened."""
    from tui.results.json_tree import TreeDocument

    return TreeDocument(source)


@dataclass
class Fake:
    """The players, to look at, and `workbench`, to hand to an app."""

    profile_store: MemoryProfiles = field(default_factory=MemoryProfiles)
    vault: FakeVault = field(default_factory=FakeVault)
    transport: ScriptedTransport = field(default_factory=ScriptedTransport)
    answers: MemoryAnswers = field(default_factory=MemoryAnswers)
    history: MemoryHistory = field(default_factory=MemoryHistory)
    settings: MemorySettings = field(default_factory=MemorySettings)
    queries: QueryStore = field(default_factory=NoQueries)

    def build(self) -> Workbench:
        ids = itertools.count(1)
        times = itertools.count(1_700_000_000)

        def new_id() -> str:
            return f"id{next(ids)}"

        def clock() -> float:
            return float(next(times))

        profiles = Profiles(
            PROVIDERS, self.profile_store, self.vault, [sandbox_profile(k) for k in PROVIDERS], new_id
        )
        sending = Sending(profiles, self.vault, self.transport, self.answers, self.history, clock, new_id)
        signatures = Signatures(profiles, sending, MemoryLedger(), NoSandbox(), clock)
        knowledge = Knowledge(PROVIDERS, own_errors)
        inspecting = Inspecting(
            profiles, PROVIDERS, knowledge, self.answers, self.history, sending, signatures
        )
        retrying = Retrying(profiles, sending, self.settings.load, clock)
        schemas = Schemas(profiles, retrying, NoCache(), clock)
        building, drafts = Building(), MemoryDrafts()
        sql = SqlHelp(profiles, schemas, TrinoAssistant, clock)
        return Workbench(
            profiles=profiles,
            sending=sending,
            inspecting=inspecting,
            knowledge=knowledge,
            signatures=signatures,
            documents=Documents(open_tree),
            history=History(self.history, self.answers),
            drafts=drafts,
            retrying=retrying,
            tasks=Tasks(profiles, sending, retrying, self.answers, self.history, drafts, sql.size, clock),
            settings=self.settings,
            schemas=schemas,
            housekeeping=Housekeeping([], []),
            sql=sql,
            diagnosing=Diagnosing(lambda: (), "config.toml", profiles, retrying, Housekeeping([], [])),
            warm=lambda: None,
            asking=Asking(NoEngine(), str),
            building=building,
            queries=Queries(self.queries, profiles, sending, self.settings, building, dict),
            exporting=Exporting(NoExporter()),
            sandbox=SandboxVerbs(),
            own=OwnSystems(NoListener(), self.transport),
        )
