"""Pictures of rows as pieces on a common scale from 0 to 1, for drawing on paper."""

from __future__ import annotations

from typing import NamedTuple

from tui.core.charting import Bars, Boxes, Flow, HeatMap, Series, Stacks, figure

MOST_NODES = 8


class Piece(NamedTuple):
    """From `start`, `length` long, both as shares of the room."""

    start: float
    length: float
    colour: int = 0
    text: str = ""
    height: float = 1.0
    strength: float = 1.0


class Row(NamedTuple):
    label: str
    pieces: tuple[Piece, ...] = ()
    value: str = ""


def rows_of(picture: Bars | Stacks | HeatMap | Boxes | Flow) -> list[Row]:
    match picture:
        case Bars():
            return _bars(picture)
        case Stacks():
            return _stacks(picture)
        case HeatMap():
            return _heat(picture)
        case Boxes():
            return _boxes(picture)
        case Flow():
            return _flow(picture)


def _bars(picture: Bars) -> list[Row]:
    most = max((abs(bar.value) for bar in picture.bars if bar.value is not None), default=0.0) or 1.0
    rows = []
    for bar in picture.bars:
        pieces = () if bar.value is None else (Piece(0.0, abs(bar.value) / most),)
        notes = [f"{note} {name}" for note, name in zip(bar.notes, picture.notes, strict=False) if note]
        rows.append(Row(bar.label, pieces, " · ".join([bar.text, *notes])))
    return rows


def _stacks(picture: Stacks) -> list[Row]:
    names = [Row(part.name, (Piece(0.0, 0.03, n, "", 1.0, 0.75),)) for n, part in enumerate(picture.parts)]
    return [*names, *(_stack(picture.parts, row, label) for row, label in enumerate(picture.labels))]


def _stack(parts: tuple[Series, ...], row: int, label: str) -> Row:
    whole = sum(part.values[row] or 0.0 for part in parts)
    pieces, at = [], 0.0
    for number, part in enumerate(parts):
        share = (part.values[row] or 0.0) / whole if whole else 0.0
        pieces.append(Piece(at, share, number, figure(part.values[row]) if share > 0.05 else "", 1.0, 0.75))
        at += share
    return Row(label, tuple(pieces), figure(whole))


def _heat(picture: HeatMap) -> list[Row]:
    count = max(1, len(picture.columns))
    most = max((share for row in picture.shares for share in row if share is not None), default=1.0) or 1.0
    rows = [
        Row("", tuple(Piece(n / count, 1 / count, 6, c, 1.0, 0.0) for n, c in enumerate(picture.columns)))
    ]
    for number, label in enumerate(picture.rows):
        pieces = tuple(
            Piece(
                n / count,
                1 / count,
                0,
                f"{100 * share:.1f}" if share is not None else "-",
                1.6,
                0.75 * (share or 0.0) / most,
            )
            for n, share in enumerate(picture.shares[number])
        )
        rows.append(Row(label, pieces, picture.sizes[number] if picture.sizes else ""))
    return rows


def _boxes(picture: Boxes) -> list[Row]:
    low = min(box.low for box in picture.boxes)
    span = max(box.high for box in picture.boxes) - low or 1.0
    rows = []
    for box in picture.boxes:
        line = Piece((box.low - low) / span, (box.high - box.low) / span, 6, "", 0.1)
        body = Piece((box.lower - low) / span, (box.upper - box.lower) / span, 0, "", 1.0, 0.5)
        middle = Piece((box.median - low) / span, 0.004, 5)
        rows.append(
            Row(box.label, (line, body, middle), f"median {figure(box.median)} {picture.unit}".strip())
        )
    return rows


def _flow(picture: Flow) -> list[Row]:
    most = max((node.value for node in picture.nodes), default=1.0) or 1.0
    rows = []
    for step in sorted({node.step for node in picture.nodes}):
        nodes = sorted((node for node in picture.nodes if node.step == step), key=lambda node: -node.value)
        rows.append(Row(f"Step {step}"))
        rows += [
            Row(f"   {n.name}", (Piece(0.0, n.value / most),), figure(n.value)) for n in nodes[:MOST_NODES]
        ]
        if len(nodes) > MOST_NODES:
            rows.append(Row(f"   and {len(nodes) - MOST_NODES} more"))
    return rows
