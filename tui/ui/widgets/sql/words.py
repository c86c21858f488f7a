"""Words of Trino SQL that have a colour of their own."""

from __future__ import annotations

_KEYWORDS = """
    all alter analyze and any array as asc between both by call case cast constraint create cross cube
    current_catalog current_date current_path current_role current_schema current_time current_timestamp
    current_user deallocate delete desc describe distinct drop else end escape except execute exists explain
    extract fetch filter following for from full grant group grouping groups having ignore in inner insert
    intersect interval into is join lateral leading left like limit localtime localtimestamp match_recognize
    merge natural not nulls of offset on or order ordinality outer over partition preceding prepare range
    recursive respect revoke right rollup row rows select sets show table tablesample then ties to trailing
    truncate try_cast uescape unbounded union unnest update using values view when where window with within
    without
"""

_TYPES = """
    bigint boolean char color date decimal double geometry hyperloglog int integer ipaddress json map
    p4hyperloglog qdigest real setdigest smallint tdigest time timestamp tinyint uuid varbinary varchar
"""

KEYWORDS = frozenset(_KEYWORDS.split())
"""Only words that are hardly ever a column's name or a function's."""

TYPES = frozenset(_TYPES.split())

CONSTANTS = frozenset({"true", "false", "null"})
