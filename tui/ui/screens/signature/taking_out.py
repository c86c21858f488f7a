"""The request taken out of the panel: as code for a back end, as cURL, as HAR; and the captures kept."""

from __future__ import annotations

from functools import partial

from tui.core.failures import InvalidInput
from tui.core.wording import told, tr
from tui.core.wrapping import padded
from tui.ui.dialogs.choice import ChoiceDialog
from tui.ui.dialogs.reading import ReadingDialog
from tui.ui.dialogs.signature_code import CodeDialog
from tui.ui.screens.signature.testing import Testing
from tui.ui.widgets.choice_list import Choice
from tui.ui.widgets.reading import Line
from tui.workbench import catching, snippets
from tui.workbench.signature_tests.signing import ABSENT, Parts


class TakingOut(Testing):
    """What is shown can be copied; no key and no whole sign is in it."""

    def action_snippet(self) -> None:
        profile = self.ready_profile()
        if profile is None:
            return
        try:
            path, _, query, body = (ABSENT if part is None else part for part in self.form.parts())
        except InvalidInput as error:
            self.refused(error)
            return
        parts = Parts(path if isinstance(path, str) else "/", query=query, body=body)
        make = partial(snippets.Snippets(self.workbench).make, profile=profile, parts=parts)
        choices = [
            Choice(form.value, tr(label), tr(words)) for form, (label, words) in snippets.TITLES.items()
        ]

        def chosen(form: str | None) -> None:
            if form:
                self.run_verb(partial(make, snippets.SnippetForm(form)), self._show_snippet, group="snippet")

        self.app.push_screen(ChoiceDialog(tr("Take the request out as"), choices), chosen)

    def _show_snippet(self, made: snippets.Snippet) -> None:
        title = tr("{form} · y copies it", form=tr(snippets.TITLES[made.form][0]))
        self.app.push_screen(CodeDialog(title, made.text, tuple(map(told, made.notes))))

    def action_captures(self) -> None:
        """Those that catch mode kept because it was told to."""
        self.run_verb(catching.KeptCaptures(self.workbench.drafts).all, self._show_captures, group="kept")

    def _show_captures(self, kept: object) -> None:
        lines: list[Line] = []
        for one in kept if isinstance(kept, list) else []:
            lines.append(Line(f"{one['request']}   {one['verdict']} {one['code']}", "title"))
            facts = [
                (tr("sign"), f"{one['sign'] or '-'}, SHA-256 {one['sign_sha256']}"),
                (tr("headers"), ", ".join(one["headers"])),
                (tr("query"), ", ".join(one["query"])),
                (tr("body"), tr("{count} bytes", count=one["body"])),
            ]
            lines += [Line(f"{padded(name, 9)} {text}") for name, text in facts if text]
        nothing = [Line(tr("Nothing is kept. Catch mode keeps what it catches when “Keep” says yes."))]
        self.app.push_screen(ReadingDialog(tr("Captures kept"), lines or nothing))
