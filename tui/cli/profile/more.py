"""`assay profile edit, copy, rotate, export, import`: changes of a profile, and files without secrets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import click

from tui.cli import completing, stderr
from tui.cli.choosing import json_option, named_values, read_text, set_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object
from tui.cli.passphrase import command as passphrase
from tui.cli.profile.check import check
from tui.cli.profile.command import command
from tui.cli.profile.words import profile_object, with_values
from tui.cli.stderr import Exit
from tui.core.failures import FileProblem, InvalidInput, Refused
from tui.core.fields import FieldProblem
from tui.core.profile import Environment, Profile
from tui.core.urls import check_base_url, origin_of
from tui.workbench import Workbench

ENVIRONMENTS = [e.value for e in Environment if e is not Environment.SANDBOX]


@command.command("edit", context_settings=no_wrap())
@click.argument("name", shell_complete=completing.own_profiles)
@click.option("--name", "new_name", metavar="NAME", help="Call it so from now on.")
@click.option("--url", metavar="URL", help="Base URL: scheme, host, port and path prefix.")
@click.option("--environment", type=click.Choice(ENVIRONMENTS, case_sensitive=False), help="Shown with it.")
@click.option("--read-only/--writable", "read_only", default=None, help="Refuse routes that change state.")
@click.option("--private/--kept", "private", default=None, help="Keep nothing of it on disk after the end.")
@set_option
@json_option("Print the profile as a JSON object.")
@click.pass_obj
def edit(
    cast: Cast,
    name: str,
    new_name: str | None,
    url: str | None,
    environment: str | None,
    read_only: bool | None,
    private: bool | None,
    settings: tuple[str, ...],
    as_json: bool,
) -> int:
    """Change a profile; what is not given stays, its secret too.

    \b
    Examples:
      assay profile edit live --url https://te.example.com:8992
      assay profile edit live --set timeouts.read=30 --set projectId=7
      assay profile edit live --name production --environment prod --read-only

    Exit codes: 0 saved, 1 usage, 2 a field is wrong and nothing was saved, 5 it is built in.
    """
    profiles = cast.workbench.profiles
    profile = profiles.find(name)
    changes: dict[str, Any] = {
        "name": new_name,
        "base_url": url,
        "environment": Environment(environment.upper()) if environment else None,
        "read_only": read_only,
        "private": private,
    }
    given = {key: value for key, value in changes.items() if value is not None}
    values = named_values(settings, profiles.fields(profile.kind), what="The profile")
    saved = profiles.save(with_values(replace(profile, **given), values))
    return _saved(saved, as_json=as_json)


@command.command("copy", context_settings=no_wrap())
@click.argument("name", shell_complete=completing.profiles)
@click.argument("new_name")
@click.option("--url", metavar="URL", help="Base URL of the copy; a copy of a sandbox profile needs one.")
@json_option("Print the copy as a JSON object.")
@click.pass_obj
def copy(cast: Cast, name: str, new_name: str, url: str | None, as_json: bool) -> int:
    """Make a profile like another one, without its secret.

    \b
    Examples:
      assay profile copy live staging --url https://te.staging.example.com

    Exit codes: 0 saved, 1 usage, 2 a field is wrong and nothing was saved.
    """
    profiles = cast.workbench.profiles
    made = replace(profiles.copy(profiles.find(name)), name=new_name)
    saved = profiles.save(replace(made, base_url=url) if url is not None else made)
    return _saved(saved, as_json=as_json)


def _saved(profile: Profile, *, as_json: bool) -> int:
    if as_json:
        return tell_object(profile_object(profile))
    secret = "" if profile.secret else f", without a secret: assay profile rotate '{profile.name}'"
    stderr.line(f"Saved “{profile.name}”{secret}.")
    return Exit.OK


# ---- files -------------------------------------------------------------------------------------


@command.command("export", context_settings=no_wrap())
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=completing.own_profiles)
@json_option("Accepted; the export is JSON in any case.")
@click.pass_obj
def export(cast: Cast, names: tuple[str, ...], as_json: bool) -> int:
    """Print profiles, all of your own without a name, as JSON that `import` reads.

    No secret is in it, nor where one is kept.

    \b
    Examples:
      assay profile export > profiles.json
      assay profile export live staging | ssh other assay profile import -

    Exit codes: 0 done, 1 usage, 2 there is no such profile.
    """
    profiles = cast.workbench.profiles
    chosen = [profiles.find(name) for name in names] if names else profiles.stored()
    hidden = {"id", "secret_store", "built_in"}
    kept = [{k: v for k, v in profile_object(p).items() if k not in hidden} for p in chosen if not p.built_in]
    return tell_object({"assay_profiles": 1, "profiles": kept})


@command.command("import", context_settings=no_wrap())
@click.argument("file")
@click.option("--replace", "overwrite", is_flag=True, help="Change profiles of the same name; secrets stay.")
@json_option("Print the profiles as a JSON array.")
@click.pass_obj
def take_in(cast: Cast, file: str, overwrite: bool, as_json: bool) -> int:
    """Take in profiles that `export` wrote; - reads standard input. All of them, or none.

    \b
    Examples:
      assay profile import profiles.json
      assay profile import - --replace < profiles.json

    Exit codes: 0 saved, 1 usage, 2 the file or a field is wrong, or a name is taken; nothing was saved.
    """
    workbench = cast.workbench
    made = [_profile(workbench, entry, overwrite=overwrite) for entry in _entries(file)]
    names = [profile.name.casefold() for profile in made]
    for profile in made:
        problems = workbench.profiles.check(profile)
        if names.count(profile.name.casefold()) > 1:
            problems.append(FieldProblem("name", f"“{profile.name}” is in the file more than once"))
        if problems:
            raise InvalidInput(problems, what=f"The profile “{profile.name}”")
    saved = [workbench.profiles.save(profile) for profile in made]
    if as_json:
        return tell_object([profile_object(profile) for profile in saved])
    for profile in saved:
        _saved(profile, as_json=False)
    return Exit.OK


def _entries(file: str) -> list[Mapping[str, Any]]:
    text = read_text(file, "The profiles")
    try:
        document = json.loads(text)
        entries = document["profiles"]
        if document["assay_profiles"] != 1 or not all(isinstance(e, dict) for e in entries):
            raise ValueError(file)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise FileProblem(
            f"“{file}” holds no profiles that this version reads.",
            next_step="Write such a file with: assay profile export",
        ) from None
    return list(entries)


def _profile(workbench: Workbench, entry: Mapping[str, Any], *, overwrite: bool) -> Profile:
    """Unsaved. Only known keys of the right types get in; check() says what is wrong with their values."""
    profiles = workbench.profiles
    fits = {
        "name": isinstance(entry.get("name"), str),
        "kind": isinstance(entry.get("kind"), str),
        "base_url": isinstance(entry.get("base_url"), str) and check_base_url(entry["base_url"]) is None,
        "environment": entry.get("environment") in ENVIRONMENTS,
        "read_only": isinstance(entry.get("read_only", False), bool),
        "private": isinstance(entry.get("private", False), bool),
        "settings": isinstance(entry.get("settings", {}), dict),
    }
    wrong = [FieldProblem(key, "is missing or cannot be read") for key, good in fits.items() if not good]
    if wrong:
        raise InvalidInput(wrong, what="A profile of the file")
    same = [
        p
        for p in profiles.stored()
        if p.name.casefold() == entry["name"].casefold() and p.kind == entry["kind"]
    ]
    begun = same[0] if overwrite and same else profiles.blank(entry["kind"])
    plain = {key: entry[key] for key in ("name", "base_url", "read_only", "private") if key in entry}
    values = {
        "environment": entry["environment"],
        "proxy": entry.get("proxy", ""),
        **entry.get("settings", {}),
    }
    for group in ("timeouts", "tls"):
        values |= {f"{group}.{key}": value for key, value in dict(entry.get(group, {})).items()}
    made = with_values(replace(begun, **plain), values)
    if begun.secret is not None and _way(made) != _way(begun):
        # Whoever wrote the file would choose where the secret goes, and who can read it on the way.
        raise Refused(
            f"The file would send the secret of “{begun.name}” another way; nothing was saved.",
            evidence=["Its address, proxy or TLS settings differ from those here."],
            next_step=f"If that is right, say so yourself with: assay profile edit '{begun.name}'",
        )
    return made


def _way(profile: Profile) -> tuple[object, ...]:
    return origin_of(profile.base_url), profile.proxy, profile.tls


for _one in (check, passphrase):
    command.add_command(_one)
