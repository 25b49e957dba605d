"""What happens between day 1 and day 2 of the sample world."""

from dataclasses import replace
from datetime import date, timedelta

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
    pueblo = maker.place(city("CO", "Pueblo"))

    def change(person: Person) -> Person:
        match person.id:
            case "reinstated":
                return replace(person, exclusion=None)
            case "deactivated":
                return replace(person, deactivated=today - timedelta(days=5))
            case "renewed":
                one = person.licenses[0]
                later = replace(one, renewed=today - timedelta(days=2), expires=one.expires + timedelta(days=365))
                return replace(person, licenses=(later,))
            case "newly_suspended":
                return replace(person, licenses=(_suspended(person.licenses[0], today),))
            case "moved":
                return replace(person, practice=pueblo, mailing=pueblo, updated=today - timedelta(days=3))
            case _:
                return person

    return tuple(change(person) for person in people)


def absent_on_day_one(person: Person) -> bool:
    return person.id == "newly_licensed"
