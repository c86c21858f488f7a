"""The models once more, in plain Python over lists of rows. Slow, obvious, and nothing of the sandbox's."""

from __future__ import annotations

import datetime
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Row = dict[str, Any]
Test = Callable[[Row], bool]
Time = datetime.datetime


# ---- filters -----------------------------------------------------------------------------------


def value_of(row: Row, node: Row) -> Any:
    """Works for events, which carry their user, and for users alone."""
    if node["tableType"] == "event":
        return row[node["columnName"]]
    return row.get("user", row)[node["columnName"]]


def passes(row: Row, node: Row, today: datetime.date) -> bool:
    if node.get("filterType") == "COMPOUND":
        return combined(row, node.get("relation", "and"), node["filts"], today)
    negative = {
        "notEqual": "equal", "notNull": "isNull", "notInclude": "include", "notRegexMatch": "regexMatch",
        "arrayNotIncludeItem": "arrayIncludeItem", "arrayNotNull": "arrayIsNull",
    }  # fmt: skip
    comparator = node["comparator"]
    if comparator in negative:
        return not _positive(row, node, negative[comparator], today)
    return _positive(row, node, comparator, today)


def combined(row: Row, relation: str, filts: Sequence[Row], today: datetime.date) -> bool:
    results = [passes(row, node, today) for node in filts]
    if not results:
        return True
    return all(results) if relation == "and" else any(results)


def _positive(row: Row, node: Row, comparator: str, today: datetime.date) -> bool:
    value, texts = value_of(row, node), node.get("ftv", [])
    if comparator == "isNull":
        return value is None
    if comparator == "arrayIsNull":
        return value is None or value == []
    if value is None:
        return False
    if comparator.startswith("relativeCurrent"):
        return _near_today(value, comparator, [int(text) for text in texts], today)
    if comparator.startswith("relativeEvent"):
        limit = datetime.timedelta(**{f"{node['timeUnit']}s": int(texts[0])})
        return _near_event(row["#event_time"] - value, comparator, limit)
    operands = [_typed(value, text) for text in texts]
    tests: dict[str, Callable[[], bool]] = {
        "isTrue": lambda: value is True,
        "isFalse": lambda: value is False,
        "include": lambda: any(text in value for text in texts),
        "regexMatch": lambda: any(re.search(text, value) for text in texts),
        "arrayIncludeItem": lambda: any(text in value for text in texts),
        "arrayItemPos": lambda: len(value) >= int(texts[0]) and value[int(texts[0]) - 1] in texts[1:],
        "equal": lambda: value in operands,
        "less": lambda: bool(value < operands[0]),
        "greater": lambda: bool(value > operands[0]),
        "range": lambda: bool(operands[0] <= value <= operands[1]),
    }
    return tests[comparator]()


def _near_event(ago: datetime.timedelta, comparator: str, limit: datetime.timedelta) -> bool:
    none = datetime.timedelta(0)
    if comparator == "relativeEventBefore":
        return none <= ago <= limit
    return -limit <= ago <= none if comparator == "relativeEventAfter" else -limit <= ago <= limit


def _typed(value: Any, text: str) -> Any:
    if isinstance(value, bool):
        return text.lower() in ("true", "1")
    if isinstance(value, int | float):
        return float(text)
    return datetime.datetime.fromisoformat(text) if isinstance(value, datetime.datetime) else text


def _near_today(value: Time, comparator: str, days: list[int], today: datetime.date) -> bool:
    if comparator == "relativeCurrentBefore":
        return value.date() < today - datetime.timedelta(days=days[0])
    return (
        today - datetime.timedelta(days=max(days))
        <= value.date()
        <= today - datetime.timedelta(days=min(days))
    )


# ---- periods, groups, values -------------------------------------------------------------------


