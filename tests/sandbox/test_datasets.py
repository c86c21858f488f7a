"""The data: what is shipped, where it comes from, and that it can be built again."""

from __future__ import annotations

from tui.core.cancel import CancelToken
from tui.core.sandboxing import TableKind
from tui.sandbox.database import Database
from tui.sandbox.datasets import FOLDER, origins


def _one(database: Database, sql: str) -> object:
    return database.fetch(sql, cancel=CancelToken())[0][0]


def test_what_is_shipped_is_small_and_says_where_it_comes_from() -> None:
    files = list(FOLDER.glob("*.parquet"))
    assert sum(file.stat().st_size for file in files) <= 1_500_000
    named = set()
    for origin in origins().values():
        for key in ("title", "authors", "licence", "source", "what", "honesty", "changes"):
            assert origin[key], key
        for name in origin["licence_files"]:
            assert (FOLDER / name).read_text(encoding="utf-8").strip()
        named |= {origin["events"], origin["users"]}
    assert named == {file.name for file in files}


def test_the_projects_hold_what_their_authors_published(database: Database) -> None:
    ecom, journey = database.projects()
    assert (ecom.events, ecom.users, ecom.first_day, ecom.last_day) == (
        31_106,
        600,
        "2024-01-04",
        "2024-06-29",
    )
    assert ecom.today == "2024-06-30"
    assert (journey.events, journey.users) == (87_321, 801)
    assert "Synthetic" in ecom.origin["honesty"]


def test_tables_have_the_built_in_columns(database: Database) -> None:
    for table in database.tables():
        types = {column.name: column.type for column in table.columns}
        assert types["#user_id"] == "bigint"
        if table.kind is TableKind.MEMBERS:
            continue
        assert types["#account_id"] == types["#distinct_id"] == "varchar"
        if table.kind is TableKind.EVENT:
            assert types["#event_time"] == "timestamp(3)"
            assert types["$part_date"] == types["$part_event"] == types["#event_name"] == "varchar"
        else:
            assert types["#update_time"] == "timestamp(3)"


def test_derived_columns_agree_with_what_they_are_derived_from(database: Database) -> None:
    for table in database.tables():
        if table.kind is not TableKind.EVENT:
            continue
        wrong = f"""SELECT count(*) FROM {table.full_name}
            WHERE "$part_date" <> strftime("#event_time", '%Y-%m-%d') OR "$part_event" <> "#event_name" """
        assert _one(database, wrong) == 0
        assert _one(database, f'SELECT count(DISTINCT "#event_id") FROM {table.full_name}') == table.rows
        orphans = f"""SELECT count(*) FROM {table.full_name} e
            ANTI JOIN hive.ta.v_user_{table.project} u ON e."#user_id" = u."#user_id" """
        assert _one(database, orphans) == 0
