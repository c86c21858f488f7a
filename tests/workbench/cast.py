"""Players for the workbench's roles that keep everything in memory and show what was asked of them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from tui.core.answers import RowReader
from tui.core.cancel import CancelToken
from tui.core.envelope import Envelope, Tone
from tui.core.exchange import Exchange, ResponseHead, Timing
from tui.core.failures import AssayError, VaultError
from tui.core.fields import FieldKind, FieldSpec
from tui.core.knowledge import ErrorCatalog, Explanation, parse_catalog
from tui.core.operation import AnswerShape, Operation, OperationCatalog, RequestDraft
from tui.core.ports import Delivery, SendOptions, SignUse, Sink
from tui.core.profile import Environment, Profile
from tui.core.provider import CaseFacts, CredentialSpec, Provider, SignatureSpec
from tui.core.request import UnsignedRequest
from tui.core.secret import NOTHING_SECRET, Redactor, Secret, SecretRef
from tui.core.table import Cell, Column
from tui.core.vault_ports import Authorizer, PassphraseNeed, SecretState, SecretStatus, StoreHealth
from tui.workbench import Inspecting, Knowledge, Profiles, Sending, Signatures

PAGES = """
["0"]
title = "ok"
meaning = "fine"
causes = []
remedies = []
who = "nobody"
retry = "never"
source = "documented"
["-7"]
title = "seven"
meaning = "it went wrong"
causes = ["a cause"]
remedies = ["a remedy"]
who = "caller"
retry = "after-fix"
source = "documented"
"""

OWN_PAGES = "\n".join(
    f"""
