"""Exports read back by readers that are not ours."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def delimited(path: Path, delimiter: str = ",") -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=delimiter))


def sheet(path: Path, number: int = 1) -> list[list[str | None]]:
    with zipfile.ZipFile(path) as book:
        assert book.testzip() is None
        for name in book.namelist():
            ElementTree.fromstring(book.read(name))
        root = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    return [[_cell(cell) for cell in row] for row in root.iter(f"{SHEET}row")]


def _cell(cell: ElementTree.Element) -> str | None:
    text = cell.find(f"{SHEET}is/{SHEET}t")
    if text is not None:
        return re.sub("_x([0-9A-F]{4})_", lambda m: chr(int(m.group(1), 16)), text.text or "")
    value = cell.find(f"{SHEET}v")
    return None if value is None else value.text
