"""MyLicense / eLicense look-ups (t_web_lookup): a form, a list, a page about the licensee; one site for many boards."""

from typing import ClassVar

from crawlers.platforms.board_page import DetailSpider
from crawlers.platforms.license_rows import by_role
from directory.normalize.dates import DateForm


class MyLicenseSpider(DetailSpider):
    """``headings`` differ by state; in the list a table of its own stands in the name's cell."""

    inputs: ClassVar = {
        "number": "t_web_lookup__license_no",
        "last": "t_web_lookup__last_name",
        "first": "t_web_lookup__first_name",
    }
    button = "sch_button"
    table, link = "table#datagrid_results", ".//a[contains(@href, 'Details.aspx')]/@href"
    columns = by_role(
        full_name="full_name", number="license_no", type="license_type", status="sec_lic_status", issued="issue",
        expires="expiration_date", ignored="profession_id",
    )  # fmt: skip
    # Some sites write the number of the control before the name; a page has many ids of its own.
    ids, other_ids = r"(?:_ctl\d+__ctl\d+_)?(\w+)", True
    only_ours: ClassVar[bool] = False
    dates = (DateForm.US,)
