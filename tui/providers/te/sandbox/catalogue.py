"""Every route of the catalogue but the SQL ones: parameters checked, then played or refused in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from tui.core.operation import Operation
from tui.core.sandboxing import Handler, SandboxAnswer, SandboxRequest, SandboxServices
from tui.providers.te.operations import operations
from tui.providers.te.sandbox.access import check_project
from tui.providers.te.sandbox.envelope import FAILED, Rejected
from tui.providers.te.sandbox.guards import SQL_GROUP, check_scope, run_refusable
from tui.providers.te.sandbox.models.answers import LAYOUT_HEADER
from tui.providers.te.sandbox.models.routes import ModelRoutes
from tui.providers.te.sandbox.objects import ProjectObjects
from tui.providers.te.sandbox.own_parameters import own_fields, with_own
from tui.providers.te.sandbox.parameters import Call, read_call
from tui.providers.te.sandbox.stateful import stateful_plays

Play = Callable[[Call], SandboxAnswer]

UNKNOWN = "parameters of this route are unknown in public; the sandbox does not play it"
NOT_PLAYED = {
    "project-create": "the sandbox's projects are its data sets; it makes no empty one",
    "role-base-functions": "what the base roles may do is not public; the sandbox does not make it up",
    "user-mfa-unbind": "no user of the sandbox has an MFA device",
    "tag-date-refresh": "tags are not played; cohorts are",
}
"""Why a route is refused, where it is not for its unknown parameters."""


def catalogue_handlers(services: SandboxServices, objects: ProjectObjects) -> Mapping[str, Handler]:
    """How each route that the SQL part does not bring is answered, by operation id."""
    models = ModelRoutes(services, objects.for_models)
    plays = _kept(objects, stateful_plays(services, objects, models))
    return {
        operation.id: _handler(services, operation, models, plays)
        for operation in operations()
        if operation.group != SQL_GROUP
    }


def _kept(objects: ProjectObjects, plays: Mapping[str, Play]) -> Mapping[str, Play]:
    """The routes that read and write what callers made, each in one session with it."""

    def within(play: Play) -> Play:
        def answer(call: Call) -> SandboxAnswer:
            with objects.memory.session():
                return play(call)

        return answer

    return {name: within(play) for name, play in plays.items()}


def _handler(
    services: SandboxServices, operation: Operation, models: ModelRoutes, plays: Mapping[str, Play]
) -> Handler:
    play = models.answer if models.plays(operation.id) else plays.get(operation.id)

    def answer(request: SandboxRequest) -> SandboxAnswer:
        check_scope(services, operation, request)
        call = read_call(operation, request)
        if play is None:
            raise Rejected(FAILED, NOT_PLAYED.get(operation.id, UNKNOWN))
        call = with_own(call)
        if "projectId" in call.values:
            check_project(services, request, call.values["projectId"])
        found = run_refusable(play, call)
        if own_fields(operation.id) and LAYOUT_HEADER not in found.headers:
            return replace(found, headers=(LAYOUT_HEADER, *found.headers))
        return found

    return answer
