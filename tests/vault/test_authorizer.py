"""The secret goes to the profile's own server, as the last parameter, and nowhere else."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.core.failures import Refused
from tui.core.profile import Profile
from tui.core.request import UnsignedRequest
from tui.core.secret import Secret
from tui.vault.authorizer import QueryAuthorizer

HOME = "https://api.test:8992/prefix"


def authorizer(value: str = "s3cret-token", base_url: str = HOME) -> QueryAuthorizer:
    return QueryAuthorizer(Profile("id", "name", "te", base_url), "token", Secret(value))


def request(base_url: str = HOME, path: str = "/op", **parts: object) -> UnsignedRequest:
    return UnsignedRequest("GET", base_url, path, **{"secret_parameter": "token", **parts})  # type: ignore[arg-type]  # forwarded by name


@given(st.text(min_size=1), st.lists(st.tuples(st.text(min_size=1), st.text()), max_size=3))
def test_any_secret_comes_out_exactly_at_the_end(value: str, query: list[tuple[str, str]]) -> None:
    query = [(name, text) for name, text in query if name != "token"]
    url = authorizer(value).signed_url(request(query=tuple(query)))
    pairs = parse_qsl(urlsplit(url).query, keep_blank_values=True, errors="surrogatepass")
    assert pairs == [*query, ("token", value)]
    assert url.isascii()
    assert not set(url) & set(" \"'<>#\\\r\n")


def test_without_a_parameter_nothing_is_added() -> None:
    plain = request(secret_parameter="")
    assert authorizer().signed_url(plain) == plain.url


@pytest.mark.parametrize(
    "base_url",
    [
        "http://api.test:8992/prefix",
        "https://api.test/prefix",
        "https://api.test:8993/prefix",
        "https://evil.test:8992/prefix",
        "https://api.test.evil.test:8992",
        "https://api.test:8992@evil.test",
        "https://evil.test#api.test:8992",
        "https://evil.test\\@api.test:8992",
        "https://api.test:8992\\.evil.test",
        "//api.test:8992",
        "ftp://api.test:8992",
        "",
    ],
)
def test_another_server_never_gets_it(base_url: str) -> None:
    with pytest.raises(Refused) as caught:
        authorizer().signed_url(request(base_url))
    assert "s3cret" not in caught.value.message + "".join(caught.value.evidence)


@pytest.mark.parametrize("base_url", ["HTTPS://API.test:8992/other", "https://api.test:8992"])
def test_the_same_server_in_another_spelling_does(base_url: str) -> None:
    assert authorizer().signed_url(request(base_url)).endswith("/op?token=s3cret-token")


def test_a_default_port_is_the_same_as_none() -> None:
    signed = authorizer(base_url="https://api.test").signed_url(request("https://api.test:443"))
    assert signed == "https://api.test:443/op?token=s3cret-token"


def test_two_addresses_that_are_none_do_not_match() -> None:
    with pytest.raises(Refused):
        authorizer(base_url="nonsense").signed_url(request("nonsense"))


@pytest.mark.parametrize("path", ["/op?x=1", "/op#x", "/op?"])
def test_a_path_that_would_swallow_it_is_refused(path: str) -> None:
    with pytest.raises(Refused):
        authorizer().signed_url(request(path=path))


@pytest.mark.parametrize("path", ["//evil.test/x", "/../../x", "https://evil.test/"])
def test_a_path_cannot_leave_the_server(path: str) -> None:
    signed = authorizer().signed_url(request(path=path))
    assert urlsplit(signed).netloc == "api.test:8992"


def test_the_parameter_cannot_be_set_by_hand() -> None:
    with pytest.raises(Refused):
        authorizer().signed_url(request(query=(("token", "mine"),)))
    with pytest.raises(Refused):
        authorizer().signed_url(request(secret_parameter="other"))


def test_nothing_of_it_shows() -> None:
    made = authorizer()
    assert "s3cret" not in repr(made) + repr(vars(made)) + repr(made.redactor())
    assert made.redactor().text("x s3cret-token y") == "x •••• y"
