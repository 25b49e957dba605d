"""Who sits at the command line, where they do not say."""

import getpass


def signed_by(by: str | None) -> str:
    """``by``, or that it was the command line, with the machine's user where there is one of a name."""
    try:
        return by or f"command line ({getpass.getuser()})"
    except (KeyError, OSError):  # a user whom the machine knows by a number only, as in containers
        return "command line"
