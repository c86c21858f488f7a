"""Catch mode in the shape that front ends drive: rows as they come, and where it listens."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from tui.core.envelope import Tone
from tui.core.listening import Listener
from tui.workbench.catching.catch import CatchMode, CatchWish, Caught
from tui.workbench.signature_tests.case_files import CaseResult
from tui.workbench.signature_tests.front import Around, Conclusion, ToldTest
from tui.workbench.signature_tests.redaction import Redaction
from tui.workbench.signature_tests.told import Plain, told

Keep = Callable[[Caught], None]


def told_catch(
    listener: Listener, wish: CatchWish, around: Around | None = None, *, keep: Keep | None = None
) -> ToldTest[Caught]:
    """While it runs, its first conclusion is the address. `keep` gets each row that was verified."""
    redaction = Redaction()
    around = around or Around()
    catch = CatchMode(listener, wish)
    where = f"port {wish.listen.port}" if wish.listen.port else "a free port"

    def tell(row: Caught) -> CaseResult:
        if keep is not None and row.sent is not None:
            keep(row)
        title = f"{row.name}   answered {row.status}"
        return told(Plain(f"request-{row.number}", title, row.got, None, row.sent), redaction, around)

    def conclude(rows: Sequence[Caught]) -> list[Conclusion]:
        found = []
        if catch.url:
            how = "Let your app or page send its request there, whatever the path."
            found.append(Conclusion("listening", catch.url, how, "", Tone.NEUTRAL))
        counts = Counter(str(row.got) for row in rows if row.sent is not None)
        if counts:
            words = ", ".join(f"{verdict}: {n}" for verdict, n in counts.most_common())
            tones = {row.got.tone for row in rows if row.sent is not None}
            tone = Tone.GOOD if tones == {Tone.GOOD} else Tone.CAUTION
            found.append(Conclusion("caught", f"{counts.total()} VERIFIED", words, "", tone))
        without = sum(1 for row in rows if row.sent is None)
        if without:
            found.append(Conclusion("not verified", str(without), "no sign found, or turned away"))
        return found

    preview = [f"listens on {where} of this machine; each request with a sign is verified once"]
    return ToldTest(catch, None, redaction, preview, tell, conclude)
