"""Puts a secret into a request's query string, and only into a request to the profile's own server."""

from __future__ import annotations

from urllib.parse import quote

from tui.core.failures import Refused
from tui.core.profile import Profile
from tui.core.request import UnsignedRequest
from tui.core.secret import Redactor, Secret
from tui.core.urls import Origin, origin_of


class QueryAuthorizer:
    """Plays `core.ports.Authorizer` for one profile and one query parameter."""

    def __init__(self, profile: Profile, parameter: str, secret: Secret) -> None:
        self._base_url = profile.base_url
        self._parameter = parameter
        self._secret = secret

    def signed_url(self, request: UnsignedRequest) -> str:
        """The address with the secret as its last parameter. Raises Refused."""
        url = request.url
        self._check(request, url)
        if not request.secret_parameter:
            return url
        return f"{url}{'&' if request.query else '?'}{request.secret_parameter}={self._encoded()}"

    def redactor(self) -> Redactor:
        return self._secret.patterns()

    def _encoded(self) -> str:
        return quote(self._secret.reveal(), safe="", errors="surrogatepass")

    def _check(self, request: UnsignedRequest, url: str) -> None:
        home = self._origin(self._base_url)
        if home is None or self._origin(request.base_url) != home or self._origin(url) != home:
            raise Refused(
                "The request goes to another server than the profile's; the secret is not sent there.",
                evidence=[f"The profile's server is {home or 'not an address'}."],
                next_step="Send it with a profile for that server.",
            )
        path = url.partition("?")[0] if request.query else url
        if "#" in url or "?" in path:
            raise Refused(
                "The path of the request holds ? or #; the secret would end up elsewhere.",
                next_step="Write parameters as parameters, and %3F or %23 in a path.",
            )
        names = {name for name, _ in request.query}
        if request.secret_parameter not in ("", self._parameter) or self._parameter in names:
            raise Refused(
                f"The parameter {self._parameter} belongs to the profile's secret and cannot be set by hand.",
                next_step="Remove it from the request.",
            )

    @staticmethod
    def _origin(url: str) -> Origin | None:
        if "\\" in url:
            # Some parsers read it as a slash, others as part of the host.
            return None
        try:
            return origin_of(url)
        except ValueError:
            return None
