"""`assay profile`: named targets. A secret comes by prompt, pipe, variable or command, never as a word."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import click

from tui.cli import outcome, stderr, stdout
from tui.cli.choosing import named_values, set_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.formats import TableRows
from tui.cli.running import Call, run_call
from tui.cli.secret_input import SecretSource, secret_options, take_secret
from tui.cli.stderr import Exit
from tui.core.exchange import Exchange
from tui.core.failures import ConfirmationNeeded, InvalidInput, VaultError
from tui.core.profile import Environment, Profile, Timeouts, Tls
from tui.core.table import Cell, CellKind, Column
from tui.core.vault_ports import SecretState, SecretStatus
from tui.workbench import Workbench


@click.group(context_settings=no_wrap())
def command() -> None:
    """Named targets: where an API is, and where its secret is kept."""


# ---- list --------------------------------------------------------------------------------------


@command.command("list", context_settings=no_wrap())
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of objects.")
@click.pass_obj
def list_profiles(cast: Cast, as_json: bool) -> int:
    """List the profiles, the built-in sandbox ones last. No store of secrets is opened."""
    profiles = cast.workbench.profiles
    for problem in profiles.problems():
        outcome.tell_error(problem, cast.knowledge)
    found = profiles.all()
    if as_json:
        return stdout.text(json.dumps([_object(p) for p in found], ensure_ascii=False, indent=2) + "\n")
    table = TableRows()
    table.begin([Column(name) for name in ("NAME", "KIND", "ENVIRONMENT", "BASE URL", "SECRET IN", "")])
    stdout.text(table.rows(_row(profile) for profile in found))
    return Exit.INPUT if profiles.problems() else Exit.OK


def _row(profile: Profile) -> tuple[Cell, ...]:
    words = (
        profile.name,
        profile.kind,
        profile.environment.value,
        profile.base_url,
        profile.secret.store if profile.secret else "nowhere yet",
        "read-only" if profile.read_only else "",
    )
    return tuple(Cell(CellKind.TEXT, word) for word in words)


def _object(profile: Profile) -> dict[str, object]:
    return {
        "id": profile.id,
        "name": profile.name,
        "kind": profile.kind,
        "environment": profile.environment.value,
        "base_url": profile.base_url,
        "read_only": profile.read_only,
        "secret_store": profile.secret.store if profile.secret else None,
        "settings": dict(profile.settings),
        "built_in": profile.built_in,
    }


# ---- add ---------------------------------------------------------------------------------------


@command.command("add", context_settings=no_wrap())
@click.argument("name")
@click.option("-k", "--kind", required=True, metavar="KIND", help="Which API it speaks: te or td.")
@click.option("--url", metavar="URL", help="Base URL: scheme, host, port and path prefix.")
@click.option(
    "--environment",
    type=click.Choice([e.value for e in Environment if e is not Environment.SANDBOX], case_sensitive=False),
    default=Environment.DEV.value,
    show_default=True,
    help="Shown wherever the profile is used.",
)
@click.option("--read-only", is_flag=True, help="Refuse every route that changes state.")
@set_option
@secret_options
@click.option("--no-secret", is_flag=True, help="Leave the secret for later.")
@click.pass_obj
def add(
    cast: Cast,
    name: str,
    kind: str,
    url: str | None,
    environment: str,
    read_only: bool,
    settings: tuple[str, ...],
    secret_env: str | None,
    secret_command: str | None,
    secret_stdin: bool,
    no_secret: bool,
) -> int:
    """Make a profile. Without a --secret option the secret is asked for, unseen.

    \b
    assay profile add live --kind te --url https://te.example.com:8992 --set projectId=1
    assay profile add shop --kind td --set partner_code=acme --secret-env TD_KEY

    A secret that is asked for or piped goes to the keyring of the operating system. It is never taken
    from the command line, where other programs and the shell's history could read it.
    """
    source = SecretSource.of(secret_env, secret_command, secret_stdin, no_secret)
    profiles = cast.workbench.profiles
    profile = replace(
        profiles.blank(kind), name=name, environment=Environment(environment.upper()), read_only=read_only
    )
    if url is not None:
        profile = replace(profile, base_url=url)
    profile = with_values(profile, named_values(settings, profiles.fields(kind), what="The profile"))
    problems = profiles.check(profile)
    if problems:
        raise InvalidInput(problems, what="The profile")
    if source.store is None:
        profiles.save(profile)
        stderr.line(f"Saved “{name}”, without a secret.")
        return Exit.OK
    return _store(cast.workbench, profile, source)


def _store(workbench: Workbench, profile: Profile, source: SecretSource) -> int:
    """Store a secret and save the profile that names its place; say where it lies."""
    assert source.store is not None
    profiles = workbench.profiles
    secret = take_secret(source, profiles.provider(profile.kind).credential.label)
    profile = profiles.store_secret(profile, secret, source.store, source.locator)
    status = profiles.secret_status(profile)
    stderr.line(f"Saved “{profile.name}”; its secret is {_standing(status)}.")
    if status.state is not SecretState.STORED and status.remedy:
        stderr.line(status.remedy)
    return Exit.OK


def _standing(status: SecretStatus) -> str:
    return f"{status.state.value} in {status.where}" if status.where else status.state.value


def with_values(profile: Profile, values: Mapping[str, Any]) -> Profile:
    """The profile with fields by wire name: `timeouts.read`, `tls.verify`, `proxy`, or its API's own."""
    own: dict[str, Any] = dict(profile.settings)
    parts: dict[str, dict[str, Any]] = {"timeouts": {}, "tls": {}}
    plain: dict[str, Any] = {}
    for name, value in values.items():
        group, dot, member = name.partition(".")
        if dot and group in parts:
            parts[group][member] = value
        elif name in ("proxy", "read_only", "base_url"):
            plain[name] = value
        elif name == "environment":
            plain[name] = Environment(value)
        else:
            own[name] = value
    timeouts: Timeouts = replace(profile.timeouts, **parts["timeouts"])
    tls: Tls = replace(profile.tls, **parts["tls"])
    return replace(profile, settings=own, timeouts=timeouts, tls=tls, **plain)


