"""The one operation: verify a sign. Facts from the vendor's page `bot-api`."""

from __future__ import annotations

from functools import cache

from tui.core.fields import FieldKind, FieldSpec
from tui.core.operation import Editor, Operation, OperationCatalog, Payload

VERIFY = Operation(
    id="signature-verify",
    group="signature",
    title="Verify a sign",
    method="POST",
    path="/signature/v2",
    payload=Payload.JSON,
    # None is `required` here, although the vendor requires path and sign: sending without them, to see
    # the verdicts 1101 and 1102, is one of the tests that people make.
    fields=(
        FieldSpec(
            "path",
            label="Path",
            placeholder="/path/of/the/interface",
            help="Exactly what the client handed to the SDK, character for character; no host, no query. "
            "Required by the vendor; left out, the verdict is 1102.",
        ),
        FieldSpec(
            "sign",
            FieldKind.MULTILINE,
            label="Sign",
            sensitive=True,
            help="What the SDK returned, unchanged. Required by the vendor; left out, the verdict is 1101. "
            "Verifying uses it up: a second time it counts as a replay.",
        ),
        FieldSpec(
            "query",
            FieldKind.JSON,
            label="Query",
            placeholder='{"key": "value"}',
            help="The signed query as a JSON object, every value text. Only for SDKs that sign it.",
        ),
        FieldSpec(
            "body",
            FieldKind.MULTILINE,
            label="Body",
            help="The signed body as raw text, before any parsing, or the digest that the client signed. "
            "Only for SDKs that sign it.",
        ),
    ),
    repeatable=False,
    editor=Editor.FORM,
    notes="Verifying is not read-only: the same sign again, even after a time-out, may count as a replay "
    "(1603). Code 200 says nothing of the verdict; data.status is the verdict.",
    source="bot-api",
    example={"path": "/api/order/create"},
)


@cache
def operations() -> OperationCatalog:
    return OperationCatalog([VERIFY])
