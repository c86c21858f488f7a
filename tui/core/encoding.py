"""Parts of a request as bytes, deterministic: the same draft gives the same bytes on every machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from tui.core.exact_json import NumberText, compact
from tui.core.failures import InvalidInput
from tui.core.fields import FieldProblem

Pairs = tuple[tuple[str, str], ...]


def parameter_text(value: Any) -> str:
    """A parameter's value as it rides in a query string or a form: true/false in lower case, lists
    and objects as compact JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return compact(value)


def parameters(values: Mapping[str, Any], aliases: Mapping[str, Sequence[str]] | None = None) -> Pairs:
    """Present values as pairs in their order, each followed by its other spellings.

    None and empty text count as left out. A list of text stays one value, as compact JSON.
    """
    pairs: list[tuple[str, str]] = []
    for name, value in values.items():
        if value is None or value == "":
            continue
        text = parameter_text(value)
        pairs += [(spelling, text) for spelling in (name, *(aliases or {}).get(name, ()))]
    return tuple(pairs)


def form_bytes(pairs: Pairs) -> bytes:
    """An application/x-www-form-urlencoded body. Blanks are %20, which every server reads alike."""
    text = "&".join(f"{_escaped(name)}={_escaped(value)}" for name, value in pairs)
    return text.encode("ascii")


def _escaped(text: str) -> str:
    return quote(text, safe="", errors="surrogatepass")


def typed_json(text: str, field: str = "body") -> bytes:
    """JSON typed by hand, byte for byte. Raises InvalidInput when it is not JSON."""
    try:
        json.loads(text, parse_int=NumberText, parse_constant=_not_json)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise InvalidInput([FieldProblem(field, f"is not valid JSON at {where}: {error.msg}")]) from None
    except ValueError as error:
        raise InvalidInput([FieldProblem(field, str(error))]) from None
    except RecursionError:
        raise InvalidInput([FieldProblem(field, "is nested too deeply")]) from None
    return text.encode("utf-8", "surrogatepass")


def _not_json(word: str) -> Any:
    raise ValueError(f"holds {word}, which JSON does not have")


def multipart_bytes(parts: Sequence[tuple[str, str | None, bytes]]) -> tuple[str, bytes]:
    """Content type and body of a multipart/form-data request; each part is name, file name, content.

    The boundary is drawn from the content, so that the same parts give the same bytes.
    """
    seed = hashlib.sha256()
    for name, filename, content in parts:
        seed.update(repr((name, filename, len(content))).encode("utf-8", "surrogatepass") + content)
    boundary = f"part-{seed.hexdigest()[:32]}"
    while any(boundary.encode() in content for _, _, content in parts):
        boundary = f"part-{hashlib.sha256(boundary.encode()).hexdigest()[:32]}"
    lines: list[bytes] = []
    for name, filename, content in parts:
        disposition = f'form-data; name="{_quotable(name)}"'
        if filename is not None:
            disposition += f'; filename="{_quotable(filename)}"'
        head = f"--{boundary}\r\nContent-Disposition: {disposition}\r\n"
        if filename is not None:
            head += "Content-Type: application/octet-stream\r\n"
        lines.append(head.encode("utf-8", "surrogatepass") + b"\r\n" + content + b"\r\n")
    lines.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", b"".join(lines)


def _quotable(text: str) -> str:
    # The three characters that HTML's multipart encoding escapes in a name.
    return text.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def nested_beyond(value: Any, limit: int) -> bool:
    """Whether lists and objects lie in each other more than `limit` deep; asked without recursion, before
    anything that recurses sees a document from outside."""
    level: list[Any] = [value]
    for _ in range(limit + 1):
        inner: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                inner += one.values()
            elif isinstance(one, list):
                inner += one
        if not inner:
            return False
        level = [one for one in inner if isinstance(one, dict | list)]
    return bool(level)
