"""Bounds the head of an answer: Scrapy's limit is for the body only, and headers may come without end."""

from typing import Any

from scrapy.core.downloader.handlers import http11

MOST_BYTES = 256 << 10


class LongHeadError(ValueError):
    """More headers came than any honest server sends."""


class _Parser(http11._LenientHTTPClientParser):
    head = 0  # bytes

    def lineReceived(self, line: bytes) -> None:  # noqa: N802
        self.head += len(line)
        if self.head > MOST_BYTES:
            raise LongHeadError(f"more than {MOST_BYTES:,} bytes of headers came")
        super().lineReceived(line)


class _Protocol(http11._LenientHTTP11ClientProtocol):
    def request(self, request: Any) -> Any:
        answer = super().request(request)
        assert self._parser is not None
        self._parser.__class__ = _Parser  # as Scrapy puts its own class there
        return answer


class BoundedFactory(http11._LenientHTTP11ClientFactory):
    """Makes the connections of a download handler."""

    def buildProtocol(self, addr: Any) -> Any:  # noqa: N802
        return _Protocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
