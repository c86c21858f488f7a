"""`assay profile check`: whether a profile works."""

from __future__ import annotations

import click

from tui.cli import completing, outcome, stderr
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object
from tui.cli.profile.words import profile_object, standing
from tui.cli.running import Call, run_call
from tui.cli.stderr import Exit
from tui.cli.unlocking import open_for
from tui.core.exchange import Exchange
from tui.core.failures import InvalidInput, VaultError
from tui.core.profile import Profile
from tui.core.vault_ports import SecretState
from tui.workbench import Workbench


@click.command("check", context_settings=no_wrap())
@click.argument("name", shell_complete=completing.profiles)
@json_option("Print the profile as a JSON object when it works.")
@click.pass_obj
def check(cast: Cast, name: str, as_json: bool) -> int:
    """Look whether a profile works: its fields, its secret, and one harmless call.

    \b
    Examples:
      assay profile check live && nightly-job

    Exit codes: 0 it works, 2 a field or the secret, 3 no answer, 4 an error code of the service.
    """
    workbench = cast.workbench
    profile = open_for(workbench, workbench.profiles.find(name))
    problems = [] if profile.built_in else workbench.profiles.check(profile)
    if problems:
        raise InvalidInput(problems, what="The profile")
    status = workbench.profiles.secret_status(profile)
    if status.state is SecretState.NOT_NAMED:
        raise VaultError(
            f"“{profile.name}” has no secret yet.",
            code="secret-missing",
            next_step=f"Store one with: assay profile secret '{profile.name}'",
        )
    if status.state is not SecretState.STORED:
        raise VaultError(
            f"The secret of “{profile.name}” is {status.state.value}.",
            code="secret-missing",
            evidence=[status.detail] if status.detail else [],
            next_step=status.remedy,
        )
    stderr.line(f"The secret is {standing(status)}.")
    code = _probe(workbench, profile)
    return tell_object(profile_object(profile)) if as_json and code == Exit.OK else code


def _probe(workbench: Workbench, profile: Profile) -> int:
    draft = workbench.profiles.provider(profile.kind).probe(profile)
    if draft is None:
        stderr.line("This API has no harmless call, so nothing was sent.")
        return Exit.OK
    request = workbench.sending.preview(profile, draft)
    stderr.line(f"{request.method} {request.shown_url}")

    def verb(call: Call) -> Exchange:
        return workbench.retrying.send(profile, draft, cancel=call.token, on_progress=call.report)

    exchange = run_call(verb)
    code = outcome.tell_exchange(workbench, exchange)
    if code is Exit.OK:
        stderr.line(f"“{profile.name}” works.")
    return code
