"""Which story shows which widget of ours with hostile text in it; each story proves that it does."""

from __future__ import annotations

import os
from collections.abc import Mapping

from textual.app import App
from textual.widget import Widget

THOROUGH = bool(os.environ.get("ASSAY_THOROUGH"))
"""The whole of what the suite takes a part of: every key, every text."""


def _named(names: str) -> frozenset[str]:
    return frozenset(names.split())


SHOWN: Mapping[str, frozenset[str]] = {
    "dialogs": _named(
        "ChoiceList CodeEditor CompletingEditor NarrowPainting PasteArea PickList Reading SecretInput "
        "SqlEditor StyleCache Toggle VirtualList"
    ),
    "answers": _named(
        "AskingRows Body ChartPane ChartView ChipsLine DraggingTable ExchangeList ExchangeView ExplainView "
        "ExportingChart ExportingRows FilterBox HeaderLine JsonTree KeyLine ModeTab ModeTabs "
        "OpeningTree Panes Paragraph ProblemNotice RawPane RawView RecordView RowsPane SearchingTree "
        "SelectingRows SelectingTable StatusLine TabLine TableView TreePane VerdictBand VirtualTable "
        "_TabLabel"
    ),
    "other screens": _named(
        "ByteView Desk FieldEditor FieldForm FieldRow FieldSwitch FormRow ImportView JsonEditor "
        "NoticeLine PasteBox Pick ProfileEditor RequestView ResultStrip RouteTree SignatureForm SqlPane "
        "TreeList VerdictCard ViewLine ViewTab ViewTabs _ViewLabel"
    ),
    # The steps of the tour are texts of ours, and nothing else gets there.
    "own words alone": _named("TourCard _Way _Words"),
    # Not part of these stories: each has tests of its own, in tests/ui/compose/test_hostile.py,
    # tests/ui/inspect/test_json_tree.py and tests/ui/signature/test_hostile.py.
    "tests of their own": _named("BuildPane FoundList ModelOutline SignatureList TestRows TestView"),
}
NOT_IN_STORIES = ("own words alone", "tests of their own")
_seen: set[str] = set()


def begin() -> None:
    _seen.clear()


def note(app: App[None]) -> None:
    """Write down every widget that can be seen now, with what it was made of."""
    for widget in app.screen.walk_children(Widget):
        if widget.region:
            _seen.update(one.__name__ for one in type(widget).__mro__ if issubclass(one, Widget))


def assert_shown(story: str) -> None:
    assert sorted(SHOWN[story] - _seen) == [], f"the story of {story} shows it no longer"
