"""Every route of the catalogue but the SQL ones: parameters checked, then played or refused in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tui.core.operation import Operation
from tui.core.sandboxing import Handler, SandboxAnswer, SandboxRequest, SandboxRoute, SandboxServices
from tui.providers.te.operations import operations
from tui.providers.te.sandbox.access import PROVIDER, check_project
from tui.providers.te.sandbox.envelope import FAILED, NO_PERMISSION, Rejected
from tui.providers.te.sandbox.metadata import Metadata
from tui.providers.te.sandbox.models.routes import ModelRoutes
from tui.providers.te.sandbox.objects import ProjectObjects
from tui.providers.te.sandbox.parameters import Call, check_required, read_call

Play = Callable[[Call], SandboxAnswer]

UNKNOWN = "parameters of this route are unknown in public; the sandbox does not play it"


def catalogue_routes(services: SandboxServices) -> Sequence[SandboxRoute]:
    """The routes that the SQL part does not bring."""
    objects = ProjectObjects(services)
    models = ModelRoutes(services, objects.for_models)
    plays: Mapping[str, Play] = {**Metadata(services, objects).plays()}

    def handler(operation: Operation) -> Handler:
        play = models.answer if models.plays(operation.id) else plays.get(operation.id, not_played)

        def answer(request: SandboxRequest) -> SandboxAnswer:
            check_scope(services, operation, request)
            call = read_call(operation, request)
            if "projectId" in call.values:
                check_project(services, request, call.values["projectId"])
            return play(call)

        return answer

    return [
        SandboxRoute(operation.method, operation.path, handler(operation))
        for operation in operations()
        if operation.group != "custom_query"
    ]


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


def not_played(call: Call) -> SandboxAnswer:
    raise Rejected(FAILED, UNKNOWN)
