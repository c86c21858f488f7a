"""`assay verify snippet`: code for a back end, a cURL command or a HAR archive of a verification."""

from __future__ import annotations

import click

from tui.cli import stderr, stdout
from tui.cli.choosing import chosen_profile, json_object, json_option, profile_options
from tui.cli.commands import Cast, no_wrap
from tui.cli.listing import tell_object
from tui.workbench import snippets
from tui.workbench.signature_tests import front, signing


@click.command("snippet", context_settings=no_wrap())
@profile_options
@click.option(
    "--lang",
    type=click.Choice([form.value for form in snippets.SnippetForm]),
    required=True,
    help="For what.",
)
@click.option("--path", default="/", help="The path that is signed; / if not said.")
@click.option("--query", metavar="JSON", help="The query that is signed, as a JSON object (curl).")
@click.option("--body", metavar="TEXT", help="The body that is signed (curl).")
@click.option("--output", metavar="FILE", help="Write it to a new file.")
@json_option("Print text and notes as a JSON object.")
@click.pass_obj
def command(
    cast: Cast,
    /,
    profile: str | None,
    sandbox: bool,
    lang: str,
    path: str,
    query: str | None,
    body: str | None,
    output: str | None,
    as_json: bool,
) -> int:
    """Print code that verifies a sign in your back end, and tells apart what came of it.

    \b
    Examples:
      assay verify snippet --lang python --profile live > verify_sign.py
      assay verify snippet --lang curl --sandbox --path /login

    Clean pass, pass with a risk, three ways to be refused, no verdict, uncertain. The key is read from an
    environment variable and is in no text; nothing is sent here.

    Exit codes: 0 done, 1 usage, 2 the file cannot be written, or is there already.
    """
    workbench = cast.workbench
    target = chosen_profile(workbench, profile, sandbox, workbench.signatures.kinds()[0])
    wanted = json_object(query)
    parts = signing.Parts(
        path,
        query=signing.ABSENT if wanted is None else wanted,
        body=signing.ABSENT if body is None else body,
    )
    made = snippets.Snippets(workbench).make(snippets.SnippetForm(lang), target, parts)
    if as_json and output is None:
        return tell_object({"lang": lang, "text": made.text, "notes": list(made.notes)})
    for note in made.notes:
        stderr.line(note)
    if output is None:
        return stdout.text(made.text)
    written = front.write_file(output, made.text, "The snippet")
    if as_json:
        return tell_object({"lang": lang, "file": str(written), "notes": list(made.notes)})
    stderr.line(f"Wrote {written}.")
    return stderr.Exit.OK
