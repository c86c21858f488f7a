"""TrustDecision signature verification: a sign and a request's parts go in, a verdict comes out."""

from __future__ import annotations

from typing import Any

from tui.core.fields import FieldKind, FieldSpec
from tui.core.knowledge import ErrorCatalog, ErrorPage, Explanation
from tui.core.operation import Operation, OperationCatalog, RequestDraft
from tui.core.profile import Profile
from tui.core.provider import CaseFacts, Codec, CredentialSpec, Provider, SignatureSpec
from tui.core.table import Table

# Everything heavy is imported inside the functions: a start of the program needs names and fields only.


def _operations() -> OperationCatalog:
    from tui.providers.td.operations import operations

    return operations()


def _codec() -> Codec:
    from tui.providers.td.codec import CODEC

    return CODEC


def _errors() -> ErrorCatalog:
    from tui.providers.td.errors import errors

    return errors()


def _explain(page: ErrorPage, facts: CaseFacts) -> Explanation:
    from tui.providers.td.evidence import explain

    return explain(page, facts)


def _layout(operation: Operation, draft: RequestDraft, data: Any) -> tuple[Table, ...]:
    from tui.providers.td.layouts import layout

    return layout(operation, draft, data)


def _sandbox(services: Any) -> Any:
    from tui.providers.td.sandbox import mount

    return mount(services)


def _probe(_: Profile) -> RequestDraft | None:
    """Every call verifies something and counts as traffic, so there is no harmless one."""
    return None


PROVIDER = Provider(
    id="td",
    title="TrustDecision signature verification",
    summary="Anti-bot verdicts: whether a request's sign is genuine, fresh and from a clean device.",
    default_base_url="https://sg.apitd.net",
    credential=CredentialSpec(
        parameter="partner_key",
        label="Partner key",
        help="Handed out by TrustDecision together with the partner code.",
    ),
    profile_fields=(
        FieldSpec(
            "partner_code",
            label="Partner code",
            required=True,
            help="Handed out by TrustDecision; rides in the URL beside the key.",
        ),
        FieldSpec(
            "callsPerDay",
            FieldKind.INTEGER,
            label="Calls per day",
            minimum=1,
            maximum=1_000_000,
            help="Your own budget: calls may be charged, and heavy tests can get the traffic disabled. "
            "Empty means none.",
        ),
    ),
    operations=_operations,
    codec=_codec,
    errors=_errors,
    explain=_explain,
    layout=_layout,
    sandbox=_sandbox,
    probe=_probe,
    default_operation="signature-verify",
    signature=SignatureSpec("signature-verify"),
    base_url_help="https://sg.apitd.net is the one host that is documented for this API. cn, us, de, id, pk "
    "and th before .apitd.net are documented for another API of the vendor, not for this one; other hosts "
    "are not documented at all.",
    documentation="TrustDecision, reference/bot-api",
)
