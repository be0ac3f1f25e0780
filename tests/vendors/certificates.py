"""Certificates of an authority that only our tests trust."""

import ssl
from functools import cache
from pathlib import Path

import trustme


@cache
def authority() -> trustme.CA:
    return trustme.CA()


def serving() -> ssl.SSLContext:
    """The context of a server on localhost that our authority vouches for."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority().issue_cert("localhost", "127.0.0.1").configure_cert(context)
    return context


def trusting() -> ssl.SSLContext:
    """The context of a client that trusts our authority."""
    context = ssl.create_default_context()
    authority().configure_trust(context)
    return context


def authority_file(folder: Path) -> Path:
    """Our authority as a PEM file."""
    path = folder / "authority.pem"
    authority().cert_pem.write_to_path(str(path))
    return path
