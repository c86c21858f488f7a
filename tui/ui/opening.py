"""Everything slow about the beginning, done in a thread after the first paint."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tui.core.failures import AssayError, InvalidInput, NotFound
from tui.core.profile import Profile
from tui.core.wording import tr, use
from tui.ui.preferences import Preferences
from tui.ui.screens import screen_class
from tui.wordings import wording
from tui.workbench import Workbench


@dataclass(frozen=True, slots=True)
class Opening:
    """What the app begins with. `problems` are to be told at once."""

    workbench: Workbench
    first_mode: str
    profile: Profile | None
    preferences: Preferences
    problems: tuple[AssayError, ...] = ()
    ahead: object = None
    """What the first screen shows first."""


def load(open_workbench: Callable[[], Workbench], *, sandbox: bool, wanted: str) -> Opening:
    """Open the rooms, read the files, and import the first screen.

    `wanted` is the name or id of a profile; without it, the one last used is taken, else the first.
    """
    workbench = open_workbench()
    profiles = workbench.profiles
    preferences = Preferences.of(workbench.settings.load())
    # Before the first screen is imported and made: its words are looked up then.
    use(wording(preferences.language))
    problems = list(profiles.problems())
    if preferences.keys:
        from tui.core.keymap import usable
        from tui.keysheet import key_sheet

        keys, wrong = usable(preferences.keys, key_sheet())
        preferences = replace(preferences, keys=keys)
        problems += [InvalidInput(wrong, what=tr("The keys of config.toml"))] if wrong else []
    offered = [p for p in profiles.all() if p.built_in or not sandbox]
    begin_with = [p for p in offered if p.id == preferences.profile_id]
    if wanted:
        try:
            begin_with = [profiles.find(wanted)]
        except NotFound as error:
            problems.append(error)
    first_mode = "compose" if sandbox or wanted or profiles.stored() else "welcome"
    screen = screen_class(first_mode)
    profile = next(iter(begin_with or offered), None)
    ahead = screen.read_ahead(workbench, profile) if profile is not None else None
    return Opening(workbench, first_mode, profile, preferences, tuple(problems), ahead)
