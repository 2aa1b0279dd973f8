"""Which addresses may be fetched at all: how they must be written, and where their host may lead.

Nothing is repaired that could be meant in two ways: what one program takes for a path and another for a host is
refused, and a host is looked at only in the one spelling in which we then ask for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urljoin, urlsplit

from reportedly.errors import InputError

__all__ = ["Address", "NotFetched", "check", "is_public"]

#: The most characters of an address.
LONGEST = 8000
PORTS = {"http": 80, "https": 443}


class NotFetched(InputError):
    """An address was not fetched."""

    def __init__(self, reason: str, lasting: bool = True) -> None:
        """`reason`: a sentence a person can act on. `lasting`: asking again later would change nothing."""
        super().__init__(reason)
        self.reason = reason
        self.lasting = lasting


@dataclass(frozen=True, slots=True)
class Address:
    """A checked address: `host` in ASCII and lower case (no brackets), `target` is path and query as they are sent."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> str:
        """The site: scheme, host and, where it is not the usual one, port."""
        return f"{self.scheme}://{self.named}"

    @property
    def named(self) -> str:
        """The host as the `Host` header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.origin}{self.target}"

    def onward(self, location: str) -> Address:
        """Where a redirect leads. Raises `NotFetched` for an address that may not be fetched."""
        try:
            there = check(urljoin(self.url, _iri(location)))
        except ValueError:
            raise NotFetched("It redirects to what is no address.") from None
        except NotFetched as error:
            raise NotFetched(f"It redirects to another address. {error.reason}") from None
        if (self.scheme, there.scheme) == ("https", "http"):
            raise NotFetched(
                f"It redirects from https to {there.url}, which anybody on the way could change; name that one."
            )
        return there


def _iri(location: str) -> str:
    """A header's value, which comes as Latin-1, as the UTF-8 that it mostly is."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location


#: White space of any kind, control characters, marks that reverse the order of text, lone surrogates, backslashes.
_ODD = re.compile(
    "[\x00-\x20\x7f-\xa0\\\\\xad\u1680\u180e\u2000-\u200b\u200e\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ud800-\udfff]"
)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"0x[0-9a-f]*|[0-9]+")
#: Names that by their standards never lead out of a house.
_INSIDE = ("localhost", "local", "internal", "localdomain", "intranet", "lan", "home.arpa", "onion")


def check(url: str) -> Address:
    """The address in the one way it will be asked for. Raises `NotFetched` with the reason why it will not be."""
    if len(url) > LONGEST:
        raise NotFetched(f"The address has more than {LONGEST} characters.")
    if _ODD.search(url):
        raise NotFetched("The address has a space, a control character or a backslash in it.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise NotFetched("The host or the port of the address cannot be read.") from None
    if parts.scheme not in PORTS:
        raise NotFetched(f"Only http and https are fetched, not {parts.scheme or 'this'}.")
    if "@" in parts.netloc:
        raise NotFetched("The address has a user name in it, which is not sent; leave it out.")
    if not host:
        raise NotFetched("The address names no host.")
    return Address(parts.scheme, _host(host), _port(parts.scheme, port), _target(parts.path, parts.query))


def _port(scheme: str, port: int | None) -> int:
    port = PORTS[scheme] if port is None else port
    if port not in PORTS.values() and port < 1024:
        raise NotFetched(f"Port {port} is no web server's.")
    return port


def _host(host: str) -> str:
    """The host in ASCII: an IP address in its one proper spelling, or a name."""
    if ":" in host:
        return _ip(host)
    name = _ascii(host).removesuffix(".")
    labels = name.split(".")
    if _NUMBER.fullmatch(labels[-1]):
        return _ip(name)
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise NotFetched("The host of the address is no name of a host.")
    if any(f".{name}".endswith(f".{inside}") for inside in _INSIDE):
        raise NotFetched(f"{name} is a name inside a network; only public addresses are fetched.")
    return name


def _ip(host: str) -> str:
    """Four decimal numbers, or IPv6 without a zone: every other spelling (127.1, 0x7f.1, 2130706433) is a disguise."""
    try:
        found = ip_address(host)
    except ValueError:
        raise NotFetched("The host of the address is a number in an odd spelling.") from None
    if isinstance(found, IPv6Address) and found.scope_id:
        raise NotFetched("The host of the address names a network card of this machine.")
    return str(found)


def _ascii(host: str) -> str:
    """The name as name servers know it; full-width digits and dots become what they stand for."""
    if host.isascii():
        return host.lower()
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        raise NotFetched("The host of the address is no name of a host.") from None


def _target(path: str, query: str) -> str:
    """Path and query as they are sent: what is escaped stays so, letters outside ASCII are escaped as UTF-8."""
    sent = quote(path or "/", safe="/%:@!$&'()*+,;=~")
    return f"{sent}?{quote(query, safe='/?%:@!$&()*+,;=~[]')}" if query else sent


# --- where a host may lead ------------------------------------------------------------------------------------------

#: Global by the registry, or by an older Python's copy of it, and yet no site on the web: networks of providers, what
#: is set aside for protocols, the old relays to 6to4, and one cloud's address for its own guests.
_NEVER_4 = tuple(map(IPv4Network, ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32")))
_GLOBAL_6 = IPv6Network("2000::/3")
#: IPv6 addresses that only wrap an IPv4 one, which a gateway unwraps (RFC 6052).
_WRAPPED = IPv6Network("64:ff9b::/96")
_NEVER_6 = (IPv6Network("2001::/23"), IPv6Network("2001:db8::/32"), IPv6Network("3fff::/20"), IPv6Network("5f00::/16"))


def is_public(ip: str) -> bool:
    """Whether an IP address is one of the public internet: not this machine, a private or provider's network, a link,
    a group, or one that hides such an address in itself."""
    try:
        found = ip_address(ip)
    except ValueError:
        return False
    return _public_4(found) if isinstance(found, IPv4Address) else _public_6(found)


def _public_4(ip: IPv4Address) -> bool:
    return (
        ip.is_global
        and not (ip.is_private or ip.is_multicast or ip.is_reserved or ip.is_loopback or ip.is_link_local)
        and not (ip.is_unspecified or any(ip in net for net in _NEVER_4))
    )


def _public_6(ip: IPv6Address) -> bool:
    if ip.scope_id:
        return False
    if ip in _WRAPPED:
        return _public_4(IPv4Address(int(ip) & 0xFFFFFFFF))
    if ip.ipv4_mapped is not None or not ip.is_global or ip not in _GLOBAL_6:
        return False
    if ip.sixtofour is not None and not _public_4(ip.sixtofour):
        return False
    return not (ip.is_multicast or ip.is_reserved or any(ip in net for net in _NEVER_6))
