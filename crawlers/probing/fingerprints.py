"""How platforms give themselves away, as data: patterns over a page, what they tell, and what to do there.

From listings.md 4 and government.md 8; the widgets' own embed codes as public pages carry them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

ADDRESS, HEADERS, MARKUP = "address", "headers", "markup"
Signs = tuple[tuple[str, str], ...]  # (where to look, pattern whose named groups are parameters)


class Use(StrEnum):
    """What may be done with a platform."""

    CRAWL = "crawl"
    LOOK_UP = "look up one named practitioner"
    LINK = "deep link only"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """``signs``: any one of them is the platform. ``asks``: the addresses that a reader would ask, and ``listing``:
    those of them that answer one GET with records; {names} are parameters, {origin}, {host} and {page} the page's own.
    ``reader``: module and class under crawlers/platforms, where there is one. ``facts``: its attributes as templates.
    ``why``: what forbids more than a link.
    """

    name: str
    signs: Signs
    use: Use = Use.CRAWL
    reader: str | None = None
    asks: tuple[str, ...] = ()
    listing: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    why: str | None = None


_BROWSER = "its register works in a browser only: link to it"
_KEYED = "it answers only to a key out of the page's script, and we take none"
_FORM = "a search form, made for one question at a time: link to it"

FINDERS = (
    Fingerprint(
        "WP Store Locator",
        (
            (MARKUP, r"wp-content/plugins/wp-store-locator/"),
            (MARKUP, r"\bwpslSettings\b"),
            (MARKUP, r"admin-ajax\.php\?action=store_search\b"),
        ),
        reader="wp_store_locator:WpStoreLocatorSpider",
        facts={"domain": "{host}"},
        asks=("{origin}/wp-admin/admin-ajax.php?action=store_search&autoload=1",),
        listing=("{origin}/wp-admin/admin-ajax.php?action=store_search&autoload=1",),
    ),
    Fingerprint(
        "Agile Store Locator",
        (
            (MARKUP, r"wp-content/plugins/agile-store-locator/"),
            (MARKUP, r"id=[\"']asl-storelocator[\"']"),
            (MARKUP, r"\baction=asl_load_stores\b"),
        ),
        reader="agile_store_locator:AgileStoreLocatorSpider",
        facts={"domain": "{host}"},
        asks=("{origin}/wp-admin/admin-ajax.php?action=asl_load_stores&load_all=1",),
        listing=("{origin}/wp-admin/admin-ajax.php?action=asl_load_stores&load_all=1",),
    ),
    Fingerprint(
        "WP Go Maps",
        (
            (MARKUP, r"class=[\"'][^\"']*\bwpgmza_map\b[^>]*?data-map-id=[\"']?(?P<map_id>\d+)"),
            (MARKUP, r"id=[\"']wpgmza_map_(?P<map_id>\d+)[\"']"),
            (MARKUP, r"\bwpgmza_map\b|/wp-json/wpgmza/v1/|wp-content/plugins/wp-google-maps/"),
        ),
        reader="wp_go_maps:WpGoMapsSpider",
        facts={"domain": "{host}", "map_id": "{map_id}"},
        asks=("{origin}/wp-json/wpgmza/v1/features/",),
        listing=("{origin}/wp-json/wpgmza/v1/features/",),
    ),
    Fingerprint(
        "Super Store Finder",
        (
            (MARKUP, r"(?P<path>/wp-content/uploads/ssf-wp-uploads/ssf-data\.json)"),
            (MARKUP, r"plugins/superstorefinder-wp/|\bssf-wp-xml\.php\b"),
        ),
        reader="super_store_finder:SuperStoreFinderSpider",
        facts={"domain": "{host}", "path": "{path}"},
        asks=("{origin}{path}", "{origin}/wp-content/plugins/superstorefinder-wp/ssf-wp-xml.php"),
        listing=("{origin}{path}", "{origin}/wp-content/plugins/superstorefinder-wp/ssf-wp-xml.php"),
    ),
    Fingerprint(
        "Store Locator Plus (hosted)",
        ((MARKUP, r"dashboard\.storelocatorplus\.com/(?P<dataset>[\w.-]+)"),),
        use=Use.LINK,
        why=_KEYED,
    ),
    Fingerprint(
        "Store Locator Plus",
        ((MARKUP, r"wp-content/plugins/store-locator-le/|\bcsl_ajax_onload\b"),),
        asks=("{origin}/wp-admin/admin-ajax.php",),
    ),
    Fingerprint(
        "Storepoint",
        (
            (MARKUP, r"cdn\.storepoint\.co/api/v1/js/(?P<key>\w+)\.js"),
            (MARKUP, r"storepoint\.co/v1/(?P<key>\w+)/locations"),
            (MARKUP, r"id=[\"']storepoint-container[\"'][^>]*?data-map-id=[\"'](?P<key>\w+)"),
        ),
        reader="hosted_json:StorepointSpider",
        facts={"key": "{key}"},
        asks=("https://api.storepoint.co/v1/{key}/locations",),
        listing=("https://api.storepoint.co/v1/{key}/locations",),
    ),
    Fingerprint(
        "Stockist",
        (
            (MARKUP, r"data-stockist-widget-tag=[\"']?(?P<key>\w+)"),
            (MARKUP, r"stockist\.co/api/v1/(?P<key>\w+)/"),
        ),
        reader="hosted_json:StockistSpider",
        facts={"key": "{key}"},
        asks=("https://stockist.co/api/v1/{key}/locations/all",),
        listing=("https://stockist.co/api/v1/{key}/locations/all",),
    ),
    Fingerprint(
        "StoreRocket",
        (
            (MARKUP, r"data-storerocket-id=[\"']?(?P<key>\w+)"),
            (MARKUP, r"storerocket\.io/api/user/(?P<key>\w+)/locations"),
        ),
        reader="hosted_json:StoreRocketSpider",
        facts={"key": "{key}"},
        asks=("https://storerocket.io/api/user/{key}/locations",),
        listing=("https://storerocket.io/api/user/{key}/locations",),
    ),
    Fingerprint(
        "Storemapper",
        (
            (MARKUP, r"data-storemapper-id=[\"']?(?P<key>[\w-]+)"),
            (MARKUP, r"storemapper-herokuapp-com\.global\.ssl\.fastly\.net/api/users/(?P<key>[\w-]+)/stores\.js"),
        ),
        asks=("https://storemapper-herokuapp-com.global.ssl.fastly.net/api/users/{key}/stores.js",),
        listing=("https://storemapper-herokuapp-com.global.ssl.fastly.net/api/users/{key}/stores.js",),
    ),
    Fingerprint(
        "MetaLocator",
        ((MARKUP, r"code\.metalocator\.com/[^\s\"'<>]*?Itemid=(?P<key>\d+)"), (MARKUP, r"code\.metalocator\.com")),
        asks=("https://code.metalocator.com/webapi/api/search/?Itemid={key}&limit=100000",),
        listing=("https://code.metalocator.com/webapi/api/search/?Itemid={key}&limit=100000",),
    ),
    Fingerprint(
        "StoreLocatorWidgets",
        (
            (MARKUP, r"cdn\.storelocatorwidgets\.com/json/(?P<key>[0-9a-f]{32})"),
            (MARKUP, r"cdn\.storelocatorwidgets\.com/widget/widget\.js[^>]*?data-uid=[\"'](?P<key>[0-9a-f]{32})"),
            (MARKUP, r"data-uid=[\"'](?P<key>[0-9a-f]{32})[^>]*?cdn\.storelocatorwidgets\.com/widget/widget\.js"),
        ),
        asks=("https://cdn.storelocatorwidgets.com/json/{key}",),
        listing=("https://cdn.storelocatorwidgets.com/json/{key}",),
    ),
    Fingerprint(
        "Closeby",
        ((MARKUP, r"closeby\.co/embed/(?P<key>[0-9a-f]{32})"),),
        asks=("https://www.closeby.co/embed/{key}/locations",),
        listing=("https://www.closeby.co/embed/{key}/locations",),
    ),
    Fingerprint(
        "Elfsight",
        (
            (MARKUP, r"\belfsight-app-(?P<key>[0-9a-f-]{36})"),
            (MARKUP, r"elfsight\.com/p/boot/\?[^\s\"'<>]*?w=(?P<key>[\w-]+)"),
        ),
        asks=("https://core.service.elfsight.com/p/boot/?w={key}",),
        listing=("https://core.service.elfsight.com/p/boot/?w={key}",),
    ),
    Fingerprint("Yext", ((MARKUP, r"\b(?:prod-)?cdn\.(?:us\.)?yextapis\.com\b"),), use=Use.LINK, why=_KEYED),
    Fingerprint("Algolia", ((MARKUP, r"\b(?P<app>[\w]+)-dsn\.algolia\.net\b"),), use=Use.LINK, why=_KEYED),
)

BOARDS = (
    Fingerprint(
        "Socrata",
        (
            (ADDRESS, r"//(?P<domain>[^/]+)/(?:resource|d|api/views)/(?P<dataset>[a-z0-9]{4}-[a-z0-9]{4})\b"),
            (MARKUP, r"//(?P<domain>[\w.-]+)/(?:resource|d|api/views)/(?P<dataset>[a-z0-9]{4}-[a-z0-9]{4})\b"),
            (HEADERS, r"(?im)^x-socrata-\w+:"),
            (ADDRESS, r"//(?P<domain>[^/]+)/[^?#]+/(?=[a-z0-9-]*\d)(?P<dataset>[a-z0-9]{4}-[a-z0-9]{4})(?:[/?#]|$)"),
        ),
        reader="socrata:SocrataSpider",
        asks=(
            "https://{domain}/api/views/{dataset}.json",
            "https://{domain}/resource/{dataset}.json",
        ),
        listing=("https://{domain}/resource/{dataset}.json?$limit=1",),
        facts={"domain": "{domain}", "dataset": "{dataset}"},
    ),
    Fingerprint(
        "Thentia Cloud",
        (
            (ADDRESS, r"//(?P<host>(?P<tenant>[\w-]+)\.(?:portal)?us\.thentiacloud\.net)"),
            (MARKUP, r"//(?P<host>(?P<tenant>[\w-]+)\.(?:portal)?us\.thentiacloud\.net)"),
        ),
        use=Use.LOOK_UP,
        reader="thentia:ThentiaSpider",
        facts={"start_urls": "https://{host}/rest/public/registrant/search/"},
        asks=("https://{host}/rest/public/registrant/search/", "https://{host}/rest/public/registrant/get/"),
    ),
    Fingerprint(
        "MyLicense (t_web_lookup)",
        ((MARKUP, r"\bt_web_lookup__\w+"), (ADDRESS, r"//[\w-]+\.mylicense\.com/")),
        use=Use.LOOK_UP,
        reader="mylicense:MyLicenseSpider",
        asks=("{page}",),
    ),
    Fingerprint(
        "GLSuite",
        (
            (ADDRESS, r"glsuite\.us/GLSuiteWeb/Clients/(?P<client>\w+)/"),
            (MARKUP, r"glsuite\.us/GLSuiteWeb/Clients/(?P<client>\w+)/"),
        ),
        use=Use.LINK,
        why=_FORM,
    ),
    Fingerprint(
        "Salesforce",
        (
            (MARKUP, r"/s/sfsites/|\bsiteforce:|\bauraConfig\b|\blightning-(?:app|container)\b"),
            (ADDRESS, r"//[^/]+\.(?:my\.site|my\.salesforce-sites|force)\.com/"),
        ),
        use=Use.LINK,
        why=_BROWSER,
    ),
    Fingerprint(
        "Accela",
        ((ADDRESS, r"\baccela\.com/|/CitizenAccess/"), (MARKUP, r"\baca-\w+\.accela\.com\b|/CitizenAccess/")),
        use=Use.LINK,
        why=_BROWSER,
    ),
    Fingerprint(
        "Pega",
        ((ADDRESS, r"/prweb/"), (MARKUP, r"[\"'/]prweb/|\bpega(?:\.|-)(?:web|u|d)\b")),
        use=Use.LINK,
        why=_BROWSER,
    ),
    Fingerprint(
        "Certemy",
        ((ADDRESS, r"\bcertemy\.com\b"), (MARKUP, r"\bcertemy\.com\b")),
        use=Use.LINK,
        why=_BROWSER,
    ),
    Fingerprint("FileMaker WebDirect", ((ADDRESS, r"/fmi/webd"), (MARKUP, r"/fmi/webd")), use=Use.LINK, why=_BROWSER),
    Fingerprint("onGovCore", ((ADDRESS, r"ongovcore"), (MARKUP, r"\bongovcore\b")), use=Use.LINK, why=_BROWSER),
)

WALLS = (
    Fingerprint(
        "a challenge for browsers",
        (
            (HEADERS, r"(?im)^cf-mitigated: challenge"),
            (MARKUP, r"/cdn-cgi/challenge-platform/|_Incapsula_Resource|awsWafCookieDomainList"),
        ),
        use=Use.LINK,
        why="whoever runs the site does not want programs: we solve no challenge",
    ),
)

# Words in a host's name, and why nothing of it is crawled (listings.md 3, government.md 6.6, 8 and 9).
CLOSED_HOSTS: Mapping[str, str] = {
    "healthgrades": "third parties sign a data license there",
    "zocdoc": "its acceptable use policy has not been cleared",
    "topdoc": "its terms forbid robots and directories",
    "doctorize": "its terms forbid robots and directories",
    "wegotdocs": "its terms forbid robots and directories",
    "choosept": "its terms have not been read",
    "ptcompact": "it refuses automated access",
    "ncptboard": "it stands behind a challenge for browsers",
    "nysed": "its look-up takes a key out of the page's script, and we take none",
}
