"""Excel workbooks (ECMA-376), written row by row with the standard library.

Strings stand in their cells (`inlineStr`), so that nothing has to be known in advance. A number that a
double of 15 digits cannot hold becomes text, because Excel would change it.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO, Any
from xml.sax.saxutils import escape

from tui.core.table import Cell, CellKind, Column
from tui.results.exports.cells import is_formula

MAX_ROWS = 1_048_576
MAX_COLUMNS = 16_384
MAX_TEXT = 32_767

_SAFE_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", re.ASCII)
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]|_(?=x[0-9A-Fa-f]{4}_)")
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOC = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf/><xf quotePrefix="1"/></cellXfs></styleSheet>'
)


class Workbook:
    """Sheets of at most `max_rows` rows, the header repeated on each."""

    def __init__(self, file: IO[bytes], *, exact: bool, max_rows: int = MAX_ROWS) -> None:
        self.neutralised = 0
        self._exact = exact
        self._max_rows = max_rows
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1)
        self._sheet: IO[bytes] | None = None
        self._sheets = 0
        self._row = 0
        self._columns: Sequence[Column] = ()
        self._cut = self._as_text = self._dropped = 0

    def begin(self, columns: Sequence[Column]) -> None:
        self._columns = columns
        self._open_sheet()

    def rows(self, rows: Iterable[tuple[Cell, ...]]) -> None:
        parts: list[str] = []
        for row in rows:
            if self._row >= self._max_rows:
                self._put("".join(parts))
                parts.clear()
                self._open_sheet()
            parts.append(self._line(row))
        self._put("".join(parts))

    def sheet_rows(self, rows: Sequence[bytes]) -> None:
        """Rows that are XML already, each of no more cells than a sheet takes."""
        start = 0
        while start < len(rows):
            if self._row >= self._max_rows:
                self._open_sheet()
            part = rows[start : start + self._max_rows - self._row]
            self._row += len(part)
            start += len(part)
            if self._sheet is not None:
                self._sheet.write(b"".join(part))

    def end(self) -> None:
        self._close_sheet()
        numbers = range(1, self._sheets + 1)
        sheets = "".join(f'<sheet name="Rows {n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
        self._part(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOC}"><sheets>{sheets}</sheets></workbook>',
        )
        targets = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
        self._relations("xl/_rels/workbook.xml.rels", [*targets, ("rId0", "styles", "styles.xml")])
        self._relations("_rels/.rels", [("rId1", "officeDocument", "xl/workbook.xml")])
        self._zip.writestr("xl/styles.xml", _STYLES)
        overrides = [("xl/workbook.xml", f"{_KIND}.sheet.main+xml"), ("xl/styles.xml", f"{_KIND}.styles+xml")]
        overrides += [(f"xl/worksheets/sheet{n}.xml", f"{_KIND}.worksheet+xml") for n in numbers]
        listed = "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides)
        self._part(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>',
        )
        self._zip.close()

    def notes(self) -> tuple[str, ...]:
        found = []
        if self._sheets > 1:
            found.append(f"Excel takes {self._max_rows:,} rows a sheet; there are {self._sheets} sheets.")
        if self._as_text:
            found.append(f"{self._as_text:,} numbers have more digits than Excel keeps; they are text.")
        if self._cut:
            found.append(f"{self._cut:,} cells were cut to {MAX_TEXT:,} characters, Excel's limit.")
        if self._dropped:
            found.append(
                f"{self._dropped:,} cells beyond column {MAX_COLUMNS:,}, Excel's limit, are left out."
            )
        return tuple(found)

    # ---- inside

    def _open_sheet(self) -> None:
        self._close_sheet()
        self._sheets += 1
        self._sheet = self._zip.open(f"xl/worksheets/sheet{self._sheets}.xml", "w", force_zip64=True)
        self._row = 0
        self._put(f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>')
        self._put(self._line([Cell(CellKind.TEXT, column.name) for column in self._columns]))

    def _close_sheet(self) -> None:
        if self._sheet is not None:
            self._put("</sheetData></worksheet>")
            self._sheet.close()
            self._sheet = None

    def _put(self, text: str) -> None:
        if self._sheet is not None and text:
            self._sheet.write(text.encode())

    def _line(self, cells: Sequence[Cell]) -> str:
        self._row += 1
        if len(cells) > MAX_COLUMNS:
            self._dropped += len(cells) - MAX_COLUMNS
            cells = cells[:MAX_COLUMNS]
        return "<row>" + "".join([self.cell(cell) for cell in cells]) + "</row>"

    def cell(self, cell: Cell) -> str:
        kind, text = cell
        if kind in (CellKind.NULL, CellKind.ABSENT):
            return "<c/>"
        if kind is CellKind.BOOLEAN:
            return f'<c t="b"><v>{int(text == "true")}</v></c>'
        if kind is CellKind.NUMBER:
            if len(text) <= 15 and _SAFE_NUMBER.fullmatch(text):
                return f"<c><v>{text}</v></c>"
            self._as_text += 1
        style = ""
        if not self._exact and is_formula(cell):
            # Marks the cell as text without changing it, also when somebody edits it.
            self.neutralised += 1
            style = ' s="1"'
        if len(text.encode("utf-16-le", "surrogatepass")) // 2 > MAX_TEXT:
            self._cut += 1
            text = text.encode("utf-16-le", "surrogatepass")[: MAX_TEXT * 2].decode("utf-16-le", "ignore")
        if not text.isprintable() or "_x" in text:
            text = _ILLEGAL.sub(_coded, text)
        return f'<c{style} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'

    def _part(self, name: str, body: str) -> None:
        self._zip.writestr(name, _XML + body)

    def _relations(self, name: str, targets: Iterable[tuple[str, str, str]]) -> None:
        listed = "".join(
            f'<Relationship Id="{key}" Type="{_DOC}/{kind}" Target="{path}"/>' for key, kind, path in targets
        )
        self._part(name, f'<Relationships xmlns="{_RELS}">{listed}</Relationships>')


def _coded(match: re.Match[str]) -> Any:
    """ECMA-376's own escape for what XML cannot hold."""
    return f"_x{ord(match.group()):04X}_"
