"""`assay profile`: named targets. A secret comes by prompt, pipe, variable or command, never as a word."""

from __future__ import annotations

from dataclasses import replace

import click

from tui.cli import completing, outcome, stderr
from tui.cli.choosing import json_option, named_values, set_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object, tell_table
from tui.cli.profile.words import profile_object, standing, with_values
from tui.cli.secret_input import SecretSource, secret_options, take_secret
from tui.cli.stderr import Exit
from tui.cli.unlocking import STORE, open_for, open_store
from tui.core.failures import ConfirmationNeeded, InvalidInput
from tui.core.profile import Environment, Profile
from tui.core.vault_ports import SecretState
from tui.workbench import Workbench


@click.group(context_settings=no_wrap())
def command() -> None:
    """Named targets: where an API is, and where its secret is kept.

    \b
    Examples:
      assay profile add live --kind te --url https://te.example.com:8992 --set projectId=1
      assay profile check live
      assay profile edit live --environment prod --read-only
      assay profile rotate live --secret-command "pass show te/live"
      assay profile export > profiles.json

    Exit codes: those of assay --help; each command names its own.
    """


# ---- list --------------------------------------------------------------------------------------


@command.command("list", context_settings=no_wrap())
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array of objects.")
@click.pass_obj
def list_profiles(cast: Cast, as_json: bool) -> int:
    """List the profiles, the built-in sandbox ones last. No store of secrets is opened.

    \b
    Examples:
      assay profile list
      assay profile list --json | jq -r '.[] | select(.environment == "PROD") | .name'

    Exit codes: 0 done, 2 a profile of the file cannot be used.
    """
    profiles = cast.workbench.profiles
    for problem in profiles.problems():
        outcome.tell_error(problem, cast.knowledge)
    found = profiles.all()
    if as_json:
        return tell_object([profile_object(p) for p in found])
    tell_table(("NAME", "KIND", "ENVIRONMENT", "BASE URL", "SECRET IN", ""), map(_row, found))
    return Exit.INPUT if profiles.problems() else Exit.OK


def _row(profile: Profile) -> tuple[str, ...]:
    return (
        profile.name,
        profile.kind,
        profile.environment.value,
        profile.base_url,
        profile.secret.store if profile.secret else "nowhere yet",
        " ".join(word for word, so in (("read-only", profile.read_only), ("private", profile.private)) if so),
    )


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
@click.option("--private", is_flag=True, help="Keep no request, draft or answer on disk after the end.")
@set_option
@secret_options
@click.option("--no-secret", is_flag=True, help="Leave the secret for later.")
@json_option("Print the profile as a JSON object.")
@click.pass_obj
def add(
    cast: Cast,
    name: str,
    kind: str,
    url: str | None,
    environment: str,
    read_only: bool,
    private: bool,
    settings: tuple[str, ...],
    secret_env: str | None,
    secret_command: str | None,
    secret_stdin: bool,
    encrypted_file: bool,
    no_secret: bool,
    as_json: bool,
) -> int:
    """Make a profile. Without a --secret option the secret is asked for, unseen.

    \b
    Examples:
      assay profile add live --kind te --url https://te.example.com:8992 --set projectId=1
      assay profile add shop --kind td --set partner_code=acme --secret-env TD_KEY
      pass show te/live | assay profile add live --kind te --url https://te.example.com --secret-stdin

    A secret that is asked for or piped goes to the keyring of the operating system. It is never taken
    from the command line, where other programs and the shell's history could read it.

    Exit codes: 0 saved, 1 usage, 2 a field or the store of secrets is wrong and nothing was saved.
    """
    source = SecretSource.of(secret_env, secret_command, secret_stdin, no_secret, encrypted_file)
    profiles = cast.workbench.profiles
    profile = replace(
        profiles.blank(kind),
        name=name,
        environment=Environment(environment.upper()),
        read_only=read_only,
        private=private,
    )
    if url is not None:
        profile = replace(profile, base_url=url)
    profile = with_values(profile, named_values(settings, profiles.fields(kind), what="The profile"))
    problems = profiles.check(profile)
    if problems:
        raise InvalidInput(problems, what="The profile")
    if source.store is None:
        stderr.line(f"Saved “{profiles.save(profile).name}”, without a secret.")
    else:
        _store(cast.workbench, profile, source)
    return _told(profiles.find(name), as_json=as_json)


def _told(profile: Profile, *, as_json: bool) -> int:
    return tell_object(profile_object(profile)) if as_json else Exit.OK


def _store(workbench: Workbench, profile: Profile, source: SecretSource) -> None:
    """Store a secret and save the profile that names its place; say where it lies."""
    assert source.store is not None
    profiles = workbench.profiles
    if source.store == STORE:
        open_store(workbench)
    secret = take_secret(source, profiles.provider(profile.kind).credential.label)
    profile = profiles.store_secret(profile, secret, source.store, source.locator)
    status = profiles.secret_status(profile)
    stderr.line(f"Saved “{profile.name}”; its secret is {standing(status)}.")
    if status.state is not SecretState.STORED and status.remedy:
        stderr.line(status.remedy)


@command.command("secret", context_settings=no_wrap())
@click.argument("name", shell_complete=completing.own_profiles)
@secret_options
@json_option("Print the profile as a JSON object.")
@click.pass_obj
def secret(
    cast: Cast,
    name: str,
    secret_env: str | None,
    secret_command: str | None,
    secret_stdin: bool,
    encrypted_file: bool,
    as_json: bool,
) -> int:
    """Give a profile a secret, or another one; the old one is removed from its place. `rotate` is the same.

    \b
    Examples:
      assay profile rotate live
      assay profile rotate live --secret-command "pass show te/live"

    Exit codes: 0 stored, 1 usage, 2 it could not be stored and the old one stays.
    """
    source = SecretSource.of(secret_env, secret_command, secret_stdin, False, encrypted_file)
    profiles = cast.workbench.profiles
    _store(cast.workbench, profiles.find(name), source)
    return _told(profiles.find(name), as_json=as_json)


command.add_command(secret, "rotate")


# ---- remove ------------------------------------------------------------------------------------


@command.command("remove", context_settings=no_wrap())
@click.argument("name", shell_complete=completing.own_profiles)
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option("Print the profile that was removed as a JSON object.")
@click.pass_obj
def remove(cast: Cast, name: str, yes: bool, as_json: bool) -> int:
    """Remove a profile and its secret.

    \b
    Examples:
      assay profile remove live
      assay profile remove live --yes

    Exit codes: 0 removed, 1 usage, 2 there is none, or its secret may still be there, 5 no yes was given.
    """
    profiles = cast.workbench.profiles
    profile = open_for(cast.workbench, profiles.find(name))
    if not yes:
        question = f"Remove “{profile.name}” ({profile.base_url}) and its secret? Type its name: "
        if stderr.ask(question) != profile.name:
            raise ConfirmationNeeded(
                f"“{profile.name}” was not removed.", next_step="Type its name, or give --yes."
            )
    profiles.delete(profile)
    stderr.line(f"Removed “{profile.name}”.")
    return _told(profile, as_json=as_json)
