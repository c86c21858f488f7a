"""One target for each parser, with documents that parse and the words they are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.fuzz import parsers
from tests.fuzz.words import (
    CSV_WORDS,
    GOLDEN,
    JSON_WORDS,
    PATH_WORDS,
    PATHS,
    SHELL_WORDS,
    SQL_SEEDS,
    SQL_WORDS,
    TE_ROWS,
    TE_SEEDS,
    TOML_SEEDS,
    TOML_WORDS,
    files,
)


@dataclass(frozen=True)
class Target:
    """`seeds` are documents that parse; `words` what such documents are made of."""

    run: Callable[[bytes], None]
    seeds: tuple[bytes, ...]
    words: tuple[bytes, ...]


TARGETS: dict[str, Target] = {
    "te-envelope": Target(parsers.te_envelope, TE_SEEDS, JSON_WORDS),
    "td-envelope": Target(parsers.td_envelope, TE_SEEDS, JSON_WORDS),
    "rows-json": Target(parsers.rows("json"), (TE_ROWS,), JSON_WORDS),
    "rows-json-object": Target(parsers.rows("json_object"), (b'{"a":1}\n{"a":2,"b":[]}\n',), JSON_WORDS),
    "rows-csv": Target(parsers.rows("csv_header"), (b'a,b\n1,"x ""y"""\n2,"multi\nline"\n',), CSV_WORDS),
    "rows-tsv": Target(parsers.rows("tsv"), (b"1\tx\n2\ty\n",), CSV_WORDS),
    "json-tree": Target(parsers.tree, (b'{"a":[1,{"b":"\\u00e9"}],"a":2}', b"[[[]]]"), JSON_WORDS),
    "jsonpath": Target(parsers.jsonpath, PATHS, PATH_WORDS),
    "exact-json": Target(parsers.exact, (b'{"a":1.10,"b":[1e5,-0]}',), JSON_WORDS),
    "toml": Target(parsers.toml, TOML_SEEDS, TOML_WORDS),
    "draft-file": Target(parsers.draft_file, (b'{"version":1,"key":"d","draft":{"a":1}}',), JSON_WORDS),
    "schema-file": Target(parsers.schema_file, (b'{"version":1,"key":"k","schema":{}}',), JSON_WORDS),
    "sandbox-state": Target(
        parsers.sandbox_state, (b'{"assay_sandbox_state":1,"providers":{"te":{"document":{}}}}',), JSON_WORDS
    ),
    "encrypted-file": Target(
        parsers.sealed_file, (parsers.sealing()[1],), (*JSON_WORDS, b"argon2id", b"memory_kib", b"==")
    ),
    "curl": Target(
        parsers.pasted("parse_curl"),
        files("workbench/importing/curl/*.txt", GOLDEN) or (b"curl x",),
        SHELL_WORDS,
    ),
    "har": Target(
        parsers.pasted("read_har"), files("workbench/importing/har/*", GOLDEN) or (b"{}",), JSON_WORDS
    ),
    "raw-http": Target(
        parsers.pasted("parse_raw_http"),
        (b"POST /a?b=c HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1",),
        SHELL_WORDS,
    ),
    "any-paste": Target(parsers.pasted("import_text"), (b"curl http://x", b"GET / HTTP/1.1\n"), SHELL_WORDS),
    "console-body": Target(
        parsers.console,
        (b'{"qp":"{\\"eventView\\":{},\\"events\\":[{\\"eventName\\":\\"a\\"}]}"}', b'{"events":[]}'),
        JSON_WORDS,
    ),
    "sql": Target(parsers.sql, SQL_SEEDS, SQL_WORDS),
    "sandbox-sql": Target(parsers.sandbox_sql, SQL_SEEDS, SQL_WORDS),
    "row-filter": Target(
        parsers.row_filter,
        (b"a > 5 and not (`b c` ~ 'x')",),
        (*SQL_WORDS, b"and", b"or", b"not", b"~", b"!="),
    ),
    "shown-text": Target(
        parsers.shown, (b"\x1b[31mred\x1b]52;c;AA\x07",), (b"\x1b", b"\x9b", b"\xe2\x80\xae", b"\xed\xa0\x80")
    ),
}
