"""What the commands share: which profile, and a draft from words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from tui.cli import completing
from tui.cli.defaults import Twin
from tui.cli.formats import FORMATS, TABLE
from tui.cli.unlocking import open_for
from tui.core.failures import FileProblem, InvalidInput
from tui.core.fields import FieldKind, FieldProblem, FieldSpec, Place, parse_text
from tui.core.operation import Operation, RequestDraft
from tui.core.profile import Profile
from tui.workbench import Workbench

F = TypeVar("F", bound=Callable[..., Any])

MAX_INPUT = 32 * 1024 * 1024
"""Bytes read from a file or standard input."""


def profile_options(function: F) -> F:
    """`--profile NAME` and `--sandbox`, of which one is needed; the profile may stand in the environment
    or the settings."""
    function = click.option("--sandbox", is_flag=True, help="Ask the embedded sandbox; needs no account.")(
        function
    )
    return click.option(
        "-p",
        "--profile",
        metavar="NAME",
        cls=Twin,
        shell_complete=completing.profiles,
        help="The profile, by name or id.",
    )(function)


def format_option(help_text: str) -> Callable[[F], F]:
    return click.option(
        "-o",
        "--format",
        "format_name",
        type=click.Choice(list(FORMATS)),
        cls=Twin,
        default=TABLE,
        help=help_text,
        at_last=TABLE,
    )


def json_option(help_text: str = "Print a JSON object.") -> Callable[[F], F]:
    """Errors and notes are objects then, too: `commands.execute` sees to it."""
    return click.option("--json", "as_json", is_flag=True, help=help_text)


def was_typed(parameter: str) -> bool:
    """Whether an option stands in the command line, and not only in the environment or the settings."""
    source = click.get_current_context().get_parameter_source(parameter)
    return source is click.core.ParameterSource.COMMANDLINE


def profile_name(name: str | None, sandbox: bool) -> str | None:
    """The profile's name; None for the sandbox, which goes before a profile that was not typed. Raises
    UsageError."""
    if sandbox and name and was_typed("profile"):
        raise click.UsageError("Choose one of --profile and --sandbox.")
    if not sandbox and not name:
        raise click.UsageError("Say which API to ask: --profile NAME, or --sandbox.")
    return None if sandbox else name


def chosen_profile(workbench: Workbench, name: str | None, sandbox: bool, kind: str) -> Profile:
    """The profile that the options name. Raises UsageError, NotFound."""
    named = profile_name(name, sandbox)
    if named is None:
        return workbench.profiles.sandbox(kind)
    profile = workbench.profiles.find(named)
    # A dry run needs no secret, and so no passphrase.
    return profile if click.get_current_context().params.get("dry_run") else open_for(workbench, profile)


def set_option(function: F) -> F:
    return click.option(
        "--set",
        "settings",
        multiple=True,
        metavar="FIELD=VALUE",
        help="Give one field by its wire name; may repeat.",
    )(function)


def named_values(
    words: Iterable[str], specs: Iterable[FieldSpec], *, what: str = "The request"
) -> dict[str, Any]:
    """`field=value` words by name, parsed as the field's type; a field nobody declares is text.

    Raises InvalidInput by field, UsageError for a word without `=`.
    """
    known = {spec.name: spec for spec in specs}
    values: dict[str, Any] = {}
    problems = []
    for word in words:
        name, equals, text = word.partition("=")
        if not equals or not name:
            raise click.UsageError(f"--set needs FIELD=VALUE, not “{word}”.")
        try:
            values[name] = parse_text(known[name], text) if name in known else text
        except ValueError as error:
            problems.append(FieldProblem(name, str(error)))
    if problems:
        raise InvalidInput(problems, what=what)
    return values


def draft_with(operation: Operation, draft: RequestDraft, values: dict[str, Any]) -> RequestDraft:
    """The draft with values put where their fields ride; unknown names go where the body is.

    Raises InvalidInput when a body typed as text stands in the way.
    """
    query, form = dict(draft.query), dict(draft.form)
    body = draft.body
    places = {spec.name: spec.place for spec in operation.fields}
    for name, value in values.items():
        place = places.get(name, Place.FORM if operation.fields_at(Place.FORM) else Place.BODY)
        if operation.method == "GET" and name not in places:
            place = Place.QUERY
        if place is Place.QUERY:
            query[name] = value
        elif place is Place.FORM:
            form[name] = value
        elif draft.text is not None or not isinstance(body, dict | None):
            raise InvalidInput([FieldProblem(name, "cannot be set in a body given as a whole")])
        else:
            body = _put(body or {}, name.split("."), value)
    return RequestDraft(operation.id, query, form, body, draft.text)


def _put(body: dict[str, Any], keys: list[str], value: Any) -> dict[str, Any]:
    inner = body.get(keys[0])
    if len(keys) > 1:
        value = _put(inner if isinstance(inner, dict) else {}, keys[1:], value)
    return {**body, keys[0]: value}


def read_text(source: str, what: str) -> str:
    """The text of a file, or of standard input for `-`. Raises FileProblem."""
    try:
        with click.open_file(source, "rb") if source == "-" else Path(source).open("rb") as stream:
            data = stream.read(MAX_INPUT + 1)
    except OSError as error:
        raise FileProblem(
            f"{what} cannot be read from “{source}”.", evidence=[error.strerror or type(error).__name__]
        ) from None
    if len(data) > MAX_INPUT:
        raise FileProblem(f"{what} in “{source}” is larger than {MAX_INPUT // 1024**2} MB.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileProblem(
            f"{what} in “{source}” is not UTF-8 text.", evidence=[f"Byte {error.start + 1} is not."]
        ) from None


def json_object(text: str | None) -> dict[str, object] | None:
    """The JSON object of the option `--query`; None where there is none. Raises InvalidInput."""
    if text is None:
        return None
    try:
        value = parse_text(FieldSpec("query", FieldKind.JSON), text)
    except ValueError as error:
        raise InvalidInput([FieldProblem("query", str(error))]) from None
    if not isinstance(value, dict):
        raise InvalidInput([FieldProblem("query", 'must be a JSON object, such as {"a": "1"}')])
    return value
