"""Which of curl's options take an argument; from the manual of curl 7.88 to 8.x."""

from __future__ import annotations

SHORT_WITH_ARGUMENT = frozenset("AbcCdDeEFHKmoPQrtTuUwxXyYz")
SHORT_ALONE = frozenset("012346aBfgGiIjJklLMnNOpqRsSvVZ#:")

SHORT_NAMES = {
    "A": "user-agent",
    "b": "cookie",
    "d": "data",
    "e": "referer",
    "F": "form",
    "G": "get",
    "H": "header",
    "I": "head",
    "K": "config",
    "T": "upload-file",
    "u": "user",
    "X": "request",
    ":": "next",
}

_WITH_ARGUMENT = """
abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config connect-timeout
connect-to continue-at cookie cookie-jar create-file-mode crlfile curves data data-ascii data-binary
data-raw data-urlencode delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url
dump-header ech egd-file engine etag-compare etag-save expect100-timeout form form-string ftp-account
ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode happy-eyeballs-timeout-ms haproxy-clientip
header hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway json keepalive-cnt keepalive-time key
key-type krb libcurl limit-rate local-port login-options mail-auth mail-from mail-rcpt max-filesize
max-redirs max-time netrc-file noproxy oauth2-bearer output output-dir parallel-max parallel-max-host
pass pinnedpubkey preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert
proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type proxy-pass
proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype proxy-tlspassword
proxy-tlsuser proxy-user proxy1.0 pubkey quote random-file range rate referer request request-target
resolve retry retry-delay retry-max-time sasl-authzid service-name sigalgs socks4 socks4a socks5
socks5-gssapi-service socks5-hostname speed-limit speed-time stderr telnet-option tftp-blksize time-cond
tls-max tls13-ciphers tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket
upload-file upload-flags url url-query user user-agent variable vlan-priority write-out
"""

_ALONE = """
anyauth append basic ca-native cert-status compressed compressed-ssh create-dirs crlf digest disable
disable-eprt disable-epsv disallow-username-in-url doh-cert-status doh-insecure fail fail-early
fail-with-body false-start form-escape ftp-create-dirs ftp-pasv ftp-pret ftp-skip-pasv-ip ftp-ssl-ccc
ftp-ssl-control get globoff haproxy-protocol head http0.9 http1.0 http1.1 http2 http2-prior-knowledge
http3 http3-only ignore-content-length include insecure ipv4 ipv6 junk-session-cookies list-only location
location-trusted mail-rcpt-allowfails manual metalink negotiate netrc netrc-optional next no-alpn
no-buffer no-clobber no-keepalive no-npn no-progress-meter no-sessionid ntlm ntlm-wb parallel
parallel-immediate path-as-is post301 post302 post303 progress-bar proxy-anyauth proxy-basic
proxy-ca-native proxy-digest proxy-http2 proxy-insecure proxy-negotiate proxy-ntlm proxy-ssl-allow-beast
proxy-ssl-auto-client-cert proxy-tlsv1 proxytunnel raw remote-header-name remote-name remote-name-all
remote-time remove-on-error retry-all-errors retry-connrefused sasl-ir show-error show-headers silent
skip-existing socks5-basic socks5-gssapi socks5-gssapi-nec ssl ssl-allow-beast ssl-auto-client-cert
ssl-no-revoke ssl-reqd ssl-revoke-best-effort sslv2 sslv3 styled-output suppress-connect-headers
tcp-fastopen tcp-nodelay tftp-no-options tls-earlydata tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3 tr-encoding
trace-ids trace-time use-ascii verbose version xattr
"""

WITH_ARGUMENT = frozenset(_WITH_ARGUMENT.split())
ALONE = frozenset(_ALONE.split())


def full_name(word: str) -> str | None:
    """The option that a word without its dashes means: the word, or the one option that begins so.

    None when curl has no such option, as far as is known here.
    """
    known = WITH_ARGUMENT | ALONE
    if word in known:
        return word
    if word.removeprefix("no-") in ALONE:
        return word
    found = [name for name in known if name.startswith(word)] if len(word) > 1 else []
    return found[0] if len(found) == 1 else None
