"""Ways to count: the values of `analysis` in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from tui.core.building import Offer


@dataclass(frozen=True, slots=True)
class Aggregation:
    """`words` stand before the property's name where one is needed. `kinds` are what it can be made of."""

    code: str
    words: str
    needs_property: bool = True
    kinds: tuple[str, ...] = ()

    @property
    def offer(self) -> Offer:
        return Offer(self.code, self.words.removesuffix(" of"), self.code)


_NUMBER = ("number",)
ALL = (
    Aggregation("TOTAL_TIMES", "number of times", needs_property=False),
    Aggregation("TRIG_USER_NUM", "number of users", needs_property=False),
    Aggregation("PER_CAPITA_TIMES", "times per user", needs_property=False),
    Aggregation("SUM", "sum of", kinds=_NUMBER),
    Aggregation("AVG", "mean of", kinds=_NUMBER),
    Aggregation("PER_CAPITA_NUM", "sum per user of", kinds=_NUMBER),
    Aggregation("MAX", "greatest", kinds=_NUMBER),
    Aggregation("MIN", "least", kinds=_NUMBER),
    Aggregation("MEDIAN", "median of", kinds=_NUMBER),
    Aggregation("PERCENTILE", "percentile of", kinds=_NUMBER),
    Aggregation("DISTINCT", "distinct values of"),
    Aggregation("TRUE", "times true:", kinds=("boolean",)),
    Aggregation("FALSE", "times false:", kinds=("boolean",)),
    Aggregation("IS_NOT_EMPTY", "times set:"),
    Aggregation("IS_EMPTY", "times not set:"),
    Aggregation("ARRAY_DISTINCT", "distinct lists of", kinds=("list",)),
    Aggregation("ARRAY_SET_DISTINCT", "distinct sets of", kinds=("list",)),
    Aggregation("ARRAY_ITEM_DISTINCT", "distinct items of", kinds=("list",)),
)
BY_CODE = {one.code: one for one in ALL}
USER_CODES = tuple(
    one.code for one in ALL if one.code not in ("TOTAL_TIMES", "PER_CAPITA_TIMES", "PER_CAPITA_NUM")
)
"""Those that a user property takes."""