def period(time: Time, size: str, first_day: int = 1) -> str:
    """The label of the period in which a time lies."""
    steps = {"minute": 1, "minute5": 5, "minute10": 10}
    if size in steps:
        return f"{time - datetime.timedelta(minutes=time.minute % steps[size]):%Y-%m-%d %H:%M}"
    if size == "hour":
        return f"{time:%Y-%m-%d %H:00}"
    if size == "day":
        return f"{time:%Y-%m-%d}"
    if size == "week":
        back = (time.isoweekday() - first_day) % 7
        return f"{time - datetime.timedelta(days=back):%Y-%m-%d}"
    return f"{time:%Y-%m}" if size == "month" else "total"


def label(row: Row, split: Row) -> str:
    value = value_of(row, split)
    if value is None:
        return "(null)"
    cuts = split.get("propertyRange")
    if cuts:
        numbers = [float(cut) for cut in cuts.split(",")] if isinstance(cuts, str) else cuts
        for index, cut in enumerate(numbers):
            if value < cut:
                return f"[{numbers[index - 1]:g},{cut:g})" if index else f"(-∞,{cut:g})"
        return f"[{numbers[-1]:g},+∞)"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, list):
        raise TypeError
    return str(value)


def text(value: Any) -> str:
    """Values as the sandbox writes them."""
    if value is None:
        return "-"
    shown = f"{value:.4f}".rstrip("0").rstrip(".")
    return "0" if shown == "-0" else shown


