"""The four folders of this program, closed to everyone but their owner."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tui.core.failures import FileProblem

APP = "assay"
HOME_VARIABLE = "ASSAY_HOME"
"""Names one folder that holds all four; for portable use, tests and trying things out."""

PRIVATE = 0o700


@dataclass(frozen=True, slots=True)
class Paths:
    """Where things live: what is typed (config), kept (data), can be fetched again (cache), logged (state).

    Nothing is created before `create` or the first write below a folder.
    """

    config: Path
    data: Path
    cache: Path
    state: Path

    @classmethod
    def of_user(cls, environ: Mapping[str, str] | None = None) -> Paths:
        """The folders of the user who runs the program, or those below `ASSAY_HOME` when it is set."""
        home = (os.environ if environ is None else environ).get(HOME_VARIABLE, "")
        if home:
            return cls.below(Path(home).expanduser().absolute())
        import platformdirs

        dirs = platformdirs.PlatformDirs(APP, appauthor=False)
        return cls(dirs.user_config_path, dirs.user_data_path, dirs.user_cache_path, dirs.user_state_path)

    @classmethod
    def below(cls, folder: Path) -> Paths:
        return cls(folder / "config", folder / "data", folder / "cache", folder / "state")

    @property
    def profiles(self) -> Path:
        return self.config / "profiles.toml"

    @property
    def settings(self) -> Path:
        return self.config / "config.toml"

    @property
    def history(self) -> Path:
        return self.data / "history.sqlite3"

    @property
    def signs(self) -> Path:
        return self.data / "signs.sqlite3"

    @property
    def sealed_secrets(self) -> Path:
        """The encrypted file of secrets; only made when a person chooses that store."""
        return self.data / "secrets.sealed"

    @property
    def drafts(self) -> Path:
        return self.data / "drafts"

    @property
    def answers(self) -> Path:
        return self.cache / "answers"

    def create(self) -> None:
        """Make all four folders. Raises FileProblem."""
        for folder in (self.config, self.data, self.cache, self.state):
            private_folder(folder)


def private_folder(folder: Path) -> None:
    """Make `folder` and its missing parents, mode 0700, and close it when others may enter it. Raises
    FileProblem.

    A folder of another owner is refused: whoever owns it can replace every file in it.
    """
    try:
        for parent in reversed([one for one in (folder, *folder.parents) if not one.is_dir()]):
            # Not parents=True: that makes them as open as the umask says.
            parent.mkdir(mode=PRIVATE, exist_ok=True)
        status = folder.stat()
        if status.st_uid != os.geteuid():
            raise FileProblem(
                f"The folder {folder} belongs to another user, so nothing is written there.",
                code="file-unwritable",
                evidence=[f"Its owner is user number {status.st_uid}; this program runs as {os.geteuid()}."],
                next_step=f"Change its owner, or set {HOME_VARIABLE} to a folder of your own.",
            )
        if status.st_mode & 0o077:
            folder.chmod(PRIVATE)
    except OSError as error:
        raise FileProblem(
            f"The folder {folder} cannot be used: {(error.strerror or 'unknown error').lower()}.",
            code="file-unwritable",
            next_step=f"Free the path, or set {HOME_VARIABLE} to a folder that can be written.",
        ) from None
