"""The outcome of an exchange in one line: verdict, what it means, who has to act, and the figures."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget

from tui.core.display import human_bytes, human_seconds, safe
from tui.core.envelope import TONE_SYMBOLS, Tone
from tui.core.exchange import Exchange, ExchangeState, Progress
from tui.core.knowledge import ErrorPage, Retry, Who
from tui.core.wording import told, tr, tr_later
from tui.ui.language import reading
from tui.ui.theme import TONE_CLASSES
from tui.ui.widgets.cells import fit
from tui.ui.widgets.counted import rows_words
from tui.ui.widgets.literal import literal
from tui.ui.widgets.status import progress_words

EMPTY = tr_later("Nothing sent yet. F3 composes a query.")

CUT_OFF = tr_later("CUT OFF")
"""A name of a state, in capitals in every language."""

FLAG_STYLES = {"SANDBOX": "bold $env-text on $env-sandbox", CUT_OFF: "bold $text-warning reverse"}

LEAST_SENTENCE = 24
"""Cells that the meaning keeps; figures give way before it does."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the band says. `sentence` and `facts` may hold a server's words."""

    tone: Tone
    word: str
    flags: tuple[str, ...] = ()
    sentence: str = ""
    facts: tuple[str, ...] = ()


def verdict_of(exchange: Exchange, page: ErrorPage, tone: Tone) -> Verdict:
    """The verdict of an exchange that has ended. `page` is the page that fits it best."""
    envelope = exchange.envelope
    if exchange.state is not ExchangeState.FINISHED:
        word = exchange.state.value.upper()
    else:
        word = (envelope.word if envelope else "") or tone.value.upper()
    flags = [CUT_OFF] if exchange.received and not exchange.complete else []
    flags += ["SANDBOX"] if exchange.sandbox else []
    return Verdict(tone, word, tuple(flags), _sentence(exchange, page), _facts(exchange))


def _sentence(exchange: Exchange, page: ErrorPage) -> str:
    """`-1005 · too many requests · you have to act, send again later`."""
    parts: list[str] = []
    translator = reading()
    page = translator.page(page)
    if exchange.failure is not None or exchange.state is ExchangeState.UNCERTAIN:
        parts.append(page.title)
    elif exchange.envelope is not None and exchange.envelope.code is not None:
        parts += [exchange.envelope.code, page.title]
    elif exchange.envelope is not None:
        parts.append(told(exchange.envelope.problem) or page.title)
    if page.who is not Who.NOBODY:
        say = translator.say
        who, retry = say("who", page.who.value), say("retry", page.retry.value)
        parts.append(who if page.retry is Retry.NEVER else tr("{who}, {retry}", who=who, retry=retry))
    return " · ".join(part for part in parts if part)


def _facts(exchange: Exchange) -> tuple[str, ...]:
    facts = []
    if exchange.rows or (exchange.rows is not None and exchange.complete and _is_good(exchange)):
        facts.append(rows_words(exchange.rows))
    facts += [human_seconds(exchange.timing.total), human_bytes(exchange.received)]
    if exchange.envelope is not None and exchange.envelope.generated_at:
        facts.append(tr("computed {when}", when=exchange.envelope.generated_at))
    if exchange.masked:
        facts.append(tr("secret masked"))
    return tuple(facts)


def _is_good(exchange: Exchange) -> bool:
    """No rows are worth saying of an answer that could have had some, not of an error."""
    return exchange.envelope is not None and exchange.envelope.tone is Tone.GOOD


class VerdictBand(Widget):
    """Empty, running, or a verdict. What does not fit stands in its tooltip, and in Explain."""

    DEFAULT_CSS = """
    VerdictBand { height: 1; padding: 0 1; background: $panel; text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._verdict: Verdict | None = None

    @property
    def verdict(self) -> Verdict | None:
        return self._verdict

    def show(self, verdict: Verdict | None) -> None:
        """None: nothing has been sent yet."""
        self._verdict = verdict
        self.remove_class(*TONE_CLASSES.values())
        if verdict is None:
            self.tooltip = None
        else:
            self.add_class(TONE_CLASSES[verdict.tone])
            lines = [verdict.word, *verdict.flags, verdict.sentence, *verdict.facts]
            self.tooltip = literal("\n".join(filter(None, lines)), limit=600, keep_lines=True)
        self.refresh()

    def show_running(self, elapsed: float, progress: Progress | None, *, sandbox: bool = False) -> None:
        phase, _, figures = progress_words(elapsed, progress).partition(" · ")
        flags = ("SANDBOX",) if sandbox else ()
        self.show(Verdict(Tone.NEUTRAL, phase.upper(), flags, figures))

    def render(self) -> Content:
        verdict = self._verdict
        if verdict is None:
            return Content.styled(tr(EMPTY), "$text-muted")
        head = f"{TONE_SYMBOLS[verdict.tone]} {safe(verdict.word, 24)}"
        flags = [f" {flag} " for flag in verdict.flags]
        taken = cell_len(head) + sum(cell_len(flag) + 1 for flag in flags) + 2
        facts = [safe(fact, 40) for fact in verdict.facts]
        room = self.size.width - taken
        while facts and room - cell_len(" · ".join(facts)) - 2 < min(LEAST_SENTENCE, room // 2):
            facts.pop()
        figures = " · ".join(facts)
        sentence = safe(verdict.sentence, 300)
        width = max(0, room - (cell_len(figures) + 2 if figures else 0))
        parts: list[Content | str | tuple[str, str]] = [(head, "bold")]
        for flag in flags:
            parts += [" ", (flag, FLAG_STYLES.get(flag.strip(), "bold reverse"))]
        parts += ["  ", (fit(sentence, width), "$foreground")]
        if figures:
            parts += ["  ", (figures, "$text-muted")]
        return Content.assemble(*parts)
