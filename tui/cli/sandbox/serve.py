"""`assay sandbox serve`: the sandbox on a port of this machine, for SDKs, curl and other programs."""

from __future__ import annotations

import click

from tui.cli import stderr, stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.defaults import Twin
from tui.cli.listing import tell_object
from tui.cli.sandbox.keys import PRINT_KEYS, check_shown
from tui.core.sandbox_control import ServeWish, Serving


@click.command("serve", context_settings=no_wrap())
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, cls=Twin, help="The port.", at_last="a free one"
)
@click.option(
    "--expose-to-network",
    "expose",
    is_flag=True,
    help="DANGEROUS: let other machines in. The keys then travel unencrypted.",
)
@click.option("--fault", "faults", multiple=True, metavar="NAME[=VALUE]", help="A fault for every call.")
@click.option(
    "--limit", "limits", multiple=True, metavar="NAME=VALUE", help="A limit, as `sandbox limits` lists."
)
@PRINT_KEYS
@json_option("Print address, project and APPID as a JSON object; the keys stay on standard error.")
@click.pass_obj
def command(
    cast: Cast,
    port: int,
    expose: bool,
    faults: tuple[str, ...],
    limits: tuple[str, ...],
    print_keys: bool,
    as_json: bool,
) -> int:
    """Serve both APIs on 127.0.0.1 until ctrl+c, which ends it with exit code 0.

    \b
    Examples:
      assay sandbox serve
      assay sandbox serve --port 8992 --fault delay=2 --limit sign_max_age=30

    The address goes to standard output, new random keys go once to the terminal, as standard error. Needs
    uvicorn beside assay: pip install uvicorn, or pipx inject assay uvicorn.

    Exit codes: 0 ended by ctrl+c, 1 usage, 2 the port, a fault or a limit cannot be used, 5 no terminal
    would show the keys.
    """
    check_shown(stderr.is_terminal(), print_keys)
    verbs = cast.workbench.sandbox
    wish = ServeWish(port, expose, verbs.chosen_faults(faults), verbs.chosen_limits(limits))
    verbs.serve(wish, lambda serving: _tell(serving, wish, as_json=as_json))
    stderr.line("The sandbox has ended.")
    return stderr.Exit.OK


def _tell(serving: Serving, wish: ServeWish, *, as_json: bool) -> None:
    if as_json:
        tell_object({"url": serving.url, "project": serving.project, "appid": serving.appid})
    else:
        stdout.text(serving.url + "\n")
    if wish.expose:
        stderr.line(
            "! EXPOSED TO THE NETWORK: whoever reaches this machine can call it; keys travel in the open."
        )
    for fault, value in wish.faults.items():
        stderr.line(f"! Every call suffers the fault {fault}{f'={value}' if value else ''}.")
    for line in _lines(serving):
        stderr.line(line)


SHOWN = """\
SANDBOX: it imitates the vendors' APIs; its data and verdicts are not theirs.
{keys}
appid    {appid}   (for SDKs; what they send is read as {table})
These are shown once, and are good until this sandbox ends.

In another terminal; a key never stands in a command line:
  read -rs ASSAY_TOKEN            # paste the te key
  curl -K - --data-urlencode 'sql=SELECT 1' <<< "url = \\"{url}/querySql?token=$ASSAY_TOKEN\\""
  read -rs ASSAY_KEY              # paste the td key
  printf '{{"path": "/login", "sign": "%s"}}' "$(assay sandbox sign --path /login)" > body.json
  curl -K - -H 'Content-Type: application/json' -d @body.json \\
    <<< "url = \\"{url}/signature/v2?partner_code=sandbox&partner_key=$ASSAY_KEY\\""
ctrl+c ends it."""


def _lines(serving: Serving) -> list[str]:
    keys = "\n".join(f"{provider} key   {key}" for provider, key in serving.keys.items())
    url = serving.url.replace("//0.0.0.0:", "//127.0.0.1:")
    table = f"ta.v_event_{serving.project}"
    return SHOWN.format(keys=keys, appid=serving.appid, table=table, url=url).split("\n")
