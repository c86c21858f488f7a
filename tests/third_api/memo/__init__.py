"""A board of short memos: three routes, a key in the URL, codes in words."""

from __future__ import annotations

from typing import Any

from tests.third_api.memo.explaining import explain
from tui.core.fields import FieldSpec
from tui.core.knowledge import ErrorCatalog
from tui.core.operation import Operation, OperationCatalog, RequestDraft
from tui.core.profile import Profile
from tui.core.provider import Codec, CredentialSpec, Provider
from tui.core.table import Table


def _operations() -> OperationCatalog:
    from tests.third_api.memo.operations import operations

    return operations()


def _codec() -> Codec:
    from tests.third_api.memo.codec import MemoCodec

    return MemoCodec()


def _errors() -> ErrorCatalog:
    from tests.third_api.memo.errors import errors

    return errors()


def _layout(operation: Operation, draft: RequestDraft, data: Any) -> tuple[Table, ...]:
    from tests.third_api.memo.layouts import layout

    return layout(data)


def _sandbox(services: Any) -> Any:
    from tests.third_api.memo.sandbox import mount

    return mount(services)


def _probe(_: Profile) -> RequestDraft:
    return RequestDraft("memos-list", query={"limit": 1})


PROVIDER = Provider(
    id="memo",
    title="Memo board",
    summary="Short notes of a team: list, add, remove.",
    default_base_url="https://memo.example",
    credential=CredentialSpec("key", "Board key", "Handed out by whoever runs the board."),
    profile_fields=(FieldSpec("board", label="Board", required=True, help="The board's name."),),
    operations=_operations,
    codec=_codec,
    errors=_errors,
    explain=explain,
    layout=_layout,
    sandbox=_sandbox,
    probe=_probe,
    default_operation="memos-list",
    rate_limited=frozenset({"E_BUSY"}),
)
