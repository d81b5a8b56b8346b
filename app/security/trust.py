"""Whose certificates are believed when we talk to mail servers and to other programs."""

import ssl

_kept: list[ssl.SSLContext] = []


def context() -> ssl.SSLContext:
    """Whoever this machine believes. Read once, since it takes longer than to send a mail.

    OpenSSL says no word where it can read none, for want of a free file or while they are being
    replaced: that is read again.
    What an office's own authority signs is believed by every Python: since 3.13 it would be
    refused where the authority's certificate lacks what newer ones say, as many still do.
    """
    if _kept:
        return _kept[0]
    read = ssl.create_default_context()
    read.verify_flags &= ~ssl.VERIFY_X509_STRICT
    if read.cert_store_stats()["x509_ca"]:
        _kept.append(read)
    return read


def forget() -> None:
    """Read them again at the next talk."""
    _kept.clear()
