"""Ways to count: the values of `analysis` in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from tui.core.building import Offer
from tui.core.wording import tr, tr_later


@dataclass(frozen=True, slots=True)
class Aggregation:
    """`words` stand before the property's name where one is needed. `kinds` are what it can be made of."""

    code: str
    words: str
    needs_property: bool = True
    kinds: tuple[str, ...] = ()
    title: str = ""
    """Words in a list of choices, where others stand before a property."""

    @property
    def said(self) -> str:
        """The words in the reader's language."""
        return tr(self.words)

    @property
    def offer(self) -> Offer:
        return Offer(self.code, tr(self.title or self.words), self.code)


_NUMBER = ("number",)
ALL = (
    Aggregation("TOTAL_TIMES", tr_later("number of times"), needs_property=False),
    Aggregation("TRIG_USER_NUM", tr_later("number of users"), needs_property=False),
    Aggregation("PER_CAPITA_TIMES", tr_later("times per user"), needs_property=False),
    Aggregation("SUM", tr_later("sum of"), kinds=_NUMBER, title=tr_later("sum")),
    Aggregation("AVG", tr_later("mean of"), kinds=_NUMBER, title=tr_later("mean")),
    Aggregation("PER_CAPITA_NUM", tr_later("sum per user of"), kinds=_NUMBER, title=tr_later("sum per user")),
    Aggregation("MAX", tr_later("greatest"), kinds=_NUMBER),
    Aggregation("MIN", tr_later("least"), kinds=_NUMBER),
    Aggregation("MEDIAN", tr_later("median of"), kinds=_NUMBER, title=tr_later("median")),
    Aggregation("PERCENTILE", tr_later("percentile of"), kinds=_NUMBER, title=tr_later("percentile")),
    Aggregation("DISTINCT", tr_later("distinct values of"), title=tr_later("distinct values")),
    Aggregation("TRUE", tr_later("times true:"), kinds=("boolean",)),
    Aggregation("FALSE", tr_later("times false:"), kinds=("boolean",)),
    Aggregation("IS_NOT_EMPTY", tr_later("times set:")),
    Aggregation("IS_EMPTY", tr_later("times not set:")),
    Aggregation(
        "ARRAY_DISTINCT", tr_later("distinct lists of"), kinds=("list",), title=tr_later("distinct lists")
    ),
    Aggregation(
        "ARRAY_SET_DISTINCT", tr_later("distinct sets of"), kinds=("list",), title=tr_later("distinct sets")
    ),
    Aggregation(
        "ARRAY_ITEM_DISTINCT",
        tr_later("distinct items of"),
        kinds=("list",),
        title=tr_later("distinct items"),
    ),
)
BY_CODE = {one.code: one for one in ALL}
USER_CODES = tuple(
    one.code for one in ALL if one.code not in ("TOTAL_TIMES", "PER_CAPITA_TIMES", "PER_CAPITA_NUM")
)
"""Those that a user property takes."""
