"""A request made elsewhere: pasted here, a cURL command or a Postman collection, or the file of one."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from tui.core.wording import tr_later
from tui.ui.dialogs.pasting import PastingDialog


class ImportRequestDialog(PastingDialog):
    """The text, or None."""

    TITLE_WORDS = tr_later("Import a request")
    WHAT: ClassVar[str] = tr_later(
        "Paste a cURL command, which opens as a draft; or a Postman collection (v2.1), or the path of its "
        "file, which becomes a folder of saved queries. Credentials in it are dropped, hosts are the "
        "profile's."
    )
    NOTHING = tr_later("There is nothing to import yet. Paste it first.")

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "ctrl+r,ctrl+enter,ctrl+j,alt+enter",
            "take",
            "Import",
            key_display="^r",
            priority=True,
            id="import.take",
            tooltip="Take in what was pasted",
        ),
    ]

    HINTS: ClassVar[str] = tr_later("ctrl+r imports · escape closes")
