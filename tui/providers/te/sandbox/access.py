"""Who may call: the token of every call, and the project of a call that names one.

The codes for tokens that are not valid are the sandbox's choice among the documented codes; only the
one for a missing token (-1008) is seen in the vendor's samples.
"""

from __future__ import annotations

from typing import Any

from tui.core.sandboxing import Handler, KeyStanding, SandboxAnswer, SandboxRequest, SandboxServices
from tui.providers.te.sandbox.envelope import (
    INVALID_ACCESS,
    NO_PERMISSION,
    NOT_LOGGED_IN,
    PARAMETER_ERROR,
    TARGET_MISSING,
    Rejected,
    rejection,
)

PROVIDER = "te"


def guarded(services: SandboxServices, handler: Handler) -> Handler:
    """`handler`, called only with a valid token; what it raises as Rejected becomes an envelope."""

    def answer(request: SandboxRequest) -> SandboxAnswer:
        try:
            check_token(services, request)
            return handler(request)
        except Rejected as error:
            return rejection(error)

    return answer


def check_token(services: SandboxServices, request: SandboxRequest) -> None:
    """Raises Rejected unless the call's token is valid."""
    standing = services.keys.check(PROVIDER, request.parameter("token")).standing
    match standing:
        case KeyStanding.VALID:
            return
        case KeyStanding.MISSING:
            raise Rejected(PARAMETER_ERROR, "token is empty", own=False)
        case KeyStanding.RETIRED:
            raise Rejected(NOT_LOGGED_IN, "this token was replaced by a newer one of the same scope")
        case KeyStanding.UNKNOWN:
            raise Rejected(INVALID_ACCESS, "this token is not one of the sandbox's")


def check_project(services: SandboxServices, request: SandboxRequest, value: Any) -> int:
    """The number of the project that a call names. Raises Rejected when it is missing, malformed,
    not in the sandbox, or not opened by the call's token."""
    try:
        project = int(str(value))
    except ValueError:
        raise Rejected(PARAMETER_ERROR, "projectId is missing or not a whole number") from None
    if not services.keys.check(PROVIDER, request.parameter("token")).opens(project):
        raise Rejected(NO_PERMISSION, f"this token does not open project {project}")
    known = [one.id for one in services.database.projects()]
    if project not in known:
        numbers = ", ".join(str(number) for number in known)
        raise Rejected(TARGET_MISSING, f"there is no project {project}; the sandbox has {numbers}")
    return project
