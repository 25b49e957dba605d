"""The invented state's Medicaid exclusion list: a workbook, as most states publish theirs (government.md 10)."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from crawlers.sample.formats.leie import NO_NPI, noise_rows
from crawlers.sample.formats.nppes_bulk import slashed
from crawlers.sample.formats.nppes_deactivations import workbook
from crawlers.sample.model import Person

TITLE = "Example State Medicaid, excluded providers"
HEADER = ("Provider", "Business", "NPI", "Provider Type", "Action", "City", "State", "Zip", "Effective", "End",
          "Reinstated", "Notes")  # fmt: skip
# Nobody of the sample world; one has no NPI, one a business, one an end that has come.
_OTHERS = (
    (("BRAMBLETON JR, IGNATIUS", "", "N/A", "CHIROPRACTOR", "Exclusion", "Spokane", "WA", "99201"), 1094, "Indefinite"),
    (("", "STONEWICK PHYSICAL THERAPY PLLC", "2900000037", "CLINIC", "Exclusion", "Tacoma", "WA", "98402"), 3073, ""),
    (("RAVENSWORTH-PIKE, TOBIAS", "", "", "ACUPUNCTURIST", "Termination", "Portland", "OR", "97201"), 4042, "1800"),
    (("OAKHURST, CORNELIUS", "LARKSPUR REHAB", "2900000169", "PHYSICAL THERAPIST", "Termination", "Reno", "NV",
      "89501"), 1636, "Indefinite"),
)  # fmt: skip


def exclusions_xlsx(people: Iterable[Person], today: date) -> bytes:
    """Those of ``people`` whom the federal list has with their NPI, and some of whom no other source tells."""
    known = [
        (f"{p.last}, {p.first}".upper(), "", p.npi or "", "PROVIDER", "Exclusion", p.exclusion.city, p.state,
         p.exclusion.zip5, slashed(p.exclusion.since + timedelta(days=60)), "Indefinite", "", "")
        for p in people
        if p.exclusion is not None and p.exclusion.npi is not None
    ]  # fmt: skip
    others = [(*row, slashed(today - timedelta(days=days)), _end(end, today), "", "") for row, days, end in _OTHERS]
    return workbook([(TITLE,), HEADER, *sorted([*known, *others, *_more(today)])], today)


def _more(today: date) -> Iterator[tuple[str, ...]]:
    """The invented people and businesses of the federal list, a state's own list repeats many of them."""
    for row in noise_rows(today):
        name = f"{row['LASTNAME']}, {row['FIRSTNAME']}" if row["LASTNAME"] else ""
        npi = "" if row["NPI"] == NO_NPI else row["NPI"]
        since = slashed(today - timedelta(days=900))
        yield (name, row["BUSNAME"], npi, row["SPECIALTY"], "Exclusion", row["CITY"], row["STATE"], row["ZIP"], since,
               "Indefinite", "", "")  # fmt: skip


def _end(text: str, today: date) -> str:
    return slashed(today - timedelta(days=int(text))) if text.isdigit() else text
