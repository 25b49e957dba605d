"""The sample world on one of its two days: the bytes of every resource that its sources publish."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from crawlers.sample.changes import in_registry
from crawlers.sample.days import DAYS_BETWEEN, last_sunday, week_before
from crawlers.sample.formats import (
    clinics,
    institute,
    leie,
    medicaid,
    nppes_api,
    nppes_bulk,
    nppes_deactivations,
    rosters,
    sd_roster,
    socrata,
)
from crawlers.sample.model import Person
from crawlers.sample.people import population
from crawlers.sample.sites import Resource, resources


class SampleWorld:
    """Everything the sources say on ``day`` 1 (a week before ``today``) or ``day`` 2 (``today``).

    ``as_of`` is the date of that day. The NPPES file of day 1 is last month's, that of day 2 this month's; both of its
    weekly files come after the one of day 1 and are contained in the one of day 2.
    Nothing reads a clock: the same arguments give the same bytes.
    """

    def __init__(self, today: date, day: int) -> None:
        self.today = today
        self.day = day
        self.people = population(today, day)
        self.as_of = today - timedelta(days=DAYS_BETWEEN) if day == 1 else today
        self.updated_at = datetime.combine(self.as_of, time(10), UTC)

    @cached_property
    def _by_id(self) -> Mapping[str, Person]:
        return {person.id: person for person in self.people}

    def person(self, ident: str) -> Person:
        """The person of a CAST id or an ordinary id such as ``wa-001``; KeyError when absent on this day."""
        return self._by_id[ident]

    @cached_property
    def _rows(self) -> Mapping[str, list[dict[str, Any]]]:
        return {key: socrata.dataset_rows(dataset, self.people) for key, dataset in socrata.DATASETS.items()}

    def socrata_rows(self, dataset_id: str) -> list[dict[str, Any]]:
        """All rows of a dataset as ``/resource/<id>.json`` would give them; KeyError for another id."""
        return self._rows[dataset_id]

    def socrata_view(self, dataset_id: str) -> dict[str, Any]:
        """Body of ``/api/views/<id>.json``."""
        return socrata.view_metadata(socrata.DATASETS[dataset_id], int(self.updated_at.timestamp()))

    @cached_property
    def api_results(self) -> tuple[dict[str, Any], ...]:
        """Result objects of all NPIs in service, by number."""
        results = (nppes_api.result(person) for person in self.people if person.npi_in_service)
        return tuple(sorted(results, key=lambda result: str(result["number"])))

    @cached_property
    def deactivated_npis(self) -> frozenset[str]:
        return frozenset(p.npi for p in self.people if p.npi is not None and not p.npi_in_service)

    @cached_property
    def nppes_published(self) -> date:
        """Day 2: ``as_of``. Day 1: a day of the month before ``today``'s, so that the name differs."""
        if self.day == 2:
            return self.as_of
        return self.today.replace(day=1) - timedelta(days=20)

    @property
    def nppes_zip_name(self) -> str:
        return nppes_bulk.zip_name(self.nppes_published)

    @property
    def nppes_weeks(self) -> tuple[nppes_bulk.Week, ...]:
        """The weeks whose files are on the page: the last two that ended, in their order."""
        sunday = last_sunday(self.as_of)
        return week_before(sunday, 1), week_before(sunday)

    @property
    def nppes_cut(self) -> date:
        """The last day that the monthly file tells of."""
        return last_sunday(self.as_of) if self.day == 2 else self.nppes_weeks[0][0] - timedelta(days=1)

    @property
    def nppes_index_page(self) -> str:
        return nppes_bulk.index_page(self.nppes_published, self.nppes_weeks, self.nppes_deactivations_name)

    @cached_property
    def nppes_zip(self) -> bytes:
        people = tuple(in_registry(person, 2 if self.day == 1 else 0) for person in self.people)
        return nppes_bulk.bulk_zip(people, self.nppes_cut, self.today)

    @cached_property
    def nppes_weekly_zips(self) -> Mapping[str, bytes]:
        """The weekly files by name: who changed from the Sunday before to the Sunday of each."""
        first = self.people if self.day == 1 else population(self.today, 1)
        states = [{p.id: in_registry(p, weeks) for p in first} for weeks in (2, 1, 0)]
        if self.day == 2:
            states = [*states[1:], {p.id: in_registry(p, 0) for p in self.people}]

        def changed(before: Person, after: Person) -> bool:
            return after.npi is not None and nppes_bulk.person_line(before) != nppes_bulk.person_line(after)

        return {
            nppes_bulk.weekly_zip_name(*week): nppes_bulk.weekly_zip(
                tuple(new for ident, new in after.items() if changed(before.get(ident, new), new)), week, self.today
            )
            for week, before, after in zip(self.nppes_weeks, states, states[1:], strict=False)
        }

    @property
    def nppes_deactivations_name(self) -> str:
        return nppes_deactivations.zip_name(self.as_of)

    @cached_property
    def nppes_deactivations_zip(self) -> bytes:
        return nppes_deactivations.deactivations_zip(self.people, self.as_of, self.today)

    @cached_property
    def leie_csv(self) -> bytes:
        return leie.leie_csv(self.people, self.today)

    @cached_property
    def medicaid_xlsx(self) -> bytes:
        return medicaid.exclusions_xlsx(self.people, self.today)

    @property
    def sd_verify_page(self) -> str:
        return sd_roster.verify_page(self.as_of)

    @property
    def sd_pdf_name(self) -> str:
        return sd_roster.roster_name(self.as_of)

    @cached_property
    def sd_pdf(self) -> bytes:
        return sd_roster.roster_pdf(self.people, self.as_of, self.today)

    @property
    def sd_rows(self) -> list[tuple[str, ...]]:
        """What the PDF's table says."""
        return sd_roster.roster_rows(self.people, self.today)

    @cached_property
    def md_acupuncture_csv(self) -> bytes:
        return rosters.md_acupuncture_csv(self.people, self.today)

    @cached_property
    def files(self) -> Mapping[str, tuple[str, bytes]]:
        """Source -> name and bytes of the file that an operator hands over; no server has it."""
        return {"fl_mqa": ("PROF_ALL.txt", rosters.fl_mqa_txt(self.today))}

    @cached_property
    def sites(self) -> Mapping[tuple[str, str], Resource]:
        """(host, path) -> what the invented sites serve there."""
        return resources(self.people)

    def clinic_page(self, ident: str) -> bytes:
        """The page of the chain's clinic in the city of one of the golden cast."""
        person = self.person(ident)
        return self.sites[clinics.CHAIN_HOST, clinics.chain_path(person.practice or person.mailing)].body

    @cached_property
    def institute_page(self) -> str:
        return institute.list_page(self.people)
