"""A yes on the command line: one for a change, and the profile's name beside it where it is PROD."""

from __future__ import annotations

from tui.core.failures import ConfirmationNeeded
from tui.core.operation import Operation
from tui.core.profile import Environment, Profile


def confirmed(operation: Operation, profile: Profile, *, yes: bool, yes_prod: str | None) -> bool:
    """Whether a change may be sent. Raises ConfirmationNeeded when the yes is not enough for PROD."""
    if not (yes and operation.mutates) or profile.environment is not Environment.PROD or profile.read_only:
        return yes
    if yes_prod == profile.name:
        return True
    said = "--yes alone is not enough" if yes_prod is None else "--yes-prod names another profile"
    raise ConfirmationNeeded(
        f"“{operation.title}” ({operation.method} {operation.path}) changes state on PROD "
        f"{profile.base_url}; {said}. Nothing was sent.",
        next_step=f"Name the profile beside --yes: --yes-prod '{profile.name}'",
    )
