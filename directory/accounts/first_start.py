"""The first account: made by whoever started the server, for only they read the code that it prints."""

import secrets

_CODE = secrets.token_urlsafe(12)  # of this process


def code() -> str:
    return _CODE


def is_code(given: str) -> bool:
    return secrets.compare_digest(given.encode(), _CODE.encode())
