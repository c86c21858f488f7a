"""Unsent work, one file a key, whole at every moment."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from tui.core.failures import AssayError, FileProblem, InvalidInput
from tui.core.fields import FieldProblem
from tui.storage.atomic import clear_strays, locked, read_regular, write_atomic
from tui.storage.json_text import from_text, to_text
from tui.storage.paths import Paths

VERSION = 1
MAX_DRAFT = 16_000_000
"""Bytes of one draft's file: a request body typed or pasted, escaped."""


class FileDraftStore:
    """Plays `core.ports.DraftStore`.

    A file's name is a hash of its key, so no key can name a file elsewhere. Each `put` waits for the
    disk (a few milliseconds): save at pauses in typing, in a worker. A file that cannot be read is set
    aside under the ending `.broken` and told in `problems`.
    """

    def __init__(self, paths: Paths) -> None:
        self._folder = paths.drafts
        self.problems: list[AssayError] = []

    def put(self, key: str, draft: Mapping[str, object]) -> None:
        """Raises FileProblem, or InvalidInput for a draft that JSON cannot hold."""
        try:
            data = to_text({"version": VERSION, "key": key, "draft": dict(draft)}).encode()
        except ValueError:
            raise InvalidInput(
                [FieldProblem("draft", "holds a value that is not JSON")], what="The draft"
            ) from None
        if len(data) > MAX_DRAFT:
            raise FileProblem(
                f"The draft is larger than {MAX_DRAFT // 1_000_000} MB, so it is not kept.",
                code="file-unwritable",
                next_step="Keep the text in a file of your own.",
            )
        with locked(self._folder):
            clear_strays(self._folder)
            write_atomic(self._file(key), data)

    def get(self, key: str) -> Mapping[str, object] | None:
        """The draft, or None when there is none that can be read. Never raises: see `problems`."""
        found = self._read(self._file(key))
        return found[1] if found else None

    def keys(self) -> Sequence[str]:
        """The keys of all drafts, the latest saved first."""
        found = []
        try:
            files = [(file.stat().st_mtime_ns, file) for file in self._folder.glob("*.json")]
        except OSError:
            return []
        for _, file in sorted(files, reverse=True):
            content = self._read(file)
            if content:
                found.append(content[0])
        return found

    def delete(self, key: str) -> None:
        """Deleting what is not there is no error. Raises FileProblem."""
        try:
            self._file(key).unlink(missing_ok=True)
        except OSError as error:
            raise FileProblem(
                f"The draft {key} cannot be deleted: {(error.strerror or '').lower()}.",
                code="file-unwritable",
            ) from None

    def _file(self, key: str) -> Path:
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        return self._folder / f"{digest[:32]}.json"

    def _read(self, file: Path) -> tuple[str, Mapping[str, object]] | None:
        try:
            data = read_regular(file, MAX_DRAFT)
            if data is None:
                return None
            content = from_text(data)
            key, draft = content["key"], content["draft"]
            if isinstance(key, str) and isinstance(draft, dict) and self._file(key) == file:
                return key, draft
        except FileProblem as problem:
            self.problems.append(problem)
            return None
        except (ValueError, KeyError, TypeError):
            pass
        self._set_aside(file)
        return None

    def _set_aside(self, file: Path) -> None:
        aside = file.with_suffix(".broken")
        number = 1
        while aside.exists():
            number += 1
            aside = file.with_suffix(f".{number}.broken")
        try:
            file.rename(aside)
        except OSError:
            aside = file
        self.problems.append(
            FileProblem(
                f"A saved draft could not be read; it was set aside as {aside}.",
                next_step="Its text may be read in an editor.",
            )
        )
