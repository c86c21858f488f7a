"""Codes of the vendor's web console and the Open API's words for them, as far as they are public.

Aggregations and time buckets were seen in a public client's notes; comparators, relations and tables in
the vendor's own command-line guides, for conditions of cohorts, which use the console's codes. A code that
is missing here has no known meaning; it is never guessed from its neighbours.
"""

from __future__ import annotations

import re

ANALYSIS = {
    "A100": "TOTAL_TIMES",
    "A101": "TRIG_USER_NUM",
    "A102": "PER_CAPITA_TIMES",
    "A103": "SUM",
    "A104": "AVG",
    "A105": "PER_CAPITA_NUM",
    "A106": "MAX",
    "A107": "MIN",
    "A108": "DISTINCT",
    "A109": "TRUE",
    "A110": "FALSE",
    "A111": "IS_NOT_EMPTY",
    "A112": "IS_EMPTY",
    "A117": "MEDIAN",
    "A119": "PERCENTILE",
}
BUCKETS = {
    "T0": "hour",
    "T1": "day",
    "T2": "week",
    "T3": "month",
    "T4": "minute",
    "T5": "total",
    "T6": "minute5",
    "T7": "minute10",
}
COMPARATORS = {
    "C00": "equal",
    "C01": "notEqual",
    "C02": "less",
    "C03": "greater",
    "C07": "include",
    "C08": "notInclude",
    "C11": "regexMatch",
    "C12": "notRegexMatch",
}
TABLES = {"0": "event", "1": "user"}
RELATIONS = {"0": "or", "1": "and"}

WHY_NOT = {
    "T8": "a quarter, which the Open API does not have",
    "T9": "a year, which the Open API does not have",
    "C020": "at most; the Open API has no such test",
    "C030": "at least; the Open API has no such test",
}
"""Codes with a known meaning for which the Open API has no word."""

MEMBERS: dict[str, dict[str, str]] = {
    "analysis": ANALYSIS,
    "timeParticleSize": BUCKETS,
    "comparator": COMPARATORS,
    "tableType": TABLES,
    "table_type": TABLES,
    "relation": RELATIONS,
    "relationUser": RELATIONS,
    "type": {},
    "filterType": {},
    "statType": {},
    "intervalType": {},
    "windows_gap_tu": {},
    "windowsGapUnit": {},
    "session_type": {},
    "source_type": {},
}
"""Members that hold codes, by their Open API name; of those without a table no code is public."""

KEYS = {"calcuSymbol": "comparator"}
"""Members that the console calls otherwise."""

SHELLS = ("qp", "eventsQp", "queryParam")
"""Members in which the console wraps a body; `qp` is also text that holds JSON."""

_CODE = re.compile(r"[ACT]\d{1,4}")


def is_code(value: object) -> bool:
    """Whether a value looks like a code of the console."""
    return isinstance(value, str) and _CODE.fullmatch(value) is not None
