"""`assay explain`: the page of a code."""

from __future__ import annotations

import os
import re

import click
from click.shell_completion import CompletionItem

from tui.cli.commands import Cast, no_wrap
from tui.cli.completing import codes
from tui.cli.defaults import Twin
from tui.cli.pages import LANGUAGES, tell_pages
from tui.codes import language_at_once, translator
from tui.core.language import SETTING, Language, chosen_language


class _CodeCommand(click.Command):
    """Takes `-1005` for a code, not for options."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if "--" not in args:
            codes = [word for word in args if re.fullmatch(r"-\d+", word)]
            args = [*(word for word in args if word not in codes), "--", *codes] if codes else args
        return super().parse_args(ctx, args)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Codes too behind a minus, where a shell would be offered options alone."""
        found = super().shell_complete(ctx, incomplete)
        return [*codes(ctx, self.params[0], incomplete), *found] if incomplete.startswith("-") else found


@click.command(cls=_CodeCommand, context_settings=no_wrap())
@click.argument("code", shell_complete=codes)
@click.option("--lang", type=click.Choice(LANGUAGES), cls=Twin, help="The language.", at_last="the locale")
@click.option("--json", "as_json", is_flag=True, help="Print the pages as a JSON array of objects.")
@click.pass_obj
def command(cast: Cast, code: str, lang: str | None, as_json: bool) -> int:
    """What a code means and what to do about it, in English, Japanese or Chinese.

    The language is the one given, else that of $ASSAY_LANGUAGE, of the setting `language`, of the locale
    (LC_ALL, LC_MESSAGES, LANG), else English.

    \b
    Examples:
      assay explain -1008          a ThinkingEngine return code
      assay explain td/1603        a TrustDecision status, by kind and code
      assay explain dns-failed     a failure of assay's own
      assay explain --lang ja -1008
      assay config set language zh

    Exit codes: 0 there is a page, 1 usage, 2 the code is unknown; it gets an honest page.
    """
    language = Language(lang) if lang else _language(cast)
    return tell_pages(cast.knowledge.explain_code(code), translator(language), as_json=as_json)


def _language(cast: Cast) -> Language:
    known = language_at_once()
    return known or chosen_language(cast.workbench.settings.load().get(SETTING), os.environ)
