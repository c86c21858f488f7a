"""`assay sandbox endpoint`: a sample back end that verifies with the sandbox, to try the posture check on."""

from __future__ import annotations

import threading

import click

from tui.cli import stderr, stdout
from tui.cli.choosing import json_option
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object
from tui.cli.running import Call, run_call
from tui.core.listening import ListenWish
from tui.workbench import posture


@click.command("endpoint", context_settings=no_wrap())
@click.option("--strict", "policy", flag_value="strict", default=True, help="Refuse all that can be refused.")
@click.option("--lax", "policy", flag_value="lax", help="No sign passes, and so does whatever is `pass`.")
@click.option("--blind", "policy", flag_value="blind", help="Verify, and go on whatever the verdict.")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="The port; a free one without it.")
@json_option("Print the address in a JSON object.")
@click.pass_obj
def command(cast: Cast, policy: str, port: int, as_json: bool) -> int:
    """Serve a sample endpoint on 127.0.0.1 until ctrl+c: any path, the sign in the header X-TD-Sign.

    \b
    Examples:
      assay sandbox endpoint --lax --port 8081
      assay verify posture --sandbox --to http://127.0.0.1:8081/order --path /order --yes

    The address goes to standard output.

    Exit codes: 0 ended by ctrl+c, 1 usage, 2 the port cannot be had.
    """
    workbench = cast.workbench
    profile = workbench.profiles.sandbox(workbench.signatures.kinds()[0])
    sample = posture.SampleEndpoint(workbench.signatures, profile, posture.Policy(policy))
    listening = workbench.own.listener.listen(ListenWish(port=port), sample, lambda _: None)
    if as_json:
        tell_object({"url": listening.url, "policy": policy})
    else:
        stdout.text(listening.url + "\n")
    stderr.line(f"SANDBOX: a {policy} sample endpoint. ctrl+c ends it.")

    def wait(call: Call) -> bool:
        ended = threading.Event()
        call.token.on_cancel(ended.set)
        return ended.wait()

    try:
        run_call(wait)
    finally:
        listening.close()
    return stderr.Exit.OK
