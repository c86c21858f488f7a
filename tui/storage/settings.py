"""A person's own settings in `config.toml`, as a plain mapping; the front end knows what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tui.core.failures import AssayError, FileProblem, InvalidInput
from tui.core.fields import FieldProblem
from tui.storage.paths import Paths
from tui.storage.toml_file import change_toml, read_toml


class TomlSettings:
    """Settings by dotted key, such as `theme` or `keys.send`. Keys that nobody knows are kept."""

    def __init__(self, paths: Paths) -> None:
        self._path = paths.settings
        self.problems: tuple[AssayError, ...] = ()
        """What was wrong at the last `load`."""

    def load(self) -> Mapping[str, Any]:
        """Everything in the file, tables as mappings. Never raises: see `problems`."""
        try:
            document = read_toml(self._path)
        except FileProblem as problem:
            self.problems = (problem,)
            return {}
        self.problems = ()
        document.pop("version", None)
        return document

    def put(self, key: str, value: Any) -> None:
        """Set one value; None removes it. Raises FileProblem, or InvalidInput for what TOML cannot hold."""
        *tables, last = key.split(".")
        if key == "version":
            raise InvalidInput([FieldProblem(key, "is kept by the program itself")], what="The setting")

        def change(document: dict[str, Any]) -> None:
            table = document
            for name in tables:
                inner = table.setdefault(name, {})
                if not isinstance(inner, dict):
                    raise FileProblem(
                        f"{name} in {self._path} is a value, so {key} cannot be kept below it.",
                        next_step=f"Remove {name} from {self._path.name}.",
                    )
                table = inner
            if value is None:
                table.pop(last, None)
            else:
                table[last] = value

        try:
            change_toml(self._path, change)
        except (TypeError, UnicodeEncodeError):
            raise InvalidInput(
                [FieldProblem(key, "holds a value that a settings file cannot keep")], what="The setting"
            ) from None
