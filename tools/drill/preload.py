"""Imported by the process that all children are copies of: what each of them would otherwise have to read first."""

import sys
from collections.abc import Mapping
from contextlib import suppress

from scrapy.exceptions import NotConfigured
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

import crawlers.settings
import directory.cli  # noqa: F401
import tools.drill.child  # noqa: F401
from crawlers.registry import sources
from directory.normalize.places import place_of_zip
from directory.program import program


def _read_once() -> None:
    """Scrapy's parts (not its reactor), our sources, places, our version: quicker, and one program for all attempts."""
    settings = Settings()
    settings.setmodule(crawlers.settings, priority="project")
    for value in settings.attributes.values():
        told = value.value
        parts = [*told, *told.values()] if isinstance(told, Mapping) else [told]
        for part in parts:
            if isinstance(part, str) and part.startswith(("scrapy.", "crawlers.")) and "." in part:
                with suppress(ImportError, NameError, NotConfigured, ValueError):
                    load_object(part)
    assert "twisted.internet.reactor" not in sys.modules, "each child needs a reactor of its own"
    program()
    sources()
    place_of_zip("98101")


_read_once()
