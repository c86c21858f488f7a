"""All traffic between screens: a message goes up to the app, and the app tells the screens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tui.core.exchange import Progress
    from tui.core.failures import AssayError
    from tui.core.operation import RequestDraft


class ProfileChosen(Message):
    """A person wants to use this profile from now on."""

    def __init__(self, profile_id: str) -> None:
        super().__init__()
        self.profile_id = profile_id


class ProfilesChanged(Message):
    """A profile was saved or deleted; headers and pickers show stale words."""


class ExchangeStarted(Message):
    """An exchange is recorded and on its way."""

    def __init__(self, exchange_id: str) -> None:
        super().__init__()
        self.exchange_id = exchange_id


class ExchangeProgress(Message):
    """A sign of life; a newer one of the same exchange replaces an older one that still waits."""

    def __init__(self, progress: Progress) -> None:
        super().__init__()
        self.progress = progress

    def can_replace(self, message: Message) -> bool:
        return (
            isinstance(message, ExchangeProgress)
            and message.progress.exchange_id == self.progress.exchange_id
        )


class ExchangeFinished(Message):
    """An exchange has its outcome, whatever it is; read it from the workbench."""

    def __init__(self, exchange_id: str) -> None:
        super().__init__()
        self.exchange_id = exchange_id


class OpenExchange(Message):
    """Show an exchange in Inspect, on the tab of that name if one is given."""

    def __init__(self, exchange_id: str, tab: str = "") -> None:
        super().__init__()
        self.exchange_id = exchange_id
        self.tab = tab


class ComposeDraft(Message):
    """Open a draft in Compose, for this profile."""

    def __init__(self, profile_id: str, draft: RequestDraft) -> None:
        super().__init__()
        self.profile_id = profile_id
        self.draft = draft


class ProblemRaised(Message):
    """Something a person has to be told; stays until it is dismissed."""

    def __init__(self, error: AssayError, title: str = "") -> None:
        super().__init__()
        self.error = error
        self.title = title


class ExplainCode(Message):
    """Show the page of a code. An empty provider searches every catalogue."""

    def __init__(self, code: str, provider: str = "") -> None:
        super().__init__()
        self.code = code
        self.provider = provider


class ModeWanted(Message):
    """Go to the mode of this id; with `new_profile`, Profiles begins a new one."""

    def __init__(self, mode: str, *, new_profile: bool = False) -> None:
        super().__init__()
        self.mode = mode
        self.new_profile = new_profile


class SessionChanged(Message):
    """What the screens share has changed."""


class Done(Message):
    """A person has done something that a tour may wait for, in its words; empty ones say nothing."""

    def __init__(self, *deeds: str) -> None:
        super().__init__()
        self.deeds = deeds
