"""What stands before and around the handlers: the key's scope, parameters of SQL routes, refusals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tui.core.operation import Operation
from tui.core.sandboxing import SandboxAnswer, SandboxRequest, SandboxRoute, SandboxServices, SqlRefused
from tui.providers.te.operations import operations
from tui.providers.te.sandbox.access import PROVIDER
from tui.providers.te.sandbox.envelope import NO_PERMISSION, Rejected
from tui.providers.te.sandbox.formats import refusal_code
from tui.providers.te.sandbox.parameters import Call, check_required, parameter_error

SQL_GROUP = "custom_query"


def run_refusable(play: Callable[[Call], SandboxAnswer], call: Call) -> SandboxAnswer:
    """The answer of a handler; what the engine refuses becomes Rejected."""
    try:
        return play(call)
    except SqlRefused as error:
        from tui.providers.te.sandbox.models.measures import bad_pattern

        if bad_pattern(error):
            raise parameter_error("ftv", "the engine does not take this regular expression") from None
        raise Rejected(refusal_code(error), str(error)) from None


def with_required(route: SandboxRoute) -> SandboxRoute:
    """A SQL route that names a required parameter when it is missing."""
    known = {(operation.method, operation.path): operation for operation in operations()}
    operation = known[route.method, route.path]

    def answer(request: SandboxRequest) -> SandboxAnswer:
        check_required(operation, request)
        return route.handler(request)

    return replace(route, handler=answer)


def check_scope(services: SandboxServices, operation: Operation, request: SandboxRequest) -> None:
    """Raises Rejected (-1006) for a project's key on a route that takes the company key only."""
    key = services.keys.check(PROVIDER, request.parameter("token"))
    if operation.token_scope.startswith("company") and key.project is not None:
        raise Rejected(NO_PERMISSION, "this route takes the company key, and the token is a project's")
