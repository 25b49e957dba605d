"""What happens between day 1 and day 2 of the sample world, and what the NPI registry had before day 1."""

from dataclasses import replace
from datetime import date, timedelta

from crawlers.sample.days import DAYS_BETWEEN
from crawlers.sample.maker import Maker
from crawlers.sample.model import DisciplineCase, License, Person
from crawlers.sample.places import city
from directory.vocabulary import LicenseStatus


def _suspended(held: License, today: date) -> License:
    case = DisciplineCase(action="Summary Suspension", number="2026-0042", effective=today - timedelta(days=4))
    return replace(held, status=LicenseStatus.SUSPENDED, disciplined=True, cases=(case,))


def on_day_two(people: tuple[Person, ...], maker: Maker) -> tuple[Person, ...]:
    """The same people a week later: what CAST says of day 2 has happened."""
    today = maker.today
    after_day_one = today - timedelta(days=DAYS_BETWEEN - 1)  # a Sunday follows before day 2, whatever day that is
    pueblo = maker.place(city("CO", "Pueblo"))

    def change(person: Person) -> Person:
        match person.id:
            case "reinstated":
                return replace(person, exclusion=None)
            case "deactivated":
                return replace(person, deactivated=after_day_one)
            case "listed_deactivated":
                return replace(person, deactivated=today)
            case "back_in_service":
                return replace(person, reactivated=after_day_one, updated=after_day_one)
            case "renewed":
                one = person.licenses[0]
                later = replace(one, renewed=today - timedelta(days=2), expires=one.expires + timedelta(days=365))
                return replace(person, licenses=(later,))
            case "newly_suspended":
                return replace(person, licenses=(_suspended(person.licenses[0], today),))
            case "moved":
                return replace(person, practice=pueblo, mailing=pueblo, updated=after_day_one)
            case _:
                return person

    return tuple(change(person) for person in people)


def absent_on_day_one(person: Person) -> bool:
    return person.id == "newly_licensed"


def in_registry(person: Person, weeks: int) -> Person:
    """The person in the registry's files so many weeks before the last Sunday of day 1; 0: with all that had come.

    What is dated on day 2 itself is in no file of that day yet, only on the list of deactivated NPIs.
    """
    match person.id:
        case "listed_deactivated":
            return replace(person, deactivated=None)
        case "back_in_service" if weeks > 0:
            return replace(person, deactivated=None, reactivated=None)
        case "new_name_and_place" if weeks == 1:
            return replace(person, practice=person.mailing, updated=person.updated - timedelta(days=7))
        case "new_name_and_place" if weeks > 1:
            old = person.other_names[0].last
            first_entry = replace(person, practice=person.mailing, updated=person.enumerated)
            return replace(first_entry, nppes_last=old, other_names=())
        case _:
            return person
