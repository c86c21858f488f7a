"""What the band, Explain and Exchange say: never good when it is not, nothing acts, nothing is left out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui.hostile import GROUPS, STRINGS, acts
from tests.ui.inspect.cast import FAILED, WidgetApp, exchange, lines_of
from tests.workbench.cast import own_errors
from tui.core.confidence import Confidence
from tui.core.display import safe
from tui.core.envelope import TONE_SYMBOLS, Envelope, Tone
from tui.core.exchange import Exchange, ExchangeState, Progress, ResponseHead, Timing
from tui.core.knowledge import Cause, ErrorPage, Explanation, Retry, Standing, Who
from tui.core.request import UnsignedRequest
from tui.ui.theme import TONE_CLASSES
from tui.ui.widgets.exchange_view import BODY_SHOWN, exchange_lines, timing_lines
from tui.ui.widgets.explain_view import explanation_lines, place_lines
from tui.ui.widgets.verdict_band import EMPTY, VerdictBand, verdict_of
from tui.workbench.inspecting import tone_of

PAGE = ErrorPage(
    "te", "-1005", "Too many requests", "The key is over its limit.", ("A loop.",), ("Wait.",),
    Who.CALLER, Retry.LATER, Confidence.DOCUMENTED,
)  # fmt: skip
OK = replace(PAGE, code="0", title="Success", who=Who.NOBODY, retry=Retry.NEVER, tone=Tone.GOOD)


async def band_of(what: Exchange, page: ErrorPage = PAGE, width: int = 80) -> tuple[str, set[str]]:
    """The band's line and its classes, as on a screen of that width."""
    band = VerdictBand()
    app = WidgetApp(band)
    async with app.run_test(size=(width, 3)) as pilot:
        band.show(verdict_of(what, page, tone_of(what)))
        await pilot.pause()
        return lines_of(app)[0], set(band.classes)


OUTCOMES = {
    "good": (exchange(), Tone.GOOD, "OK"),
    "caution": (
        exchange(envelope=Envelope("1603", "replay", Tone.CAUTION, "PASS+REPLAY")),
        Tone.CAUTION,
        "PASS+REPLAY",
    ),
    "bad": (exchange(envelope=Envelope("-1005", "too many", Tone.BAD, "ERROR")), Tone.BAD, "ERROR"),
    "not json": (
        exchange(envelope=Envelope(None, tone=Tone.UNCERTAIN, problem="not JSON")),
        Tone.UNCERTAIN,
        "UNCERTAIN",
    ),
    "cut off": (
        exchange(state=ExchangeState.FAILED, failure=FAILED, complete=False, rows=7),
        Tone.BAD,
        "FAILED",
    ),
    "cancelled": (
        exchange(state=ExchangeState.CANCELLED, failure=FAILED, complete=False, envelope=None),
        Tone.CAUTION,
        "CANCELLED",
    ),
    "uncertain": (
        exchange(state=ExchangeState.UNCERTAIN, failure=FAILED, complete=False, received=0, envelope=None),
        Tone.UNCERTAIN,
        "UNCERTAIN",
    ),
}


@pytest.mark.parametrize("name", OUTCOMES)
async def test_every_outcome_has_its_symbol_its_word_and_its_colour(name: str) -> None:
    what, tone, word = OUTCOMES[name]
    line, classes = await band_of(what)
    assert line.strip().startswith(f"{TONE_SYMBOLS[tone]} {word}")
    assert classes & set(TONE_CLASSES.values()) == {TONE_CLASSES[tone]}
    assert ("CUT OFF" in line) == (not what.complete and what.received > 0)


async def test_an_answer_cut_off_is_never_good_even_when_its_head_was() -> None:
    head_was_good = exchange(state=ExchangeState.FAILED, failure=FAILED, complete=False, rows=900)
    line, classes = await band_of(head_was_good)
    assert "CUT OFF" in line
    assert "✓" not in line
    assert "-good" not in classes


async def test_flags_and_time_are_there_at_eighty_columns_whatever_the_sentence() -> None:
    long = replace(PAGE, title="A title that goes on and on " * 9)
    what = exchange(sandbox=True, masked=True, complete=False, state=ExchangeState.FAILED, failure=FAILED)
    line, _ = await band_of(what, long)
    assert " SANDBOX " in line
    assert " CUT OFF " in line
    assert "430 ms" in line
    assert "…" in line


async def test_the_figures_and_who_has_to_act_are_said() -> None:
    envelope = Envelope("-1005", "x", Tone.BAD, "ERROR", generated_at="2026-01-02 03:04")
    line, _ = await band_of(exchange(envelope=envelope, rows=31_106, masked=True), width=170)
    for words in ("-1005 · Too many requests · you have to act, send again later", "31,106 rows", "430 ms"):
        assert words in line
    for words in ("1.2 kB", "computed 2026-01-02 03:04", "secret masked"):
        assert words in line


async def test_empty_and_running_have_their_own_words() -> None:
    band = VerdictBand()
    app = WidgetApp(band)
    async with app.run_test(size=(80, 3)) as pilot:
        assert EMPTY in lines_of(app)[0]
        band.show_running(2.5, Progress("x", 2.5, 1_400_000, 31_106, 2_800_000, "receiving"), sandbox=True)
        await pilot.pause()
        line = lines_of(app)[0]
        for words in ("RECEIVING", "SANDBOX", "2.50 s", "1.4 MB", "31,106 rows", "50 %", "escape cancels"):
            assert words in line


