"""What every API has to keep, whoever wrote its folder; no list of names."""

from __future__ import annotations

from tui.core.drafting import starting_draft
from tui.core.exchange import ResponseHead
from tui.core.operation import AnswerShape
from tui.core.profile import Environment, Profile
from tui.core.provider import Provider
from tui.core.secret import SecretRef
from tui.workbench import Workbench

JUNK = (b"", b"null", b"[]", b"{}", b"<html>", b"\xff\x00", b'{"code": {}, "status": 1, "return_code": []}')


def check_declaration(provider: Provider) -> None:
    catalog = provider.operations()
    assert provider.title
    assert provider.summary.endswith(".")
    assert provider.credential.label
    assert provider.default_operation in catalog
    assert provider.rate_limited <= {page.code for page in provider.errors()}
    for operation in catalog:
        assert operation.title, operation.id
        assert operation.group, operation.id
        assert operation.path.startswith("/"), operation.id


def check_codec(provider: Provider, settings: dict[str, object]) -> None:
    """The same draft gives the same bytes, without the key; no answer is too odd to be read."""
    profile = Profile(
        "p",
        "p",
        provider.id,
        "https://host.example",
        Environment.TEST,
        secret=SecretRef("session", "p"),
        settings=settings,
    )
    for operation in provider.operations():
        draft = starting_draft(operation, settings)
        if operation.check(draft):
            continue
        request = provider.codec().encode(operation, draft, profile)
        assert request == provider.codec().encode(operation, draft, profile), operation.id
        assert request.secret_parameter == provider.credential.parameter, operation.id
        assert request.secret_parameter not in dict(request.query), operation.id
        for body in JUNK if operation.answer is AnswerShape.ENVELOPE else ():
            envelope = provider.codec().read(operation, ResponseHead(200), body)
            assert envelope.code is not None or envelope.problem, (operation.id, body)
            assert provider.layout(operation, draft, body.decode("latin-1")) == (), operation.id


def check_sandbox(provider: Provider, workbench: Workbench) -> None:
    """A harmless call and its explanation, through everything that a call goes through."""
    profile = workbench.profiles.sandbox(provider.id)
    draft = provider.probe(profile) or starting_draft(
        provider.operations().get(provider.default_operation), profile.settings
    )
    exchange = workbench.sending.send(profile, draft)
    assert exchange.envelope is not None
    assert exchange.envelope.code in provider.errors()
    explanation = workbench.inspecting.explain(exchange.id)
    assert explanation.page.provider == provider.id
    assert workbench.history.recent()[0].id == exchange.id
