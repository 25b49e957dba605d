"""Takes the file out of a PDF that was attached to it."""

import logging
import zlib
from io import BytesIO
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import LITERALS_FLATE_DECODE, PDFStream, resolve1
from pdfminer.psparser import PSException

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what is wrong with a file is told once, by whoever asked


def attached(pdf: bytes, name: str, *, most: int) -> bytes:
    """The bytes of the attachment ``name``, at most ``most``. Raises ValueError when there is none that can be read."""
    try:
        found = _files(PDFDocument(PDFParser(BytesIO(pdf))).catalog).get(name)
        body = _unpacked(found, most) if isinstance(found, PDFStream) else None
    except (PSException, LookupError, TypeError, ValueError, AttributeError, RecursionError, zlib.error) as error:
        raise ValueError(f"the PDF cannot be read: {error}") from error
    if body is None:
        raise ValueError(f"the PDF has no attachment {name}")
    if len(body) > most:
        raise ValueError(f"the attachment {name} has more than {most:,} bytes")
    return bytes(body)


def _unpacked(stream: PDFStream, most: int) -> bytes:
    """At most a byte more than ``most``, however far it would unpack."""
    raw, filters = stream.get_rawdata() or b"", stream.get_filters()
    if not filters:
        return raw
    if len(filters) > 1 or filters[0][0] not in LITERALS_FLATE_DECODE or filters[0][1]:
        raise ValueError("the attachment is packed in a way that is not ours")
    return zlib.decompressobj().decompress(raw, most + 1)


def _files(catalog: dict[str, Any]) -> dict[str, Any]:
    """Attachment name -> its stream, of the files that the whole document is associated with."""
    found = {}
    for one in resolve1(catalog.get("AF")) or ():
        told = resolve1(one)
        name = resolve1(told.get("UF") or told.get("F"))
        text = name.decode("utf-16" if name.startswith(b"\xfe\xff") else "latin-1") if isinstance(name, bytes) else ""
        found[text] = resolve1(resolve1(told["EF"])["F"])
    return found
