"""Words of Trino SQL that a general grammar does not know, or loses where a statement is half typed."""

from __future__ import annotations

_KEYWORDS = """
    all and any array as asc between both by case cross cube current_catalog current_date
    current_schema current_time current_timestamp current_user desc describe distinct else end escape
    except exists explain fetch filter following for from full group grouping groups having ignore in
    inner intersect interval into is join lateral leading like limit localtime localtimestamp
    match_recognize natural not nulls of offset on or order ordinality over partition preceding range
    recursive respect rollup row rows select sets table tablesample then ties to trailing uescape
    unbounded union unnest using values when where window with within without
"""

_TYPES = """
    bigint boolean char color date decimal double geometry hyperloglog int integer ipaddress json map
    p4hyperloglog qdigest real setdigest smallint tdigest time timestamp tinyint uuid varbinary varchar
"""

KEYWORDS = frozenset(_KEYWORDS.split())
"""Only words that are hardly ever a column's name or a function's."""

TYPES = frozenset(_TYPES.split())

CONSTANTS = frozenset({"true", "false", "null"})
