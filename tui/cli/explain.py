"""`assay explain`: the page of a code."""

from __future__ import annotations

import json
import re

import click

from tui.cli import stdout
from tui.cli.commands import Cast, no_wrap
from tui.cli.stderr import Exit, labelled
from tui.core.envelope import TONE_SYMBOLS
from tui.core.knowledge import ErrorPage


class _CodeCommand(click.Command):
    """Takes `-1005` for a code, not for options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "--" not in args:
            codes = [word for word in args if re.fullmatch(r"-\d+", word)]
            args = [*(word for word in args if word not in codes), "--", *codes] if codes else args
        return super().parse_args(ctx, args)


@click.command(cls=_CodeCommand, context_settings=no_wrap())
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="Print the pages as a JSON array of objects.")
@click.pass_obj
def command(cast: Cast, code: str, as_json: bool) -> int:
    """What a code means and what to do about it.

    \b
    assay explain -1008          a ThinkingEngine return code
    assay explain td/1603        a TrustDecision status, by kind and code
    assay explain dns-failed     a failure of assay's own

    An unknown code gets an honest page and exit code 2.
    """
    pages = cast.knowledge.explain_code(code)
    if as_json:
        objects = [page_object(page) for page in pages]
        stdout.text(json.dumps(objects, ensure_ascii=False, indent=2) + "\n")
    else:
        stdout.text("\n".join(page_text(page) for page in pages))
    return Exit.OK if any(page.known for page in pages) else Exit.INPUT


def page_object(page: ErrorPage) -> dict[str, object]:
    return {
        "kind": page.provider if page.known else None,
        "code": page.code,
        "known": page.known,
        "title": page.title,
        "meaning": page.meaning,
        "causes": list(page.causes),
        "remedies": list(page.remedies),
        "who": page.who.value,
        "retry": page.retry.value,
        "source": page.source.value,
        "group": page.group,
        "tone": page.tone.value,
        "word": page.word,
        "related": list(page.related),
        "notes": page.notes,
    }


def page_text(page: ErrorPage) -> str:
    # An unknown code was looked for everywhere, so it is nobody's.
    code = f"{page.provider}/{page.code}" if page.known else page.code
    head = f"{TONE_SYMBOLS[page.tone]} {code} · {page.title}"
    if page.word:
        head += f"   [{page.word}]"
    lines = [head + "\n", labelled("meaning", page.meaning)]
    for label, sentences in (("causes", page.causes), ("do", page.remedies)):
        for number, sentence in enumerate(sentences):
            lines.append(labelled("" if number else label, f"· {sentence}"))
    lines.append(labelled("who acts", page.who.value))
    lines.append(labelled("retry", page.retry.value))
    if page.notes:
        lines.append(labelled("notes", page.notes))
    if page.related:
        lines.append(labelled("see also", ", ".join(f"{page.provider}/{code}" for code in page.related)))
    lines.append(labelled("source", page.source.value))
    return "".join(lines)
