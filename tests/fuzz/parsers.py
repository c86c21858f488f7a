"""One target for each parser: bytes in, nothing out but words. Anything else that comes out is a finding.

A target takes any bytes, calls the parser as the product does, and lets through only what the product
catches. What comes back is checked too: rows are the same however the bytes were cut, shown text never acts,
a tree agrees with the JSON module.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from tests.results.readers import cut
from tests.results.test_json_tree import Held
from tui.core.cancel import CancelToken
from tui.core.display import safe
from tui.core.exchange import ResponseHead
from tui.core.failures import FileProblem, InvalidInput, VaultError
from tui.core.json_document import JsonDocument, JsonNode
from tui.core.operation import AnswerShape, Operation, RequestDraft
from tui.core.sandboxing import SandboxTable, SqlRefused, TableKind
from tui.core.schema import Schema, SchemaTable

MOST_NODES = 300


def text_of(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


# -- answers -------------------------------------------------------------------------------------


@cache
def operations() -> dict[AnswerShape, Operation]:
    from tui.providers.te import PROVIDER

    return {one.answer: one for one in PROVIDER.operations()}


def te_envelope(data: bytes) -> None:
    from tui.providers.te.codec import CODEC

    for operation in operations().values():
        found = CODEC.read(operation, ResponseHead(200), data)
        assert found.tone
        safe(found.message)


def td_envelope(data: bytes) -> None:
    from tui.providers.td import PROVIDER
    from tui.providers.td.codec import CODEC

    (operation, *_) = PROVIDER.operations()
    found = CODEC.read(operation, ResponseHead(200), data)
    assert found.tone


def rows(kind: str) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        from tui.providers.te.codec import CODEC

        reader = CODEC.row_reader(operations()[AnswerShape.ROWS], RequestDraft("x", form={"format": kind}))
        assert reader is not None
        with tempfile.TemporaryDirectory() as folder:
            sizes = [1 + byte % 23 for byte in data[:5]] or [1]
            whole, pieces = (kept(Path(folder), name, given, reader) for name, given in
                             (("a", [data]), ("b", cut(data, sizes))))  # fmt: skip
        assert whole == pieces, "the rows depend on how the bytes were cut"

    return run


def kept(folder: Path, name: str, chunks: list[bytes], reader: Any) -> Any:
    """What a person would see of an answer that came in these chunks."""
    from tui.results import SpoolAnswerStore

    store = SpoolAnswerStore(folder)
    writer = store.create(name, reader)
    for chunk in chunks:
        writer.write(chunk)
    writer.finish(complete=True)
    answer = store.open(name, reader)
    assert answer is not None
    window = answer.window(0, 50)
    assert len(window) == min(50, answer.row_count)
    seen = (answer.columns, answer.row_count, answer.complete, window)
    store.close()
    return seen


def tree(data: bytes) -> None:
    from tui.results.json_tree import TreeDocument

    document = TreeDocument(Held(data))
    document.build(CancelToken())
    root = document.root()
    assert root is not None or document.problem
    if root is None:
        return
    walked(document, root, [MOST_NODES])
    try:
        expected = json.loads(data)
    except (ValueError, RecursionError):
        return
    if isinstance(expected, list):
        assert document.count(root).known == len(expected)


def walked(document: JsonDocument, node: JsonNode, left: list[int]) -> None:
    stack = [node]
    while stack and left[0] > 0:
        left[0] -= 1
        one = stack.pop()
        safe(document.text(one, 200).decode("utf-8", "replace"))
        assert 0 <= one.start <= document.size
        document.place_of(one.start)
        if one.is_container:
            document.repeated(one)
            stack += document.members(one, 0, 20)


def jsonpath(data: bytes) -> None:
    """The first line is the path, the rest the document."""
    from tui.results.json_tree import TreeDocument

    path, _, body = data.partition(b"\n")
    document = TreeDocument(Held(body or b'{"a":[1,{"b":null}],"c":"d"}'))
    document.build(CancelToken())
    with suppress(InvalidInput):
        document.select(text_of(path), CancelToken())


def exact(data: bytes) -> None:
    from tui.core.exact_json import compact_bytes, parse_exact

    found = parse_exact(data)
    if not found.problem:
        again = parse_exact(compact_bytes(found.value))
        assert not again.problem
        assert compact_bytes(again.value) == compact_bytes(found.value)


# -- files ---------------------------------------------------------------------------------------


def toml(data: bytes) -> None:
    """Profiles, settings and case files: the three that are TOML."""
    from tui.storage import Paths, TomlProfileStore, TomlSettings
    from tui.workbench.signature_tests.cases import load_cases

    with tempfile.TemporaryDirectory() as folder:
        paths = Paths.below(Path(folder))
        paths.create()
        for file in (paths.profiles, paths.settings):
            file.write_bytes(data)
        TomlProfileStore(paths).load()
        TomlSettings(paths).load()
        with suppress(FileProblem, InvalidInput):
            TomlSettings(paths).put("theme", "x")
    with suppress(InvalidInput):
        load_cases(text_of(data), {"A": "b"}, "a file")


def draft_file(data: bytes) -> None:
    from tui.storage import FileDraftStore, Paths

    with tempfile.TemporaryDirectory() as folder:
        paths = Paths.below(Path(folder))
        store = FileDraftStore(paths)
        store.put("d", {})
        (file,) = paths.drafts.glob("*.json")
        file.write_bytes(data)
        assert store.get("d") is not None or store.problems


def schema_file(data: bytes) -> None:
    from tui.storage import JsonSchemaCache, Paths

    with tempfile.TemporaryDirectory() as folder:
        cache_ = JsonSchemaCache(Paths.below(Path(folder)))
        cache_.save("k", Schema("1"))
        (file,) = Path(folder).rglob("*.json")
        file.write_bytes(data)
        with suppress(FileProblem):
            cache_.load("k")


def sandbox_state(data: bytes) -> None:
    from tui.core.failures import Refused
    from tui.sandbox.kept import KeptFile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "state"
        path.write_bytes(data)
        with suppress(FileProblem, Refused):
            KeptFile(path).read("te")
            KeptFile(path).counts()


@cache
def sealing() -> tuple[Any, bytes]:
    from tui.vault.sealing import LEAST, Key, new_header, seal

    key = Key(new_header(LEAST), bytes(32))
    return key, seal(key, {"one": "two"})


def sealed_file(data: bytes) -> None:
    from tui.vault.sealing import Key, header_of, unseal

    key, _ = sealing()
    with suppress(VaultError):
        header = header_of(data)
        unseal(Key(header, key.key), data)
    with suppress(VaultError):
        unseal(key, data)


# -- what is pasted ------------------------------------------------------------------------------


def pasted(name: str) -> Callable[[bytes], None]:
    def run(data: bytes) -> None:
        from tui.workbench import importing

        parse: Callable[[Any], Any] = getattr(importing, name)
        try:
            parse(text_of(data))
        except InvalidInput as error:
            if any(words != safe(words) for words in error.evidence):
                raise AssertionError("a refusal holds text that acts") from error

    return run


def console(data: bytes) -> None:
    from tui.providers.te.builders.console import translate

    with suppress(InvalidInput):
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            value = text_of(data)
        translate(value)


# -- what is typed -------------------------------------------------------------------------------

SCHEMA = Schema("1", (SchemaTable("ta.v_event_1", ("#user_id", "$part_date", "price")),))


def sql(data: bytes) -> None:
    from tui.sql import TrinoAssistant

    text = text_of(data)
    assistant = TrinoAssistant()
    for notice in assistant.notices(text, SCHEMA):
        assert notice.line >= 0
    assistant.asks(text)
    for offset in {0, len(text) // 2, len(text)}:
        assistant.completions(text, offset, SCHEMA)
    with suppress(InvalidInput):
        assistant.formatted(text)


def sandbox_sql(data: bytes) -> None:
    from tui.sandbox.trino import translate

    tables = [SandboxTable("v_event_1", TableKind.EVENT, 1, (), 0)]
    with suppress(SqlRefused):
        translate(text_of(data), tables)


def row_filter(data: bytes) -> None:
    from tui.core.filtering import FilterProblem, parse_filter

    with suppress(FilterProblem):
        parse_filter(text_of(data), ["a", "b c", "#d"])


def shown(data: bytes) -> None:
    for text in (text_of(data), data.decode("utf-16", "surrogatepass" if len(data) % 2 == 0 else "replace")):
        for keep_lines in (False, True):
            seen = safe(text, keep_lines=keep_lines)
            assert not [c for c in seen if (ord(c) < 32 and c != "\n") or 127 <= ord(c) < 160]
            assert keep_lines or "\n" not in seen
