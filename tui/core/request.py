"""A request before the secret is in it."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from tui.core.secret import MASK
from tui.core.urls import Origin, join_path, origin_of


@dataclass(frozen=True, slots=True)
class UnsignedRequest:
    """All of a request but its credential: what is shown, recorded, copied and dry-run.

    `query` keeps order and repeats. `body` is the exact bytes that go on the wire.
    `secret_parameter` names the query parameter that the authorizer will add.
    """

    method: str
    base_url: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    secret_parameter: str = ""

    @property
    def url(self) -> str:
        """The address with its own parameters, without the credential."""
        url = join_path(self.base_url, self.path)
        return f"{url}?{encode_query(self.query)}" if self.query else url

    @property
    def shown_url(self) -> str:
        """The address as it will be sent, the credential as a mask."""
        if not self.secret_parameter:
            return self.url
        joint = "&" if self.query else "?"
        return f"{self.url}{joint}{self.secret_parameter}={MASK}"

    @property
    def origin(self) -> Origin:
        """Raises ValueError when the base URL is not an http(s) address."""
        return origin_of(self.base_url)


def encode_query(pairs: tuple[tuple[str, str], ...]) -> str:
    """Percent-encoded pairs in their order. Blanks become %20, which every server reads alike."""
    return "&".join(
        f"{quote(name, safe='', errors='surrogatepass')}={quote(value, safe='', errors='surrogatepass')}"
        for name, value in pairs
    )
