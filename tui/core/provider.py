"""What one API has to bring: everything about it, and nothing about anything else."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from tui.core.knowledge import ErrorCatalog, ErrorPage, Explanation
from tui.core.operation import Operation, OperationCatalog, RequestDraft
from tui.core.table import Table

if TYPE_CHECKING:
    # Its shapes are needed when something is drawn, not at a start.
    from tui.core.answers import RowReader
    from tui.core.building import Builders
    from tui.core.charting import Chart
    from tui.core.envelope import Envelope
    from tui.core.exchange import Exchange, ResponseHead
    from tui.core.fields import FieldSpec
    from tui.core.ports import SignUse
    from tui.core.profile import Profile
    from tui.core.request import UnsignedRequest
    from tui.core.schema import Schema
    from tui.core.sql_assist import SqlFacts
    from tui.core.tasks import TaskRoutes


@dataclass(frozen=True, slots=True)
class CredentialSpec:
    """The one secret of a profile and the query parameter in which it rides."""

    parameter: str
    label: str
    help: str = ""


class Codec(Protocol):
    """Draft to request, answer to envelope. Pure and deterministic."""

    def encode(self, operation: Operation, draft: RequestDraft, profile: Profile) -> UnsignedRequest:
        """The request without its credential. The draft has passed `operation.check`. Raises
        InvalidInput for what only encoding can find (a file that is needed, text that is not JSON)."""
        ...

    def row_reader(self, operation: Operation, draft: RequestDraft) -> RowReader | None:
        """How to read the answer as a stream of rows; a ListReader for a document with a list of rows
        inside, None for any other document."""
        ...

    def read(self, operation: Operation, head: ResponseHead, body: bytes) -> Envelope:
        """The envelope of a whole document. Never raises: what is not the documented shape comes
        back with code None and the problem in words."""
        ...


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """Everything an explanation may use, of one exchange."""

    exchange: Exchange
    operation: Operation
    draft: RequestDraft
    profile: Profile | None
    body: bytes
    """The first 64 KiB of the answer."""
    schema: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Known tables and their columns; empty when no schema was fetched."""
    sign_use: SignUse | None = None
    """How often the request's sign had been used before this exchange."""
    previous: Sequence[Exchange] = ()
    """The latest exchanges with the same profile, newest first."""


Explain = Callable[[ErrorPage, CaseFacts], Explanation]
"""A provider's evidence rules: weigh the causes of a page by the facts of one exchange."""

Layout = Callable[[Operation, RequestDraft, Any], tuple[Table, ...]]
"""An envelope's data as tidy tables; an empty tuple when the layout is not the expected one."""


Charts = Callable[[Operation, Sequence[Table]], "tuple[Chart, ...]"]
"""The pictures of an answer, from the tables of its layout; none where a provider knows none."""


def no_charts(operation: Operation, tables: Sequence[Table]) -> tuple[Chart, ...]:
    """For a provider whose answers have no pictures of their own."""
    return ()


@dataclass(frozen=True, slots=True)
class SignatureSpec:
    """Where a provider that verifies signatures takes the parts of one."""

    operation: str
    path: str = "path"
    sign: str = "sign"
    query: str = "query"
    body: str = "body"


@dataclass(frozen=True, slots=True)
class SchemaQuestion:
    """One call that a schema is made from: `part` names its answer, `title` says what it asks for."""

    part: str
    title: str
    draft: RequestDraft


@dataclass(frozen=True, slots=True)
class SchemaSpec:
    """How a provider's schema is asked for and read. Only drafts that read; nothing here sends."""

    setting: str
    """The field of a profile that names the project."""
    questions: Callable[[Profile], Sequence[SchemaQuestion]]
    """The calls for the profile's project. Raises InvalidInput when the profile names none."""
    read: Callable[[Profile, Mapping[str, Any]], Schema]
    """Answers' data by part to a schema without a time; a part whose call failed is absent. Never
    raises: what cannot be read becomes a sentence in `problems`."""
    event_question: Callable[[Profile, str], SchemaQuestion] | None = None
    """The call for the properties of one event."""
    read_event: Callable[[Any], tuple[str, ...] | None] | None = None
    """The names in that call's answer; None when it is not the expected layout."""


@dataclass(frozen=True, slots=True)
class Provider:
    """One API. The heavy parts are callables, so that a start loads none of them."""

    id: str
    title: str
    summary: str
    default_base_url: str
    credential: CredentialSpec
    profile_fields: tuple[FieldSpec, ...]
    operations: Callable[[], OperationCatalog]
    codec: Callable[[], Codec]
    errors: Callable[[], ErrorCatalog]
    explain: Explain
    layout: Layout
    sandbox: Callable[..., Any]
    """Mounts the provider's wire format in the embedded sandbox; see core/sandboxing.py."""
    probe: Callable[[Profile], RequestDraft | None]
    """A harmless read that tells whether a profile works; None when the API has none."""
    default_operation: str = ""
    charts: Charts = no_charts
    signature: SignatureSpec | None = None
    documentation: str = ""
    """The name of the vendor's page, to search for."""
    base_url_help: str = ""
    """What is known of this API's addresses; empty where nothing is."""
    schema: SchemaSpec | None = None
    """None when the API tells nothing of what it holds."""
    sql: Callable[[], SqlFacts] | None = None
    """What its SQL asks for beyond the dialect; None when the API takes no SQL."""
    builders: Callable[[], Builders] | None = None
    """Guided forms over its JSON bodies; None when it has none."""
    tasks: Callable[[], TaskRoutes] | None = None
    """How its SQL runs in the background; None when it cannot."""
    rate_limited: frozenset[str] = frozenset()
    """Codes that mean “too many requests”: a read may be sent again after a pause."""
