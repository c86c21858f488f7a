"""Saved queries as a branch of the tree: folders as folders, the samples last."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Protocol

from tui.core.wording import told, tr
from tui.ui.widgets.tree.tree_nodes import TreeEntry

if TYPE_CHECKING:
    from tui.core.saved_queries import StoredQuery

SAVED = "saved"


class SavedActs(Protocol):
    """What the screen does for a saved query."""

    def open_saved(self, stored: StoredQuery) -> None: ...
    def rename_saved(self, stored: StoredQuery) -> None: ...
    def delete_saved(self, stored: StoredQuery) -> None: ...
    def refresh_saved(self) -> None: ...
    def copy_text(self, text: str) -> None: ...


class SavedBranch:
    """Plays `TreeBranch`. `listing`, `folder` and `kind` are set by the screen."""

    def __init__(self, acts: SavedActs) -> None:
        from tui.core.saved_queries import QueryListing

        self._acts = acts
        self.listing = QueryListing()
        self.folder = ""
        self.kind = ""

    def entries(self, wanted: Sequence[str]) -> Sequence[TreeEntry]:
        found = [one for one in self.listing.queries if one.query.kind in {"", self.kind}]
        if wanted:
            found = [one for one in found if _matches(one, wanted)]
            if not found:
                return []
        own = sum(not one.query.is_sample for one in found)
        where = tr(
            "{own} of your own in {folder}. ctrl+s saves the open draft; n renames, d deletes.",
            own=own,
            folder=self.folder,
        )
        return [
            TreeEntry(
                SAVED,
                tr("Saved queries"),
                tail=str(len(found)),
                words=(tr("Saved queries"), where),
                children=partial(self._below, found, "", bool(wanted)),
                is_open=bool(wanted),
                strong=True,
            )
        ]

    def act(self, entry: TreeEntry, key: str) -> bool:
        from tui.core.saved_queries import StoredQuery

        stored = entry.data
        if key == "refresh" and (entry.key == SAVED or isinstance(stored, StoredQuery)):
            self._acts.refresh_saved()
            return True
        if not isinstance(stored, StoredQuery):
            return False
        match key:
            case "open" | "click":
                self._acts.open_saved(stored)
            case "rename":
                self._acts.rename_saved(stored)
            case "delete":
                self._acts.delete_saved(stored)
            case "copy":
                self._acts.copy_text(stored.query.path)
            case _:
                return False
        return True

    # -- entries -----------------------------------------------------------------------------------------

    def _below(self, found: Sequence[StoredQuery], folder: str, is_open: bool) -> list[TreeEntry]:
        from tui.core.saved_queries import SAMPLES

        start = f"{folder}/" if folder else ""
        names: dict[str, None] = {}
        leaves = []
        for one in found:
            rest = one.query.path.removeprefix(start)
            head, slash, _ = rest.partition("/")
            if slash:
                names[head] = None
            else:
                leaves.append(_leaf(one))
        # The samples come with the program; what is a person's own stands above them.
        ordered = sorted(names, key=lambda name: (not folder and name == SAMPLES, name.casefold()))
        folders = [self._folder(found, f"{start}{name}", is_open) for name in ordered]
        samples = [one for one in folders if one.label.endswith(SAMPLES) and not folder]
        entries = [*(one for one in folders if one not in samples), *leaves, *samples]
        if not folder:
            entries += [
                TreeEntry(
                    f"problem-{place}",
                    f"✗ {told(problem.message)}",
                    words=(told(problem.message),),
                    faint=True,
                )
                for place, problem in enumerate(self.listing.problems)
            ]
        return entries

    def _folder(self, found: Sequence[StoredQuery], folder: str, is_open: bool) -> TreeEntry:
        from tui.core.saved_queries import SAMPLES

        inside = [one for one in found if one.query.path.startswith(f"{folder}/")]
        name = folder.rpartition("/")[2]
        is_samples = folder == SAMPLES
        words = (
            tr("They come with the program, for the sandbox.")
            if is_samples
            else tr("A folder of saved queries.")
        )
        return TreeEntry(
            folder,
            name,
            tail=str(len(inside)),
            words=(name, words),
            children=partial(self._below, inside, folder, is_open),
            is_open=is_open,
            strong=True,
        )


def _leaf(stored: StoredQuery) -> TreeEntry:
    query = stored.query
    variables = ", ".join(one.name for one in query.variables)
    words = (
        query.name,
        query.description,
        f"{query.draft.operation} · {query.path}",
        tr("tags: {tags}", tags=", ".join(query.tags)) if query.tags else "",
        tr("variables: {variables}", variables=variables) if variables else "",
    )
    return TreeEntry(
        ":".join(("query", query.path)),
        query.name,
        words=tuple(word for word in words if word),
        data=stored,
    )


def _matches(stored: StoredQuery, wanted: Sequence[str]) -> bool:
    query = stored.query
    haystack = " ".join((query.path, query.description, *query.tags, query.draft.operation)).casefold()
    return all(word in haystack for word in wanted)
