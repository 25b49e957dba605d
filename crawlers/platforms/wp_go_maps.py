"""WP Go Maps, markers on a map: people stand in their titles, descriptions or custom fields (listings.md 4).

Form of the request after the plugin's own reader of it (CodeCabin/wp-google-maps, class.rest-api.php).
"""

import json
import zlib
from base64 import b64encode
from collections.abc import Mapping
from typing import ClassVar

from crawlers.platforms.finder import FinderSpider


def packed(parameters: Mapping[str, str]) -> str:
    """A parameter path as the plugin reads it: base64 of DEFLATE of JSON, '-' for '/', no '=' at the end."""
    text = json.dumps(parameters, separators=(",", ":"))
    return "base64" + b64encode(zlib.compress(text.encode())).decode().rstrip("=").replace("/", "-")


class WpGoMapsSpider(FinderSpider):
    """``map_id``: one map of a site that has several; None asks for the markers of all."""

    path = "/wp-json/wpgmza/v1/features/"
    envelope = "markers"
    plugin = (
        "id map_id address description pic link icon lat lng anim title infoopen category approved retina type did "
        "sticky other_data layergroup custom_field_data"
    )
    named: ClassVar[Mapping[str, str]] = {"custom_field_data": "value"}
    usual: ClassVar[Mapping[str, str]] = {"id": "id", "place": "address", "website": "link"}
    map_id: ClassVar[int | None] = None

    def addresses(self) -> list[str]:
        only = json.dumps({"map_id": str(self.map_id)}, separators=(",", ":"))
        return [url + (packed({"filter": only}) if self.map_id else "") for url in super().addresses()]
