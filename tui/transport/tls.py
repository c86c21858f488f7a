"""TLS as the profile says, and nothing as the environment says."""

from __future__ import annotations

import ssl
from collections.abc import Callable

import certifi

from tui.core.profile import Tls


class TlsFileFault(Exception):
    """A certificate file of the profile cannot be used. `args[0]` is a sentence."""


def tls_context(tls: Tls) -> ssl.SSLContext:
    """A context of its own. Raises TlsFileFault.

    Made bare on purpose: `ssl.create_default_context` obeys SSLKEYLOGFILE, which writes the keys of
    every connection to a file, and the system's default paths obey SSL_CERT_FILE.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if not tls.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    elif tls.ca_file:
        _load(lambda: context.load_verify_locations(cafile=tls.ca_file), "CA file")
    else:
        context.load_verify_locations(cafile=certifi.where())
    if tls.client_certificate:
        _load(
            # Without the callback OpenSSL asks for the key's password on the terminal.
            lambda: context.load_cert_chain(tls.client_certificate, password=lambda: b""),
            "client certificate",
        )
    return context


def _load(load: Callable[[], None], what: str) -> None:
    try:
        load()
    except ssl.SSLError:
        raise TlsFileFault(
            f"The {what} of the profile is not a PEM file that can be used, or its key is encrypted."
        ) from None
    except OSError as error:
        raise TlsFileFault(f"The {what} of the profile cannot be read: {error.strerror}.") from None