@command.command("secret", context_settings=no_wrap())
@click.argument("name")
@secret_options
@click.pass_obj
def secret(
    cast: Cast, name: str, secret_env: str | None, secret_command: str | None, secret_stdin: bool
) -> int:
    """Give a profile a secret, or another one; the old one is removed from its place."""
    source = SecretSource.of(secret_env, secret_command, secret_stdin, False)
    return _store(cast.workbench, cast.workbench.profiles.find(name), source)


# ---- remove, check -----------------------------------------------------------------------------


@command.command("remove", context_settings=no_wrap())
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def remove(cast: Cast, name: str, yes: bool) -> int:
    """Remove a profile and its secret."""
    profiles = cast.workbench.profiles
    profile = profiles.find(name)
    if not yes:
        question = f"Remove “{profile.name}” ({profile.base_url}) and its secret? Type its name: "
        if stderr.ask(question) != profile.name:
            raise ConfirmationNeeded(
                f"“{profile.name}” was not removed.", next_step="Type its name, or give --yes."
            )
    profiles.delete(profile)
    stderr.line(f"Removed “{profile.name}”.")
    return Exit.OK


@command.command("check", context_settings=no_wrap())
@click.argument("name")
@click.pass_obj
def check(cast: Cast, name: str) -> int:
    """Look whether a profile works: its fields, its secret, and one harmless call."""
    workbench = cast.workbench
    profile = workbench.profiles.find(name)
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
    stderr.line(f"The secret is {_standing(status)}.")
    return _probe(workbench, profile)


def _probe(workbench: Workbench, profile: Profile) -> int:
    draft = workbench.profiles.provider(profile.kind).probe(profile)
    if draft is None:
        stderr.line("This API has no harmless call, so nothing was sent.")
        return Exit.OK
    request = workbench.sending.preview(profile, draft)
    stderr.line(f"{request.method} {request.shown_url}")

    def verb(call: Call) -> Exchange:
        return workbench.sending.send(profile, draft, cancel=call.token, on_progress=call.report)

    exchange = run_call(verb)
    code = outcome.tell_exchange(workbench, exchange)
    if code is Exit.OK:
        stderr.line(f"“{profile.name}” works.")
    return code
