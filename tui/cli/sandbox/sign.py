"""`assay sandbox sign`: play the vendor's SDK, also in circumstances that earn another verdict."""

from __future__ import annotations

import json

import click

from tui.cli import stdout
from tui.cli.choosing import json_object, json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object


@click.command("sign", context_settings=no_wrap())
@click.option("--path", required=True, help="The path of the request to be protected.")
@click.option("--query", metavar="JSON", help="Its query parameters, as a JSON object.")
@click.option("--body", metavar="TEXT", help="Its body.")
@click.option(
    "--device", metavar="RISKS", help="Risks of the device: root, hack, virtualEnv, crawler (1601)."
)
@click.option(
    "--coverage", type=click.Choice(["p", "q", "b", "qb"]), help="What the sign covers beyond path."
)
@click.option(
    "--age", type=float, metavar="SECONDS", help="How old it is; below 0 is the future (1501, 1502)."
)
@click.option("--key", metavar="ID", help="k1; k0 is blocked (1503), others are unknown (1401).")
@click.option("--nonce", metavar="TEXT", help="A nonce of your own; a malformed one gives 1302.")
@json_option()
@click.pass_obj
def command(
    cast: Cast,
    /,
    path: str,
    query: str | None,
    body: str | None,
    as_json: bool,
    **options: str | float | None,
) -> int:
    """Print a fresh sign, as the vendor's SDK would make one for the sandbox.

    \b
    Examples:
      assay sandbox sign --path /login | assay verify --sandbox --path /login --sign -
      assay sandbox sign --path /login --device root --age 400

    Every verdict can be rehearsed: 1101 and 1102 with an empty sign or path, 1301 with any other text
    for a sign, 1402 with another path, 1602 after 20 signs in 10 seconds, 1603 with the same sign
    twice, 1303 with a query of nested values, 1304 with a body that is no text (assay call).

    Exit codes: 0 done, 1 usage, 2 an option's value cannot be used.
    """
    chosen = {name: value for name, value in options.items() if value is not None}
    made = cast.workbench.sandbox.sign(path, query_object(query), body, chosen)
    return tell_object({"path": path, "sign": made}) if as_json else stdout.text(made + "\n")


def query_object(text: str | None) -> dict[str, str] | None:
    """A JSON object of an option, each value as the text that is signed. Raises InvalidInput."""
    value = json_object(text)
    if value is None:
        return None
    return {key: member if isinstance(member, str) else json.dumps(member) for key, member in value.items()}
