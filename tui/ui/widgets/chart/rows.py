"""Pictures made of text rows: bars, stacked bars, boxes, heat maps and flows. Each says its values in
figures too, so that nothing hangs on colour or on the length of a bar alone."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from textual.content import Content

from tui.core.charting import Bars, Boxes, Flow, HeatMap, Node, Stacks, figure
from tui.core.display import safe
from tui.core.wording import told, tr
from tui.core.wrapping import cells
from tui.ui.widgets.cells import fit

COLOURS = ("$primary", "$success", "$warning", "$secondary", "$accent", "$error", "$text", "$text-muted")
MARKS = "●○◆◇■□▲△"
FILLS = "█▓▒░#=+-"
LABEL = 24
MUTED = "$foreground-muted"
_EIGHTHS = " ▏▎▍▌▋▊▉"

Part = str | tuple[str, str]


def colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def label_width(labels: Sequence[str], width: int) -> int:
    widest = max((cell_len(safe(label)) for label in labels), default=0)
    return max(4, min(widest, LABEL, width // 3))


def blocks(share: float, room: int) -> str:
    """A bar of `share` of `room` cells, to an eighth of a cell."""
    eighths = round(max(0.0, min(1.0, share)) * room * 8)
    whole, rest = divmod(eighths, 8)
    return "█" * whole + (_EIGHTHS[rest] if rest else "")


def bar_rows(picture: Bars, width: int) -> list[Content]:
    """A line per bar: name, bar, value, and what is said behind it."""
    bars = picture.bars
    name = label_width([bar.label for bar in bars], width)
    value = max((cell_len(bar.text) for bar in bars), default=1)
    named = [told(head) for head in picture.notes]
    sides = [max([cells(head), *(len(bar.notes[n]) for bar in bars)]) for n, head in enumerate(named)]
    room = max(8, width - name - value - sum(sides) - 2 * len(sides) - 3)
    most = max((abs(bar.value) for bar in bars if bar.value is not None), default=0.0)
    lines: list[Content] = []
    if sides:
        heads = "  ".join(fit(head, size, right=True) for head, size in zip(named, sides, strict=True))
        lines.append(Content.styled(" " * (name + room + 2) + " " * value + "  " + heads, MUTED))
    for bar in bars:
        drawn = blocks(abs(bar.value) / most, room) if bar.value is not None and most else ""
        sign = "−" if bar.value is not None and bar.value < 0 else " "
        behind = "  ".join(note.rjust(size) for note, size in zip(bar.notes, sides, strict=False))
        text: list[Part] = [fit(safe(bar.label), name), sign, (drawn.ljust(room), "$primary")]
        lines.append(Content.assemble(*text, " ", safe(bar.text).rjust(value), f"  {behind}" * bool(behind)))
    return lines


def stack_rows(picture: Stacks, width: int) -> list[Content]:
    """A line per label made of its parts, whose shares of the whole are the lengths."""
    name = label_width(picture.labels, width)
    sums = [sum(part.values[row] or 0.0 for part in picture.parts) for row in range(len(picture.labels))]
    value = max((len(figure(whole)) for whole in sums), default=1)
    room = max(8, width - name - value - 3)
    lines = legend([part.name for part in picture.parts], FILLS, width)
    for row, label in enumerate(picture.labels):
        text: list[Part] = [fit(safe(label), name), " "]
        at = done = 0.0
        for number, part in enumerate(picture.parts):
            at += part.values[row] or 0.0
            cells = round(room * at / sums[row]) - int(done) if sums[row] else 0
            done += cells
            text.append((FILLS[number % len(FILLS)] * cells, colour(number)))
        text += [" " * (room - int(done)), " ", figure(sums[row]).rjust(value)]
        lines.append(Content.assemble(*text))
        figures = " · ".join(figure(part.values[row]) for part in picture.parts)
        lines.append(Content.styled(" " * (name + 1) + fit(figures, room), MUTED))
    return lines


def box_rows(picture: Boxes, width: int) -> list[Content]:
    """A line per box on one common scale: ├──[██┃████]───┤, and its five numbers below."""
    name = label_width([box.label for box in picture.boxes], width)
    low = min(box.low for box in picture.boxes)
    high = max(box.high for box in picture.boxes)
    room = max(12, width - name - 2)
    span = (high - low) or 1.0

    def place(value: float) -> int:
        return round((value - low) / span * (room - 1))

    unit = f" {picture.unit}" if picture.unit else ""
    ends = figure(low) + unit, figure(high) + unit
    lines = [Content.styled(" " * (name + 1) + ends[0] + ends[1].rjust(room - len(ends[0])), MUTED)]
    for box in picture.boxes:
        cells = [" "] * room
        for at in range(place(box.low), place(box.high) + 1):
            cells[at] = "─"
        for at in range(place(box.lower), place(box.upper) + 1):
            cells[at] = "█"
        cells[place(box.low)], cells[place(box.high)] = "├", "┤"
        cells[place(box.lower)], cells[place(box.upper)] = "▐", "▌"
        cells[place(box.median)] = "┃"
        lines.append(Content.assemble(fit(safe(box.label), name), " ", ("".join(cells), "$primary")))
        five = [f"{word} {figure(value)}" for word, value in _five(box)]
        counted = f"n {box.count}" if box.count else ""
        said = " · ".join(filter(None, [*five, counted]))
        lines.append(Content.styled(" " * (name + 1) + fit(said, room), MUTED))
    return lines


def _five(box: object) -> list[tuple[str, float]]:
    words = {
        "low": tr("min"),
        "lower": "q1",
        "median": tr("median"),
        "upper": "q3",
        "high": tr("max"),
        "mean": tr("mean"),
    }
    return [(word, value) for name, word in words.items() if (value := getattr(box, name)) is not None]


def heat_rows(picture: HeatMap, width: int) -> list[Content]:
    """A line per row; each cell has its share in percent and a shade. A gap is a dash."""
    name = label_width(picture.rows, width)
    size = max((len(s) for s in picture.sizes), default=0)
    digits = 1 if len(picture.columns) * 7 + name + size + 2 <= width else 0
    cell = 5 + 2 * digits
    most = max((share for row in picture.shares for share in row if share is not None), default=1.0) or 1.0
    heads = "".join(fit(safe(column), cell - 1, True) + " " for column in picture.columns)
    lines = [Content.styled(" " * (name + size + 2) + heads, MUTED)]
    for row, label in enumerate(picture.rows):
        of = picture.sizes[row] if picture.sizes else ""
        text: list[Part] = [fit(safe(label), name), " ", (of.rjust(size), MUTED), " "]
        for share in picture.shares[row]:
            if share is None:
                text.append(("-".rjust(cell - 1) + " ", MUTED))
                continue
            level = min(4, int(share / most * 4.999))
            shade = " ░▒▓█"[level]
            text.append((f"{shade}{100 * share:{cell - 2}.{digits}f} ", _HEAT[level]))
        lines.append(Content.assemble(*text))
    lines.append(Content.styled(tr("shares in percent; the darker the sign, the greater the share"), MUTED))
    return lines


_HEAT = ("", "on $primary 15%", "on $primary 30%", "on $primary 45%", "on $primary 60%")


MOST_NODES = 6


def flow_rows(picture: Flow, width: int) -> list[Content]:
    """Step by step the most frequent nodes, with where they came from or went to."""
    names = {node.id: node.name for node in picture.nodes}
    label = label_width([node.name for node in picture.nodes], width)
    most = max((node.value for node in picture.nodes), default=1.0) or 1.0
    value = max((len(figure(node.value)) for node in picture.nodes), default=1)
    room = max(6, min(20, width - label - value - 30))
    lines: list[Content] = []
    for step in sorted({node.step for node in picture.nodes}):
        nodes = sorted((n for n in picture.nodes if n.step == step), key=lambda n: -n.value)
        lines.append(
            Content.styled(
                tr("Step {step} · {figure} sessions", step=step, figure=figure(sum(n.value for n in nodes))),
                "bold",
            )
        )
        for node in nodes[:MOST_NODES]:
            bar = blocks(node.value / most, room).ljust(room)
            said = _ways(picture, node, names)
            rest = max(0, width - label - value - room - 5)
            parts: list[Part] = ["  ", fit(safe(node.name), label), " ", (bar, "$primary"), " "]
            figures = figure(node.value).rjust(value)
            lines.append(Content.assemble(*parts, figures, " ", (fit(safe(said), rest).rstrip(), MUTED)))
        if len(nodes) > MOST_NODES:
            lines.append(Content.styled("  " + tr("and {count} more", count=len(nodes) - MOST_NODES), MUTED))
    return lines


def _ways(picture: Flow, node: Node, names: dict[str, str]) -> str:
    into = sorted((w for w in picture.links if w[1] == node.id), key=lambda w: -w[2])[:2]
    came = ", ".join(f"{names.get(source, source)} {figure(count)}" for source, _, count in into)
    ended = tr("{count} end here", count=figure(node.ended)) if node.ended else ""
    return " · ".join(filter(None, [tr("from {nodes}", nodes=came) if came else "", ended]))


def legend(names: Sequence[str], marks: str, width: int) -> list[Content]:
    """Mark and name of each series, as many lines as they need."""
    lines: list[list[Part]] = [[]]
    used = 0
    for number, name in enumerate(names):
        text = fit(safe(name), min(cell_len(safe(name)), max(8, width - 4)))
        size = cell_len(text) + 4
        if used + size > width and lines[-1]:
            lines.append([])
            used = 0
        lines[-1] += [(marks[number % len(marks)], colour(number)), f" {text}  "]
        used += size
    return [Content.assemble(*line) for line in lines if line]
