"""What an outcome means: the block on standard error, and the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tui.cli import stderr
from tui.cli.stderr import Exit
from tui.core.display import human_bytes, human_count
from tui.core.envelope import Tone
from tui.core.exchange import Exchange, ExchangeState
from tui.core.failures import AssayError, ConfirmationNeeded, Refused, TransportFailure
from tui.core.knowledge import ErrorPage, Explanation, Standing

if TYPE_CHECKING:
    from tui.core.pages import Pages
    from tui.workbench import Workbench

NO_VERDICT = "SERVICE"
"""The word of an answer in which a verifying service says that it could not verify."""

SHOWN_CAUSES = 3


def exit_of(exchange: Exchange) -> Exit:
    """The exit code of an exchange that has ended."""
    if exchange.state is ExchangeState.UNCERTAIN:
        return Exit.UNCERTAIN
    if exchange.state is ExchangeState.CANCELLED:
        return Exit.INTERRUPTED if _by_hand(exchange) else Exit.SERVICE
    if exchange.failure is not None and exchange.failure.code == "internal-error":
        return Exit.FAULT
    envelope = exchange.envelope
    if exchange.failure is not None or not exchange.complete or envelope is None or envelope.code is None:
        return Exit.SERVICE
    if envelope.tone is Tone.GOOD:
        return Exit.OK
    return Exit.SERVICE if envelope.word == NO_VERDICT else Exit.ANSWER


def _by_hand(exchange: Exchange) -> bool:
    return exchange.failure is None or exchange.failure.code == "cancelled"


def tell_masked(exchange: Exchange) -> None:
    """That the answer repeated what no file may hold: the secret or, of a request that had one, its sign."""
    if exchange.masked:
        held = "the profile's secret or the sign" if exchange.fingerprints else "the profile's secret"
        stderr.line(f"The answer held {held}; it was masked before it was written.")


def tell_error(error: AssayError, knowledge: Pages) -> Exit:
    """One block for an error that was raised: nothing was sent, or nothing came of it."""
    page = knowledge.own_page(error.code)
    # An error that brings its own next step knows its cause; the page's guesses would only blur it.
    known = bool(error.next_step)
    next_steps = [error.next_step] if known else list(page.remedies[:1])
    stderr.block(
        Tone.BAD,
        error.message,
        [
            ("evidence", error.evidence),
            ("why", () if known or error.evidence else page.causes[:1]),
            ("next", next_steps),
            ("more", [_more(page)] if page.known and not known else ()),
        ],
        named=f"{page.provider}/{error.code}",
        exit_code=exit_of_error(error),
    )
    return exit_of_error(error)


def tell_unwritten(reason: str) -> Exit:
    """One block for standard output that takes no more: what it holds is not the whole answer."""
    stderr.block(
        Tone.BAD,
        "The answer could not be written whole.",
        [
            ("evidence", [f"Standard output: {reason}."]),
            ("next", ["Make room, or write elsewhere. A query's answer is kept: assay history show"]),
        ],
        named="assay/output-failed",
        exit_code=Exit.SERVICE,
    )
    return Exit.SERVICE


def exit_of_error(error: AssayError) -> Exit:
    if isinstance(error, TransportFailure):
        return Exit.SERVICE
    if isinstance(error, Refused | ConfirmationNeeded):
        return Exit.REFUSED
    return Exit.FAULT if error.code == "internal-error" else Exit.INPUT


def tell_exchange(workbench: Workbench, exchange: Exchange) -> Exit:
    """One block for an exchange that is not plain success; nothing for one that is."""
    code = exit_of(exchange)
    if code is Exit.OK:
        return code
    explanation = workbench.inspecting.explain(exchange.id)
    headline, cut = _headline(exchange, explanation), _cut_off(exchange)
    stderr.block(
        explanation.tone,
        headline,
        [
            ("server", _unless(explanation.server_message, headline)),
            ("evidence", [*cut, *explanation.evidence]),
            ("why", [] if code is Exit.INTERRUPTED else causes(explanation)),
            ("next", explanation.remedies[:2]),
            ("more", [_more(explanation.page)] if explanation.page.known else ()),
            ("note", ["This was the embedded sandbox; no vendor was asked."] if exchange.sandbox else ()),
        ],
        named=f"{explanation.page.provider}/{explanation.page.code}",
        exit_code=code,
    )
    return code


def _unless(text: str, headline: str) -> Sequence[str]:
    return [text] if text and text not in headline else []


def _headline(exchange: Exchange, explanation: Explanation) -> str:
    envelope = exchange.envelope
    if exchange.failure is not None or envelope is None or envelope.code is None:
        return explanation.headline
    return f"{envelope.code} · {explanation.headline}"


def _cut_off(exchange: Exchange) -> list[str]:
    if exchange.complete or exchange.received == 0:
        return []
    rows = f", {human_count(exchange.rows)} rows" if exchange.rows is not None else ""
    return [f"CUT OFF: the answer ended early, after {human_bytes(exchange.received)}{rows}."]


def causes(explanation: Explanation) -> list[str]:
    """The first causes, the found ones alone where there are any."""
    found = [c for c in explanation.causes if c.standing is Standing.FOUND]
    chosen = (found or list(explanation.causes))[:SHOWN_CAUSES]
    sentences: list[str] = []
    for cause in chosen:
        mark = "" if cause.standing is Standing.POSSIBLE else f" ({cause.standing.value})"
        sentences.append(f"{cause.text}{mark}")
        sentences.extend(cause.evidence)
    return sentences


def _more(page: ErrorPage) -> str:
    return f"assay explain {page.provider}/{page.code}"