["{code}"]
title = "{code}"
meaning = "{code}"
causes = []
remedies = []
who = "caller"
retry = "never"
source = "own"
"""
    for code in ("uncertain", "unexpected-body", "not-found", "connection-lost", "cancelled")
)

OPERATIONS = OperationCatalog(
    [
        Operation(
            "read",
            "things",
            "Read a thing",
            "GET",
            "/read",
            fields=(FieldSpec("thing", required=True), FieldSpec("count", FieldKind.INTEGER)),
        ),
        Operation("write", "things", "Write a thing", "GET", "/write", mutates=True),
        Operation(
            "verify",
            "signs",
            "Verify",
            "POST",
            "/verify",
            repeatable=False,
            fields=(FieldSpec("path"), FieldSpec("sign", sensitive=True)),
            answer=AnswerShape.ENVELOPE,
        ),
    ]
)


class JsonCodec:
    """Sends the body as JSON; reads `{"code": …, "message": …}`."""

    def encode(self, operation: Operation, draft: RequestDraft, profile: Profile) -> UnsignedRequest:
        body = json.dumps(draft.body).encode()
        return UnsignedRequest(operation.method, profile.base_url, operation.path, body=body)

    def row_reader(self, operation: Operation, draft: RequestDraft) -> RowReader | None:
        return None

    def read(self, operation: Operation, head: ResponseHead, body: bytes) -> Envelope:
        try:
            data = json.loads(body)
            code = str(data["code"])
        except (ValueError, KeyError, TypeError):
            return Envelope(None, tone=Tone.UNCERTAIN, problem="not JSON")
        tone = Tone.GOOD if code == "0" else Tone.BAD
        return Envelope(code, data.get("message", ""), tone, "OK", data.get("data"))


def _explain(page: object, facts: CaseFacts) -> Explanation:
    from tui.core.knowledge import ErrorPage

    assert isinstance(page, ErrorPage)
    evidence = (f"sign used {facts.sign_use.times}",) if facts.sign_use else ()
    return Explanation(page, page.title, page.tone, evidence=(*evidence, repr(facts.draft.body)))


PROVIDER = Provider(
    id="ex",
    title="Example",
    summary="",
    default_base_url="http://127.0.0.1:1",
    credential=CredentialSpec("key", "Key"),
    profile_fields=(FieldSpec("tenant", default="main"),),
    operations=lambda: OPERATIONS,
    codec=JsonCodec,
    errors=lambda: parse_catalog("ex", PAGES),
    explain=_explain,
    layout=lambda operation, draft, data: (),
    sandbox=lambda services: None,
    probe=lambda profile: RequestDraft("read", body={"thing": "probe"}),
    signature=SignatureSpec("verify"),
)

PROVIDERS = {"ex": PROVIDER}


def own_errors() -> ErrorCatalog:
    return parse_catalog("assay", OWN_PAGES)


class MemoryProfiles:
    def __init__(self) -> None:
        self.kept: dict[str, Profile] = {}
        self.problems: list[AssayError] = []

    def load(self) -> tuple[Sequence[Profile], Sequence[AssayError]]:
        return list(self.kept.values()), self.problems

    def save(self, profile: Profile) -> None:
        self.kept[profile.id] = profile

    def delete(self, profile_id: str) -> None:
        del self.kept[profile_id]


class NoAuthorizer:
    def signed_url(self, request: UnsignedRequest) -> str:
        return request.url

    def redactor(self) -> Redactor:
        return NOTHING_SECRET


class MemoryVault:
    def __init__(self) -> None:
        self.kept: dict[SecretRef, Secret] = {}
        self.broken: set[str] = set()
        self.passphrase: Secret | None = None
        self._numbers = itertools.count()

    def stores(self) -> Sequence[StoreHealth]:
        return [StoreHealth("session", "This session", usable=True)]

    def new_ref(self, store: str, locator: str = "") -> SecretRef:
        return SecretRef(store, locator or f"item{next(self._numbers)}")

    def read(self, ref: SecretRef) -> Secret:
        if self.passphrase_need(ref.store) is not PassphraseNeed.NONE:
            raise VaultError("The encrypted file is locked.", code="passphrase-needed")
        if ref not in self.kept:
            raise VaultError("no such secret", code="secret-missing")
        return self.kept[ref]

    def write(self, ref: SecretRef, secret: Secret) -> None:
        if "write" in self.broken:
            raise VaultError("it is locked", code="keyring-locked")
        self.kept[ref] = secret

    def delete(self, ref: SecretRef) -> None:
        if "delete" in self.broken:
            raise VaultError("it is locked", code="keyring-locked")
        self.kept.pop(ref, None)

    def status(self, ref: SecretRef | None) -> SecretStatus:
        return SecretStatus(SecretState.STORED if ref in self.kept else SecretState.MISSING)

    def passphrase_need(self, store: str) -> PassphraseNeed:
        if store != "file" or self.passphrase is not None:
            return PassphraseNeed.NONE
        return PassphraseNeed.UNLOCK

    def unlock(self, store: str, passphrase: Secret) -> None:
        if not passphrase.same_as(Secret("open sesame")):
            raise VaultError("The passphrase does not open it.", code="passphrase-wrong")
        self.passphrase = passphrase

    def change_passphrase(self, store: str, passphrase: Secret) -> None:
        self.passphrase = passphrase

    def authorizer(self, profile: Profile, parameter: str) -> Authorizer:
        if profile.secret is not None:
            self.read(profile.secret)
        return NoAuthorizer()


class MemoryAnswers:
    """One growing buffer an exchange; documents only."""

    def __init__(self) -> None:
        self.kept: dict[str, MemoryAnswer] = {}
        self.pinned: set[str] = set()

    def create(self, exchange_id: str, reader: RowReader | None) -> MemoryAnswer:
        self.kept[exchange_id] = MemoryAnswer()
        return self.kept[exchange_id]

    def open(self, exchange_id: str, reader: RowReader | None = None) -> MemoryAnswer | None:
        return self.kept.get(exchange_id)

    def pin(self, exchange_id: str, pinned: bool = True) -> None:
        (self.pinned.add if pinned else self.pinned.discard)(exchange_id)

    def delete(self, exchange_id: str) -> None:
        self.kept.pop(exchange_id, None)

    def close(self) -> None:
        pass


class MemoryAnswer:
    def __init__(self) -> None:
        self.buffer = b""
        self._complete = False

    rows = 0
    row_count = 0
    is_rows = False
    columns: Sequence[Column] = ()
    envelope: Envelope | None = None

    @property
    def holds_rows(self) -> bool:
        return self.is_rows

    @property
    def complete(self) -> bool:
        return self._complete

    @property
    def size(self) -> int:
        return len(self.buffer)

    def write(self, chunk: bytes) -> None:
        self.buffer += chunk

    def finish(self, *, complete: bool) -> None:
        self._complete = complete

    def raw(self, start: int, stop: int) -> bytes:
        return self.buffer[start:stop]

    def raw_line(self, row: int) -> bytes:
        return b""

    def window(self, start: int, stop: int, columns: Sequence[int] | None = None) -> list[tuple[Cell, ...]]:
        return []


class MemoryHistory:
    def __init__(self) -> None:
        self.begun: dict[str, Exchange] = {}
        self.kept: dict[str, Exchange] = {}

    def begin(self, exchange: Exchange) -> None:
        self.begun[exchange.id] = self.kept[exchange.id] = exchange

    def finish(self, exchange: Exchange) -> None:
        self.kept[exchange.id] = exchange

    def get(self, exchange_id: str) -> Exchange | None:
        return self.kept.get(exchange_id)

    def recent(
        self, limit: int = 200, *, offset: int = 0, text: str = "", profile_id: str = ""
    ) -> Sequence[Exchange]:
        newest = sorted(self.kept.values(), key=lambda e: -e.started_at)
        return [e for e in newest if profile_id in ("", e.profile_id)][offset : offset + limit]

    def count(self) -> int:
        return len(self.kept)

    def pin(self, exchange_id: str, *, pinned: bool) -> None:
        self.kept[exchange_id] = replace(self.kept[exchange_id], pinned=pinned)

    def delete(self, exchange_id: str) -> None:
        self.kept.pop(exchange_id, None)

    def clear(self) -> None:
        self.kept.clear()

    def close(self) -> None:
        pass


class MemoryLedger:
    def __init__(self) -> None:
        self.uses: list[tuple[str, str, str, float]] = []

    def used(self, sign_hash: str, profile_id: str, before: float | None = None) -> SignUse | None:
        found = [
            (at, verdict)
            for hashed, profile, verdict, at in self.uses
            if (hashed, profile) == (sign_hash, profile_id) and (before is None or at < before)
        ]
        if not found:
            return None
        verdicts = tuple(verdict for _, verdict in found)
        return SignUse(sign_hash, len(found), found[0][0], found[-1][0], verdicts)

    def record(self, sign_hash: str, profile_id: str, verdict: str, at: float) -> SignUse:
        self.uses.append((sign_hash, profile_id, verdict, at))
        use = self.used(sign_hash, profile_id)
        assert use is not None
        return use


Script = Callable[[UnsignedRequest, Sink, CancelToken], None]


def answering(body: bytes, status: int = 200) -> Script:
    def script(request: UnsignedRequest, sink: Sink, cancel: CancelToken) -> None:
        sink.phase("waiting")
        sink.head(ResponseHead(status, headers=(("content-length", str(len(body))),)))
        sink.write(body)

    return script


@dataclass
class ScriptedTransport:
    """Plays one script for every request, and remembers the requests."""

    script: Script = field(default=answering(b'{"code": 0}'))
    seen: list[UnsignedRequest] = field(default_factory=list)

    def send(
        self,
        request: UnsignedRequest,
        authorizer: Authorizer | None,
        options: SendOptions,
        sink: Sink,
        cancel: CancelToken,
    ) -> Delivery:
        self.seen.append(request)
        heads: list[ResponseHead] = []
        received = 0
        original_head, original_write = sink.head, sink.write

        class Counting:
            phase = staticmethod(sink.phase)

            @staticmethod
            def head(head: ResponseHead) -> None:
                heads.append(head)
                original_head(head)

            @staticmethod
            def write(chunk: bytes) -> None:
                nonlocal received
                received += len(chunk)
                original_write(chunk)

        self.script(request, Counting(), cancel)
        return Delivery(heads[0], Timing(total=0.1), received)

    def close(self) -> None:
        pass


class NoSandbox:
    def credential(self, provider: str) -> Secret:
        return Secret("sandbox-key")

    def settings(self, provider: str) -> dict[str, object]:
        return {}

    def sign(self, path: str, query: object, body: object) -> str:
        return f"sbx1.{path}"

    def close(self) -> None:
        pass


class Stage:
    """The workbench's verbs over players in memory."""

    def __init__(self) -> None:
        numbers = itertools.count(1)
        times = itertools.count(1000)
        self.now = lambda: float(next(times))
        self.profile_store = MemoryProfiles()
        self.vault = MemoryVault()
        self.transport = ScriptedTransport()
        self.answers = MemoryAnswers()
        self.history = MemoryHistory()
        self.ledger = MemoryLedger()
        built_in = Profile(
            "sandbox-ex", "sandbox", "ex", "http://sandbox.invalid", Environment.SANDBOX, built_in=True
        )
        self.profiles = Profiles(
            PROVIDERS, self.profile_store, self.vault, [built_in], lambda: f"id{next(numbers)}"
        )
        self.sending = Sending(
            self.profiles,
            self.vault,
            self.transport,
            self.answers,
            self.history,
            self.now,
            lambda: f"id{next(numbers)}",
        )
        self.signatures = Signatures(self.profiles, self.sending, self.ledger, NoSandbox(), self.now)
        self.knowledge = Knowledge(PROVIDERS, own_errors)
        self.inspecting = Inspecting(
            self.profiles,
            PROVIDERS,
            self.knowledge,
            self.answers,
            self.history,
            self.sending,
            self.signatures,
        )
        self.profile = self.profiles.save(
            replace(self.profiles.blank("ex"), name="mine", environment=Environment.DEV)
        )
