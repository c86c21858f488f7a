"""Profiles in `profiles.toml`: one table each, the secret only as the name of its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tui.core.failures import AssayError, FileProblem, Refused
from tui.storage.profile_codec import read_profile, write_profile
from tui.storage.toml_file import change_toml, read_toml, refuse_newer

if TYPE_CHECKING:
    from tui.core.profile import Profile
    from tui.storage.paths import Paths


class TomlProfileStore:
    """Plays `core.ports.ProfileStore`.

    Every change reads the file again under a lock, so that two running programs lose nothing of each
    other, and touches one table: profiles that cannot be read, and keys that are not known, stay as they
    are. Comments are lost at a save.
    """

    def __init__(self, paths: Paths) -> None:
        self._path = paths.profiles

    def load(self) -> tuple[Sequence[Profile], Sequence[AssayError]]:
        """Profiles in the order of the file, and what is wrong with the rest. Never raises or writes."""
        try:
            document = read_toml(self._path)
        except FileProblem as problem:
            return (), (problem,)
        problems: list[AssayError] = []
        try:
            refuse_newer(self._path, document)
        except FileProblem as problem:
            problems.append(problem)
        tables = document.get("profiles", {})
        if not isinstance(tables, dict):
            return (), (*problems, _not_tables(self._path.name))
        profiles = []
        for profile_id, table in tables.items():
            profile, wrong = read_profile(profile_id, table)
            if profile is not None:
                profiles.append(profile)
                continue
            shown = table.get("name") if isinstance(table, dict) else None
            problems.append(
                FileProblem(
                    f"The profile {shown if isinstance(shown, str) and shown else profile_id} in "
                    f"{self._path} cannot be used; the others can.",
                    evidence=[str(problem) for problem in wrong],
                    next_step=f"Mend the keys named above in {self._path.name}.",
                )
            )
        return profiles, problems

    def save(self, profile: Profile) -> None:
        """Add or replace by id. Raises FileProblem, Refused for a built-in profile, or InvalidInput for
        text that TOML cannot hold; then the file is as before."""
        if profile.built_in:
            raise Refused(f"The profile {profile.name} is built in; save a copy under another name.")
        table = write_profile(profile)

        def change(document: dict[str, Any]) -> None:
            tables = document.setdefault("profiles", {})
            if not isinstance(tables, dict):
                raise _not_tables(self._path.name)
            tables[profile.id] = table

        change_toml(self._path, change)

    def delete(self, profile_id: str) -> None:
        """Deleting what is not there is no error. Raises FileProblem."""
        tables = read_toml(self._path).get("profiles", {})
        if isinstance(tables, dict) and profile_id not in tables:
            return

        def change(document: dict[str, Any]) -> None:
            tables = document.get("profiles", {})
            if not isinstance(tables, dict):
                raise _not_tables(self._path.name)
            tables.pop(profile_id, None)

        change_toml(self._path, change)


def _not_tables(name: str) -> FileProblem:
    return FileProblem(
        f"The key profiles in {name} is not a table, so no profile can be read.",
        next_step="Profiles are tables such as [profiles.a1b2c3]; mend the file in an editor.",
    )
