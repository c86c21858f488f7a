"""An answer to standard output: of a call that is sent now, or of one in the history."""

from __future__ import annotations

from tui.cli import outcome, stderr, stdout
from tui.cli.answers import LiveRows, document, row_output
from tui.cli.exporting import refuse_terminal, send_to_pipe
from tui.cli.formats import BINARY, TABLE
from tui.cli.query.running import Send, tell_left
from tui.cli.running import Call, run_call
from tui.core.exchange import Exchange
from tui.core.failures import NotFound
from tui.core.operation import RequestDraft
from tui.core.profile import Profile
from tui.workbench import Workbench


def send_rows(
    workbench: Workbench,
    profile: Profile,
    draft: RequestDraft,
    format_name: str,
    *,
    confirmed: bool = False,
    send: Send | None = None,
) -> int:
    """Send, write the answer as it comes, tell what is wrong with it, and give the exit code."""
    whole = format_name in BINARY
    live = LiveRows(workbench, TABLE if whole else format_name)

    def plain(call: Call) -> Exchange:
        return workbench.retrying.send(
            profile,
            draft,
            confirmed=confirmed,
            cancel=call.token,
            on_progress=call.report,
            on_start=call.started,
        )

    exchange = run_call(send or plain, None if whole else live)
    good = outcome.exit_of(exchange) is stderr.Exit.OK
    answer = workbench.inspecting.answer(exchange.id)
    if whole and answer is not None and answer.is_rows:
        if good:
            send_to_pipe(workbench, answer, format_name)
    elif not live.finish(exchange, good=good) and good and answer is not None:
        stdout.raw(document(answer))
    outcome.tell_masked(exchange)
    tell_left(workbench, exchange)
    return outcome.tell_exchange(workbench, exchange)


def tell_answer(workbench: Workbench, exchange: Exchange, format_name: str) -> int:
    """A kept answer. Raises NotFound when it was cleared."""
    refuse_terminal(format_name)
    answer = workbench.inspecting.answer(exchange.id)
    if answer is None:
        raise NotFound("The answer of that exchange is no longer kept.", next_step="Send the request again.")
    if not answer.is_rows:
        stdout.raw(document(answer))
    elif format_name in BINARY:
        send_to_pipe(workbench, answer, format_name)
    else:
        row_output(workbench, answer, format_name).finish(complete=answer.complete)
    return 0
