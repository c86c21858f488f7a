"""What curl makes of its options: method, address, headers and body."""

from __future__ import annotations

import base64
import re
from urllib.parse import quote_from_bytes

from tui.core.display import safe
from tui.core.encoding import multipart_bytes
from tui.workbench.importing.captured import CapturedRequest, refuse

_FORM = "application/x-www-form-urlencoded"
_FILES = "a file is not read: paste what it holds in the place of"
_TELLING = {
    "compressed": "--compressed asks for a packed answer; the Accept-Encoding that curl adds is left out.",
    "digest": "Digest authentication is left out; it needs a second request.",
    "ntlm": "NTLM authentication is left out; it needs a second request.",
    "negotiate": "Negotiate authentication is left out.",
    "aws-sigv4": "The AWS signature that curl would add is left out.",
    "netrc": "A password from .netrc is not read.",
    "request-target": "--request-target is left out; the path is the address's.",
    "variable": "--variable is left out.",
    "range": "--range is left out.",
    "time-cond": "--time-cond is left out.",
}
_FILE_OPTIONS = {
    "config": "a file of options is not read; put its options into the command",
    "upload-file": "a file is not read; put what it holds into the command, as --data-binary",
}
_METHOD = re.compile(rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,40}\Z")


class CurlParts:
    """Collects the options of one request in their order."""

    def __init__(self, notes: list[str]) -> None:
        self._notes = list(notes)
        self._urls: list[bytes] = []
        self._method = b""
        self._headers: list[tuple[bytes, bytes]] = []
        self._removed: set[bytes] = set()
        self._cookies: list[bytes] = []
        self._data: list[bytes] = []
        self._queries: list[bytes] = []
        self._form: list[tuple[str, str | None, bytes]] = []
        self._has_data = self._json = self._get = self._head = False

    def note(self, text: str) -> None:
        if text not in self._notes:
            self._notes.append(text)

    def take(self, name: str, argument: bytes) -> None:
        """Take one option by its long name; those that say nothing about the request pass by."""
        if name in _FILE_OPTIONS:
            refuse("cURL", f"--{name}: {_FILE_OPTIONS[name]}")
        if name in _TELLING:
            self.note(_TELLING[name])
        self._get = self._get or name == "get"
        self._head = self._head or name == "head"
        if name.startswith(("data", "json", "form", "url-query")):
            self._content(name, argument)
        else:
            self._head_part(name, argument)

    def _head_part(self, name: str, argument: bytes) -> None:
        match name:
            case "url":
                self._urls.append(argument)
            case "request":
                self._method = argument
            case "header":
                self._header(argument)
            case "user-agent" | "referer":
                self._set(name.title().encode(), argument)
            case "cookie":
                self._cookie(argument)
            case "user":
                self._set(b"Authorization", b"Basic " + base64.b64encode(argument))
            case "oauth2-bearer":
                self._set(b"Authorization", b"Bearer " + argument)

    def _content(self, name: str, argument: bytes) -> None:
        match name:
            case "data" | "data-ascii" | "data-binary" | "json":
                if argument.startswith(b"@"):
                    refuse("cURL", f"--{name} {_shown(argument)}: {_FILES} its name")
                self._put(argument, joint=b"" if name == "json" else b"&")
                self._json = self._json or name == "json"
            case "data-raw":
                self._put(argument)
            case "data-urlencode":
                self._put(_encoded(name, argument))
            case "url-query":
                raw = argument[1:] if argument.startswith(b"+") else _encoded(name, argument)
                self._queries.append(raw)
            case "form" | "form-string":
                self._part(argument, plain=name == "form-string")

    def _put(self, data: bytes, joint: bytes = b"&") -> None:
        if self._data and joint:
            self._data.append(joint)
        self._data.append(data)
        self._has_data = True

    def _part(self, argument: bytes, *, plain: bool) -> None:
        name, equals, value = argument.partition(b"=")
        if not equals:
            refuse("cURL", f"--form {_shown(argument)}: a part needs name=value")
        if not plain and value[:1] in (b"@", b"<"):
            refuse("cURL", f"--form {_shown(argument)}: {_FILES} its name")
        if not plain and b";type=" in value:
            value = value.partition(b";type=")[0]
            self.note("The type of a form's part is left out.")
        if not plain and len(value) > 1 and value[:1] == value[-1:] == b'"':
            value = value[1:-1].replace(b'\\"', b'"').replace(b"\\\\", b"\\")
        self._form.append((name.decode("utf-8", "surrogateescape"), None, value))

    def _header(self, argument: bytes) -> None:
        if argument.startswith(b"@"):
            refuse("cURL", f"--header {_shown(argument)}: {_FILES} its name")
        name, colon, value = argument.partition(b":")
        stripped = value.strip(b" \t")
        if colon and not stripped:
            self._removed.add(name.strip().lower())
        elif colon:
            self._headers.append((name.strip(), stripped))
        elif argument.rstrip().endswith(b";"):
            self._headers.append((argument.rstrip()[:-1].strip(), b""))
        else:
            self.note(f"The header {_shown(argument)} has no colon and is left out, as curl does.")

    def _set(self, name: bytes, value: bytes) -> None:
        if value:
            self._headers.append((name, value))

    def _cookie(self, argument: bytes) -> None:
        if b"=" not in argument:
            refuse("cURL", f"--cookie {_shown(argument)}: {_FILES} its name")
        if not self._cookies:
            self._headers.append((b"Cookie", b""))
        self._cookies.append(argument)

    # -- the whole -------------------------------------------------------------------------------

    def request(self) -> CapturedRequest:
        """Raises InvalidInput when there is no address, or one that is no web address."""
        body = b"".join(self._data)
        if self._form:
            if self._has_data:
                refuse("cURL", "has both --data and --form, which curl refuses")
            kind, body = multipart_bytes(self._form)
            self._imply(b"Content-Type", kind.encode())
            self.note("The boundary between the form's parts is this program's own.")
        elif self._json:
            self._imply(b"Content-Type", b"application/json")
            self._imply(b"Accept", b"application/json")
        elif self._has_data and not self._get:
            self._imply(b"Content-Type", _FORM.encode())
        url = self._address(body if self._get else b"")
        if self._get:
            body = b""
        return CapturedRequest(self._chosen_method(), url, self._headers_as_text(), body, tuple(self._notes))

    def _chosen_method(self) -> str:
        if self._method:
            if not _METHOD.match(self._method):
                refuse("cURL", f"--request {_shown(self._method)} is no method")
            return self._method.decode("ascii")
        if self._head:
            return "HEAD"
        sends = (self._has_data or bool(self._form)) and not self._get
        return "POST" if sends else "GET"

    def _imply(self, name: bytes, value: bytes) -> None:
        """A header that curl adds unless the command names or removes it."""
        given = {key.lower() for key, _ in self._headers} | self._removed
        if name.lower() not in given:
            self._headers.append((name, value))

    def _headers_as_text(self) -> tuple[tuple[str, str], ...]:
        cookies = b";".join(self._cookies)
        first = True
        found: list[tuple[str, str]] = []
        for name, value in self._headers:
            if name == b"Cookie" and first and self._cookies and not value:
                value, first = cookies, False  # noqa: PLW2901 - all cookies stand where the first one stood
            found.append((name.decode("utf-8", "surrogateescape"), value.decode("utf-8", "surrogateescape")))
        return tuple(found)

    def _address(self, appended: bytes) -> str:
        if not self._urls:
            refuse("cURL", "names no address")
        if len(self._urls) > 1:
            self.note("Only the first address is read; the others are left out.")
        url = self._urls[0].strip().decode("utf-8", "surrogateescape")
        scheme = re.match(r"([A-Za-z][A-Za-z0-9+.-]*)://", url)
        if scheme is None:
            url = f"http://{url}"
            self.note("The address names no scheme; http:// is assumed, as curl does.")
        elif scheme.group(1).lower() not in {"http", "https"}:
            refuse("cURL", f"{safe(scheme.group(1), 20)}:// is no web address")
        url, hash_mark, _ = url.partition("#")
        if hash_mark:
            self.note("The part of the address after # is never sent; it is left out.")
        for more in [*self._queries, *([appended] if appended else [])]:
            url += ("&" if "?" in url else "?") + more.decode("utf-8", "surrogateescape")
        return url


def _encoded(option: str, argument: bytes) -> bytes:
    """`content`, `=content` and `name=content`, the content percent-encoded, a blank as +."""
    mark = re.search(rb"[=@]", argument)
    if mark and mark.group() == b"@":
        refuse("cURL", f"--{option} {_shown(argument)}: {_FILES} its name")
    name, equals, content = argument.partition(b"=")
    if not equals:
        name, content = b"", argument
    escaped = quote_from_bytes(content, safe="-._~").replace("%20", "+").encode("ascii")
    return name + b"=" + escaped if name else escaped


def _shown(argument: bytes) -> str:
    return safe(argument.decode("utf-8", "replace"), 40)
