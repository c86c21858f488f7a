"""Files that callers send: lists of ids, data tables, and the CSV of a dimension table.

They are kept in memory. Data tables and dimensions are stored and named, and no query joins them.
"""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from tui.core.sandboxing import SandboxAnswer
from tui.providers.te.sandbox.envelope import TARGET_MISSING, Rejected, success
from tui.providers.te.sandbox.objects import DIMENSION, Document, ProjectObjects, Shelf
from tui.providers.te.sandbox.parameters import Call, parameter_error

FILE = "uploaded file"
TABLE = "data table"


class Uploads:
    """The routes that take files, and the data tables made from them."""

    def __init__(self, objects: ProjectObjects) -> None:
        self._objects = objects

    def plays(self) -> Mapping[str, Callable[[Call], SandboxAnswer]]:
        return {
            "id-file-upload": self.upload,
            "datatable-upload": self.upload_table,
            "datatable-create": self.create_table,
            "datatable-update": self.update_table,
            "datatable-bind": self.bind,
            "datatable-unbind": self.unbind,
            "dimension-create": self.dimension,
            "dict-props-delete": self.delete_dimension,
        }

    def upload(self, call: Call) -> SandboxAnswer:
        return success({"fileId": self._keep(call)})

    def upload_table(self, call: Call) -> SandboxAnswer:
        """The file's id; an Excel file cannot be read here and is refused."""
        _, content = call.files["file"]
        if content.startswith(b"PK\x03\x04"):
            raise parameter_error("file", "the sandbox reads CSV only, no Excel")
        _rows(content)
        return success({"fileId": self._keep(call)})

    def create_table(self, call: Call) -> SandboxAnswer:
        rows = self._file_rows(call)
        table: Document = {
            "tableName": call.values["tableName"],
            "headers": rows[0],
            "rows": rows[1:],
            "bound": [],
        }
        shelf = self._tables(call)
        self._objects.memory.locked(lambda: shelf.add(str(call.values["tableName"]), table))
        return success(_facts(table))

    def update_table(self, call: Call) -> SandboxAnswer:
        """Replace the rows, or with `append` add them; the columns stay."""
        table = self._tables(call).get(str(call.values["tableName"]))
        rows = self._file_rows(call)
        if rows[0] != table["headers"]:
            raise parameter_error(
                "fileId", f"the columns differ; the table has {', '.join(table['headers'])}"
            )
        kept = table["rows"] if call.values.get("append") else []
        self._objects.memory.locked(lambda: table.update(rows=[*kept, *rows[1:]]))
        return success(_facts(table))

    def bind(self, call: Call) -> SandboxAnswer:
        table = self._tables(call).get(str(call.values["tableName"]))
        name = str(call.values["columnName"])
        self._objects.memory.locked(lambda: table.update(bound=sorted({*table["bound"], name})))
        return success(_facts(table))

    def unbind(self, call: Call) -> SandboxAnswer:
        table = self._tables(call).get(str(call.values["tableName"]))
        name = str(call.values["columnName"])
        if name not in table["bound"]:
            raise Rejected(TARGET_MISSING, f"the data table is not linked to {name[:60]!r}")
        self._objects.memory.locked(lambda: table["bound"].remove(name))
        return success(_facts(table))

    def dimension(self, call: Call) -> SandboxAnswer:
        """Properties `column@main` from a CSV whose first column joins; list-props names them after that."""
        create = call.values["createParam"]
        main, columns = _dimension_columns(create)
        rows = _rows(call.request.body)
        wanted = [main["columnName"], *(str(column.get("columnName")) for column in columns)]
        if rows[0] != wanted:
            raise parameter_error(
                "createParam", f"the CSV has {', '.join(rows[0])}, and not {', '.join(wanted)}"
            )
        shelf = self._objects.memory.shelf(int(call.values["projectId"]), DIMENSION)

        def replace() -> None:
            for column in columns:
                name = f"{column['columnName']}@{main['columnName']}"
                shelf.kept[name] = {
                    "columnName": name,
                    "columnDesc": str(column.get("columnDesc") or name),
                    "columnRemark": "",
                    "selectType": str(column.get("selectType") or "string"),
                    "tableType": str(main.get("tableType") or "event"),
                }

        self._objects.memory.locked(replace)
        return success({"rowCount": len(rows) - 1, "columns": wanted})

    def delete_dimension(self, call: Call) -> SandboxAnswer:
        shelf = self._objects.memory.shelf(int(call.values["projectId"]), DIMENSION)
        names = [str(name) for name in call.values["columnNames"]]
        for name in names:
            shelf.get(name)
        self._objects.memory.locked(lambda: [shelf.remove(name) for name in dict.fromkeys(names)])
        return success()

    # ---- parts

    def _keep(self, call: Call) -> str:
        name, content = call.files["file"]
        file_id = secrets.token_hex(8)
        shelf = self._objects.memory.shelf(0, FILE)

        def keep() -> None:
            if len(shelf.kept) >= MAX_FILES:
                shelf.kept.pop(next(iter(shelf.kept)))
            shelf.add(file_id, {"name": name, "content": content})

        self._objects.memory.locked(keep)
        return file_id

    def _file_rows(self, call: Call) -> list[list[str]]:
        file = self._objects.memory.shelf(0, FILE).get(str(call.values["fileId"]))
        return _rows(file["content"])

    def _tables(self, call: Call) -> Shelf:
        return self._objects.memory.shelf(int(call.values["projectId"]), TABLE)


MAX_FILES = 20


def _rows(content: bytes) -> list[list[str]]:
    """The rows of a CSV, names first. Raises Rejected when it is none."""
    try:
        text = content.decode("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except (UnicodeDecodeError, csv.Error):
        raise parameter_error("file", "is not CSV in UTF-8") from None
    if not rows or any(len(row) != len(rows[0]) for row in rows):
        raise parameter_error("file", "needs a line of names, and rows of the same length")
    return rows


def _dimension_columns(create: Any) -> tuple[Mapping[str, Any], list[Mapping[str, Any]]]:
    """The joining property and the columns of `createParam`."""
    try:
        main = create["mainColumn"]["property"]
        columns = [column["property"] for column in create["columns"]]
        names = [main["columnName"], *(column["columnName"] for column in columns)]
    except (TypeError, KeyError):
        raise parameter_error(
            "createParam", "needs {mainColumn: {property}, columns: [{property}]}"
        ) from None
    if not all(isinstance(name, str) and name for name in names):
        raise parameter_error("createParam", "a columnName is missing")
    return main, columns


def _facts(table: Document) -> Document:
    facts = {name: table[name] for name in ("tableName", "headers", "bound")}
    return facts | {"rowCount": len(table["rows"])}
