"""A request as a Python program that sends it once, its secret from the environment."""

from __future__ import annotations

from tui.core.exchange import Exchange
from tui.core.profile import Profile
from tui.core.request import encode_query
from tui.core.urls import join_path

WIDTH = 96


def to_httpx(exchange: Exchange, variable: str, profile: Profile | None) -> str:
    """The program, for httpx 0.28. It follows no redirect and reads no proxy or password from the
    environment, as the exchange did; TLS and proxy are the profile's where it is still there."""
    request = exchange.request
    address = join_path(request.base_url, request.path)
    query = encode_query(request.query)
    lines = ["import os", "", "import httpx", "", f"url = {address!r}"]
    if variable:
        joint = f"{query + '&'!r} + " if query else ""
        lines += [
            f"# {variable} holds the credential; it is not in this file.",
            f"secret = httpx.QueryParams({{{request.secret_parameter!r}: os.environ[{variable!r}]}})",
            f"query = {joint}str(secret)",
        ]
    else:
        lines.append(f"query = {query!r}")
        lines.remove("import os")
        lines.remove("")
    lines += ["headers = [", *(f"    ({name!r}, {value!r})," for name, value in request.headers), "]"]
    lines += _content(request.body)
    where = 'f"{url}?{query}"' if variable or query else "url"
    options = ["follow_redirects=False", "trust_env=False", *_timeouts(profile), *_connection(profile)]
    lines += [
        "",
        f"with httpx.Client({', '.join(options)}) as client:",
        f"    response = client.request({request.method!r}, {where}, headers=headers, content=content)",
        "print(response.status_code, response.reason_phrase)",
        "print(response.text)",
    ]
    return "\n".join(lines) + "\n"


def _content(body: bytes) -> list[str]:
    """The body as bytes, in pieces that fit a line."""
    whole = f"content = {body!r}"
    if len(whole) <= WIDTH:
        return [whole if body else "content = None"]
    pieces = [body[start : start + 60] for start in range(0, len(body), 60)]
    return ["content = (", *(f"    {piece!r}" for piece in pieces), ")"]


def _timeouts(profile: Profile | None) -> list[str]:
    if profile is None:
        return ["timeout=60.0"]
    limits = profile.timeouts
    return [f"timeout=httpx.Timeout({limits.read!r}, connect={limits.connect!r})"]


def _connection(profile: Profile | None) -> list[str]:
    if profile is None:
        return []
    options = []
    if not profile.tls.verify:
        options.append("verify=False")
    elif profile.tls.ca_file:
        options.append(f"verify={profile.tls.ca_file!r}")
    if profile.tls.client_certificate:
        options.append(f"cert={profile.tls.client_certificate!r}")
    if profile.proxy:
        scheme, found, rest = profile.proxy.partition("://")
        # Without the user and password that it may hold.
        options.append(f"proxy={(scheme + found + rest.rpartition('@')[2])!r}")
    return options
