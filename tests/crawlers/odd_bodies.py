"""Bodies that a web server may send where a table of people was expected (reliability.md, row A6)."""

import codecs
import random

from tests.crawlers.apart import table

HTML = "text/html; charset=utf-8"
PERSON = table("EXDN-0001")
BINARY = random.Random(7).randbytes(20_000)


def named(name: str) -> bytes:
    return table("EXDN-0001", name=name)


# name -> (Content-Type, body)
ODD: dict[str, tuple[str, bytes]] = {
    "empty": (HTML, b""),
    "blanks": (HTML, b" \r\n\t" * 50),
    "one_nul": (HTML, b"\0"),
    "nuls": (HTML, b"\0" * 5_000),
    "nul_in_name": (HTML, named("Ada\0 Ash\0grove")),
    "latin1_as_utf8": (HTML, named("Ada Nuñez").decode().encode("latin-1")),
    "cp1252_as_utf8": (HTML, named("Ada O’Ash").decode().encode("cp1252")),
    "utf8_as_latin1": ("text/html; charset=iso-8859-1", named("Ada Nuñez")),
    "utf16": (HTML, PERSON.decode().encode("utf-16")),
    "utf16_bare": ("text/html; charset=utf-16le", PERSON.decode().encode("utf-16-le")),
    "utf32": (HTML, PERSON.decode().encode("utf-32")),
    "ebcdic": (HTML, PERSON.decode().encode("cp500")),
    "no_such_charset": ("text/html; charset=klingon", PERSON),
    "no_type": ("", PERSON),
    "type_of_an_image": ("image/png", PERSON),
    "lone_surrogate": (HTML, PERSON.replace(b"Ada", b"\xed\xa0\x80")),
    "overlong": (HTML, PERSON.replace(b"Ada", b"\xc0\xafAda")),
    "cut_in_a_letter": (HTML, named("Ada Nuñez").split("ñ".encode()[1:])[0]),
    "bom": (HTML, codecs.BOM_UTF8 + PERSON),
    "two_boms": (HTML, codecs.BOM_UTF8 * 2 + PERSON),
    "bom_within": (HTML, named("Ada \ufeffAshgrove")),
    "right_to_left": (HTML, named("Ada \u202eevorghsA\u202c")),
    "isolates": (HTML, named("\u2066Ada\u2069 Ashgrove")),
    "zero_width": (HTML, named("A\u200bd\u200ca\u200d Ash\u2060grove")),
    "soft_hyphen": (HTML, named("Ada Ash\u00adgrove")),
    "decomposed": (HTML, named("Ada Nun\u0303ez")),
    "zalgo": (HTML, named("Ada" + "\u0301" * 500 + " Ashgrove")),
    "fullwidth": (HTML, named("Ａｄａ Ａｓｈｇｒｏｖｅ")),
    "emoji": (HTML, named("Ada 👩‍⚕️ Ashgrove")),
    "controls": (HTML, named("Ada\x07\x1b[31m Ash\x7fgrove")),
    "escaped_controls": (HTML, named("Ada&#0;&#7;&#x202e; Ashgrove&#xD800;&#x110000;")),
    "line_separators": (HTML, named("Ada\u2028Ash\u2029grove\u0085")),
    "replacement": (HTML, named("Ada Ash\ufffdgrove")),
    "long_name": (HTML, named("Ada " + "Ash" * 100_000)),
    "nested": (HTML, b"<div>" * 300_000 + PERSON),
    "nested_table": (HTML, PERSON.replace(b"<td>Ada", b"<td>" + b"<b>" * 5_000 + b"Ada")),
    "attributes": (HTML, b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">" + PERSON),
    "unclosed": (HTML, PERSON[: len(PERSON) // 2]),
    "unclosed_comment": (HTML, b"<!-- " + PERSON),
    "open_script": (HTML, b"<script>" + PERSON),
    "cdata": (HTML, b"<![CDATA[" + PERSON + b"]]>"),
    "binary": (HTML, BINARY),
    "png": (HTML, b"\x89PNG\r\n\x1a\n" + BINARY),
    "pdf": (HTML, b"%PDF-1.7\n" + BINARY),
    "zip": (HTML, b"PK\x03\x04" + BINARY),
    "gzip_unsaid": (HTML, b"\x1f\x8b\x08" + BINARY),
    "json": (HTML, b'{"people": []}'),
    "json_deep": (HTML, b"[" * 100_000),
    "xml": ("application/xml", b"<?xml version='1.0' encoding='utf-16'?>" + PERSON),
    "rows_of_other_width": (HTML, PERSON.replace(b"</td></tr>", b"</td><td>x</td></tr>")),
}
