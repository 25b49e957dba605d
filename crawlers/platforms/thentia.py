"""Thentia Cloud registers, the older kind (``<tenant>.us.thentiacloud.net``): JSON behind a page of scripts."""

import json
from typing import Any, ClassVar

from crawlers.changed import SourceChangedError
from crawlers.platforms.license_rows import by_role
from crawlers.platforms.lookup import DirectSpider, Rows
from crawlers.text import parsed_json
from directory.normalize.dates import DateForm

TAKE = 20


class ThentiaSpider(DirectSpider):
    """The answer is ``{errorCode, resultCount, result: [{…}]}``; which fields a result has differs by tenant."""

    inputs: ClassVar = {"number": "keyword", "last": "keyword"}
    fixed: ClassVar = {"skip": "0", "take": str(TAKE), "lang": "en"}
    accept: ClassVar[str] = "application/json"
    columns = by_role(
        number="licenseNumber", last="lastName", first="firstName", type="licenseType", status="licenseStatus",
        issued="initialLicenseDate", expires="licenseExpirationDate", ignored="id city hasPublicNotices",
    )  # fmt: skip
    optional = "initialLicenseDate|licenseExpirationDate"
    dates = (DateForm.ISO, DateForm.US)

    @classmethod
    def found(cls, body: bytes, where: str) -> Rows:
        answer = parsed_json(body, where)
        if not isinstance(answer, dict) or set(answer) != {"errorCode", "resultCount", "result"}:
            raise SourceChangedError(f"{where}: no answer of the register: {json.dumps(answer)[:80]}")
        results, count = answer["result"], answer["resultCount"]
        if answer["errorCode"] != "0" or not isinstance(results, list) or not isinstance(count, int):
            raise SourceChangedError(f"{where}: the register answers with error {answer['errorCode']!r}")
        if count < len(results) or (count and not results):
            raise SourceChangedError(f"{where}: resultCount is {count}, but {len(results)} results came")
        rows = [(_texts(result, f"{where}: result[{n}]"), f"result[{n}]") for n, result in enumerate(results)]
        return Rows(rows, more=count > len(results))


def _texts(result: Any, where: str) -> dict[str, str]:
    if not isinstance(result, dict):
        raise SourceChangedError(f"{where}: not an object")
    return {str(name): "" if value is None else str(value) for name, value in result.items()}