async def test_hostile_words_of_a_server_do_nothing_in_the_band() -> None:
    band = VerdictBand()
    app = WidgetApp(band)
    async with app.run_test(size=(120, 3)) as pilot:
        for text in STRINGS:
            envelope = Envelope(text, text, Tone.BAD, text, generated_at=text, problem=text)
            band.show(verdict_of(exchange(envelope=envelope), replace(PAGE, title=text), Tone.BAD))
            await pilot.pause()
            assert acts(lines_of(app)[0]) == []
            for segment in band.render_line(0):
                assert segment.style is None or "@click" not in segment.style.meta


# -- Explain ---------------------------------------------------------------------------------------------


def explained(**changes: object) -> Explanation:
    made = Explanation(
        PAGE,
        "Too many requests",
        Tone.BAD,
        server_message="slow down",
        evidence=("Five calls in a second.",),
        causes=(
            Cause("A loop.", Standing.FOUND, ("Five calls.",), "Stop the loop."),
            Cause("Another client.", Standing.LIKELY),
            Cause("A small quota.", Standing.POSSIBLE),
        ),
        remedies=("Wait a minute.", "Ask for more."),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields of the dataclass


def test_the_page_goes_from_what_happened_to_what_to_do() -> None:
    text = "\n".join(line.text for line in explanation_lines(explained(sandbox=True)))
    order = [
        "✗ Too many requests",
        "SANDBOX",
        "slow down",
        "-1005",
        "over its limit",
        "Five calls in a second.",
        "1. A loop.  (found)",
        "Stop the loop.",
        "2. Another client.  (likely)",
        "3. A small quota.  (possible)",
        "Wait a minute.",
        "Ask for more.",
        "source: documented",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_labels_and_related_codes_are_named() -> None:
    label = replace(PAGE, code="emulator", title="Emulator", meaning="Runs in one.")
    lines = explanation_lines(explained(labels=(label,), page=replace(PAGE, related=("-1006",), notes="N.")))
    text = "\n".join(line.text for line in lines)
    assert "emulator · Emulator: Runs in one." in text
    assert "See also: -1006" in text
    assert "N." in text


@pytest.mark.parametrize(
    ("query", "line", "column", "above"),
    [
        ("select a\nform t", 2, 1, "f"),
        ("select a,\n  字字 from t", 2, 6, "f"),
        ("select\ta from t", 1, 8, "a"),
        ("x" * 500 + "HERE", 1, 501, "H"),
        ("a\nb", 2, 2, ""),
    ],
)
def test_the_caret_stands_under_its_column(query: str, line: int, column: int, above: str) -> None:
    from rich.cells import cell_len

    found = [piece for piece in place_lines(query, line, column) if piece.look.startswith("code")]
    at = next(n for n, piece in enumerate(found) if "▲" in piece.text)
    place = cell_len(found[at].text[: found[at].text.index("▲")])
    shown = safe(found[at - 1].text)
    cells = 0
    for character in shown:
        if cells == place:
            assert character == above
            break
        cells += cell_len(character)
    else:
        assert above == ""
        assert cells == place


def test_a_place_outside_the_query_is_left_out() -> None:
    assert place_lines("one line", 7, 1) == []
    assert place_lines("one line", 0, 0) == []


# -- Exchange --------------------------------------------------------------------------------------------


def test_the_secret_is_a_mask_and_heads_body_and_phases_are_there() -> None:
    text = "\n".join(line.text for line in exchange_lines(exchange()))
    assert "POST http://127.0.0.1:8992/read?format=json&token=••••" in text
    assert '{"thing": "a"}' in text
    assert "HTTP/1.1 200 OK" in text
    assert text.count("content-type: application/json") == 2
    for words in ("connect", "10 ms", "TLS", "20 ms", "first byte", "300 ms", "transfer", "100 ms", "430 ms"):
        assert words in text


def test_no_answer_and_a_cut_one_are_said() -> None:
    none = exchange(head=None, state=ExchangeState.FAILED, failure=FAILED, complete=False, envelope=None)
    text = "\n".join(line.text for line in exchange_lines(none))
    assert "No response head arrived." in text
    assert FAILED.message in text
    cut = "\n".join(line.text for line in exchange_lines(exchange(complete=False)))
    assert "CUT OFF" in cut


def test_a_large_body_is_cut_and_says_so_and_thousands_of_headers_are_one_piece() -> None:
    request = UnsignedRequest("POST", "http://127.0.0.1:1", "/x", body=b"a\n" * BODY_SHOWN)
    head = ResponseHead(200, "OK", tuple((f"h{n}", "v") for n in range(5000)))
    lines = exchange_lines(exchange(request=request, head=head))
    assert len(lines) < 40
    assert any("the first 16.4 kB" in line.text for line in lines)


def test_a_phase_that_did_not_happen_has_no_bar() -> None:
    lines = [line.text for line in timing_lines(Timing(first_byte=0.5, transfer=0.0, total=0.5))]
    assert any(line.startswith("connect") and line.rstrip().endswith("—") for line in lines)
    assert any(line.startswith("first byte") and "█" in line for line in lines)
    assert not any(line.startswith("transfer") and "█" in line for line in lines)


@pytest.mark.parametrize("text", GROUPS, ids=range(len(GROUPS)))
def test_lines_keep_foreign_text_as_data(text: str) -> None:
    """`Reading` shows every line through `literal`; here nothing may be lost or parsed on the way."""
    found = explanation_lines(explained(headline=text, server_message=text + ".", evidence=(text,)))
    assert sum(text in line.text for line in found) >= 3
    request = UnsignedRequest("POST", "http://127.0.0.1:1", "/x", headers=(("a", text),))
    assert any(text.replace("\n", "␊") in line.text for line in exchange_lines(exchange(request=request)))


def test_own_pages_fit_a_failure() -> None:
    page = own_errors().page("connection-lost")
    what = exchange(state=ExchangeState.FAILED, failure=FAILED, complete=False)
    assert verdict_of(what, page, tone_of(what)).sentence.startswith("connection-lost")