def percentile(values: Sequence[float], share: float) -> float:
    """Linear interpolation between the closest ranks."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def measured(
    rows: Sequence[Row], analysis: str, quota: str = "", percent: float = 50, subject: str = "#user_id"
) -> Any:
    """One aggregate; None for no value."""
    users = {row[subject] for row in rows}
    per_user = {"PER_CAPITA_TIMES": len(rows)}
    if analysis == "TOTAL_TIMES":
        return len(rows)
    if analysis == "TRIG_USER_NUM":
        return len(users)
    if analysis in per_user:
        return len(rows) / len(users) if users else None
    all_values = [row[quota] for row in rows]
    values = [value for value in all_values if value is not None]
    counts: dict[str, Callable[[], int]] = {
        "DISTINCT": lambda: len(set(values)),
        "TRUE": lambda: sum(value is True for value in values),
        "FALSE": lambda: sum(value is False for value in values),
        "IS_NOT_EMPTY": lambda: len(values),
        "IS_EMPTY": lambda: len(all_values) - len(values),
        "ARRAY_DISTINCT": lambda: len({tuple(value) for value in values}),
        "ARRAY_SET_DISTINCT": lambda: len({frozenset(value) for value in values}),
        "ARRAY_ITEM_DISTINCT": lambda: len({item for value in values for item in value}),
    }
    if analysis in counts:
        return counts[analysis]()
    if not values:
        return None
    numbers: dict[str, Callable[[], float]] = {
        "SUM": lambda: sum(values),
        "AVG": lambda: statistics.fmean(values),
        "MAX": lambda: max(values),
        "MIN": lambda: min(values),
        "MEDIAN": lambda: statistics.median(values),
        "PERCENTILE": lambda: percentile(values, percent / 100),
        "PER_CAPITA_NUM": lambda: sum(values) / len(users),
    }
    return numbers[analysis]()


# ---- retention ---------------------------------------------------------------------------------


def retention(
    first: Iterable[Row],
    second: Iterable[Row],
    number: Callable[[Row], int],
    group: Callable[[Row], str],
    units: int,
) -> dict[tuple[int, str], tuple[int, list[int], list[int]]]:
    """By cohort and group: its size, users back in period 0 … units, users lost by period 1 … units."""
    members: dict[int, dict[Any, Row]] = defaultdict(dict)
    for row in first:
        cohort = members[number(row)]
        known = cohort.get(row["#user_id"])
        if known is None or (row["#event_time"], row["#event_id"]) < (
            known["#event_time"],
            known["#event_id"],
        ):
            cohort[row["#user_id"]] = row
    back: dict[Any, set[int]] = defaultdict(set)
    for row in second:
        back[row["#user_id"]].add(number(row))
    found: dict[tuple[int, str], tuple[int, list[int], list[int]]] = {}
    for cohort_number, users in members.items():
        by_group: dict[str, list[Any]] = defaultdict(list)
        for user, row in users.items():
            by_group[group(row)].append(user)
        for name, ids in by_group.items():
            kept = [sum(cohort_number + k in back[user] for user in ids) for k in range(units + 1)]
            lost = [
                sum(not any(cohort_number + j in back[user] for j in range(1, k + 1)) for user in ids)
                for k in range(1, units + 1)
            ]
            found[cohort_number, name] = len(ids), kept, lost
    return found


# ---- funnel ------------------------------------------------------------------------------------


def funnel(
    rows: Sequence[Row],
    steps: Sequence[Test],
    inside: Test,
    window: datetime.timedelta,
    group: Callable[[Row], str],
    subject: str = "#user_id",
) -> dict[str, list[int]]:
    """Users by group and step: every first step is tried, each next step taken as early as possible."""
    by_user: dict[Any, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["#event_time"], row["#event_id"])):
        by_user[row[subject]].append(row)
    counts: dict[str, list[int]] = {}
    for events in by_user.values():
        best, start = 0, None
        for place, row in enumerate(events):
            if not (steps[0](row) and inside(row)):
                continue
            reached, at = 1, place
            for step in steps[1:]:
                later = (
                    n for n in range(at + 1, len(events))
                    if step(events[n]) and events[n]["#event_time"] <= row["#event_time"] + window
                )  # fmt: skip
                found = next(later, None)
                if found is None:
                    break
                reached, at = reached + 1, found
            if reached >= best:
                best, start = reached, row
        if start is not None:
            line = counts.setdefault(group(start), [0] * len(steps))
            for step_number in range(best):
                line[step_number] += 1
    return counts


# ---- path --------------------------------------------------------------------------------------


def paths(
    rows: Sequence[Row],
    anchor: Test,
    gap: datetime.timedelta,
    name: Callable[[Row], str],
    *,
    backwards: bool,
    steps: int = 10,
) -> list[tuple[Any, list[str]]]:
    """One path per session with an anchor: the user, and node names from the anchor on."""
    by_user: dict[Any, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["#event_time"], row["#event_id"])):
        by_user[row["#user_id"]].append(row)
    found = []
    for user, events in by_user.items():
        sessions: list[list[Row]] = []
        for row in events:
            if sessions and row["#event_time"] - sessions[-1][-1]["#event_time"] <= gap:
                sessions[-1].append(row)
            else:
                sessions.append([row])
        for session in sessions:
            ordered = session[::-1] if backwards else session
            start = next((n for n, row in enumerate(ordered) if anchor(row)), None)
            if start is not None:
                found.append((user, [name(row) for row in ordered[start : start + steps]]))
    return found


def kept_nodes(found: Sequence[tuple[Any, list[str]]], limit: int) -> list[tuple[Any, list[str]]]:
    """The same paths with rare nodes of each step put together."""
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    for _, path in found:
        for step, name in enumerate(path):
            counts[step][name] += 1
    kept = {
        step: {name for name, _ in sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:limit]}
        for step, counter in counts.items()
    }
    return [
        (user, [name if not limit or name in kept[step] else "(more)" for step, name in enumerate(path)])
        for user, path in found
    ]


# ---- interval ----------------------------------------------------------------------------------


def intervals(
    rows: Sequence[Row],
    first: Test,
    second: Test,
    inside: Test,
    window: datetime.timedelta,
    link: Callable[[Row], Any],
) -> list[tuple[Row, float]]:
    """Pairs as the first event and the seconds to the second."""
    chains: dict[Any, list[Row]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row["#event_time"], row["#event_id"])):
        if (first(row) or second(row)) and link(row) is not None:
            chains[row["#user_id"], link(row)].append(row)
    found = []
    for chain in chains.values():
        for place in range(1, len(chain)):
            one, two = chain[place - 1], chain[place]
            gap = two["#event_time"] - one["#event_time"]
            if first(one) and inside(one) and second(two) and gap <= window:
                found.append((one, gap.total_seconds()))
    return found
