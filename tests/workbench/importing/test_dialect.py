"""Whose quoting a command line has, told by carets that stand outside of what bash takes for quoted."""

from __future__ import annotations

import pytest

from tui.workbench.importing import CapturedRequest, parse_curl, to_curl
from tui.workbench.importing.dialect import is_windows

WINDOWS = [
    'curl ^"https://x.example/?a=1^&b=2^" ^\n  -H ^"a: b^"',
    'curl "https://x.example/it\'s" ^\n  -H "a: b"',
    'curl "https://x.example/" ^\r\n  --data-raw "{\\"a\\": \\"b\\"}"',
    'curl https://x.example/it\'s ^\n  -H "a: b"',
    '^"curl^" ^"https://x.example/^"',
    'curl "https://x.example/#a" ^\n --compressed',
]
BASH = [
    "curl 'https://x.example/^\"'",
    "curl $'https://x.example/\\'^\"'",
    'curl "https://x.example/^"',
    "curl 'https://x.example/' --data-raw 'a^\nb'",
    'curl "https://x.example/\\"^" -d \'^"\'',
    "curl 'https://x.example/'\\''^\"' # what ^\" says, isn't it",
    "curl https://x.example/a^b",
]


@pytest.mark.parametrize("text", WINDOWS)
def test_windows(text: str) -> None:
    assert is_windows("", text)


@pytest.mark.parametrize("text", BASH)
def test_bash(text: str) -> None:
    assert not is_windows("", text)


def test_a_prompt_of_windows_says_enough() -> None:
    assert is_windows("C:\\Users\\me>", "curl https://x.example/")
    assert not is_windows("me@host:~$ ", "curl https://x.example/")


@pytest.mark.parametrize("url", ['https://x.example/^"', "https://x.example/'^\"", 'https://x.example/"^'])
def test_a_caret_in_an_address_survives_the_way_out_and_in(url: str) -> None:
    request = CapturedRequest("GET", url, (("X-A", 'b^"'),))
    again = parse_curl(to_curl(request, secret_parameter=""))
    assert (again.url, again.headers) == (url, request.headers)
