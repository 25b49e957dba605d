"""What a form of ours sends: only from our own page, and no more than fits."""

from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from directory.own_origin import own_names, place_of
from directory.texts import say

LARGEST = 16_384  # bytes of a form
MOST_FIELDS = 20
FORM = "application/x-www-form-urlencoded"
# Another policy would make the browser send no origin along, even to ourselves.
OWN_ORIGIN = {"Referrer-Policy": "same-origin", "Cache-Control": "no-store"}


class FormError(Exception):
    """A form that is not taken; the message is for whoever sent it. ``status``: of the answer."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


async def fields_of(request: Request) -> dict[str, str]:
    """The fields, the last of each name. Raises FormError for another type and for more than fits."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise FormError(say("wrong-form-only"), 415)
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > LARGEST:
                raise FormError(say("wrong-too-big"), 413)
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except (ValueError, ClientDisconnect) as error:
        raise FormError(say("wrong-form-only")) from error


def from_here(request: Request) -> None:
    """Raises FormError for a form of somebody else's page. Browsers tell where a form comes from; what tells nothing
    is no browser.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    elsewhere = origin and place_of(origin) not in own_names(request.headers)
    if (site is None and not origin) or (site is not None and site != "same-origin") or elsewhere:
        raise FormError(say("wrong-not-from-here"), 403)
