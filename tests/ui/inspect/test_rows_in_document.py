"""A document whose rows are found while it arrives: they come into view by themselves, and go when its
code turns out to be an error."""

from __future__ import annotations

from tests.fakes import Fake
from tests.ui.driving import LARGE, running
from tests.ui.inspect.cast import Inspect, RowsAnswer, exchange
from tests.ui.inspect.synthetic import SyntheticRows
from tui.core.envelope import Envelope, Tone
from tui.core.exchange import ExchangeState
from tui.ui.messages import ExchangeFinished, ExchangeStarted


class InDocument(RowsAnswer):
    """Rows of a document; none until some of it has arrived."""

    is_rows = False
    found = False

    @property
    def holds_rows(self) -> bool:
        return self.found


async def test_rows_found_in_a_document_come_into_view_and_go_with_an_error() -> None:
    what = exchange(state=ExchangeState.SENDING, complete=False, envelope=None, head=None)
    fake = Fake()
    answer = InDocument(SyntheticRows(100, complete=False))
    fake.history.kept[what.id], fake.answers.kept[what.id] = what, answer
    async with running(fake, LARGE, sandbox=True) as (app, pilot):
        app.post_message(ExchangeStarted(what.id))
        inspect = Inspect(app, pilot, fake)
        await inspect.open(what.id)
        await inspect.shows("▸4 Exchange")
        answer.found = True
        await inspect.shows("▸1 Rows", "1000000000", "of 100")
        answer.found = False
        bad = Envelope("-7", "it went wrong", Tone.BAD, "ERROR")
        fake.history.kept[what.id] = exchange(envelope=bad)
        app.post_message(ExchangeFinished(what.id))
        await inspect.shows("▸5 Explain", "it went wrong")
        await inspect.press("1")
        await inspect.shows("This answer holds no rows")
