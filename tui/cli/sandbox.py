"""`assay sandbox`: what only the embedded sandbox can do."""

from __future__ import annotations

import json

import click

from tui.cli import stdout
from tui.cli.commands import Cast, no_wrap
from tui.core.failures import InvalidInput
from tui.core.fields import FieldKind, FieldProblem, FieldSpec, parse_text


@click.group(context_settings=no_wrap())
def command() -> None:
    """The embedded sandbox: it answers on this machine, and no vendor accepts what it makes."""


@command.command("sign", context_settings=no_wrap())
@click.option("--path", required=True, help="The path of the request to be protected.")
@click.option("--query", metavar="JSON", help="Its query parameters, as a JSON object.")
@click.option("--body", metavar="TEXT", help="Its body.")
@click.pass_obj
def sign(cast: Cast, path: str, query: str | None, body: str | None) -> int:
    """Print a fresh sign, as the vendor's SDK would make one for the sandbox.

    \b
    assay sandbox sign --path /login | assay verify --sandbox --path /login --sign -
    """
    made = cast.workbench.signatures.sandbox_sign(path, query_object(query), body)
    return stdout.text(made + "\n")


def query_object(text: str | None) -> dict[str, str] | None:
    """A JSON object of an option. Raises InvalidInput."""
    if text is None:
        return None
    try:
        value = parse_text(FieldSpec("query", FieldKind.JSON), text)
    except ValueError as error:
        raise InvalidInput([FieldProblem("query", str(error))]) from None
    if not isinstance(value, dict):
        raise InvalidInput([FieldProblem("query", 'must be a JSON object, such as {"a": "1"}')])
    return {key: member if isinstance(member, str) else json.dumps(member) for key, member in value.items()}
