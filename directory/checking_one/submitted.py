"""What was submitted of one person, as somebody wrote it down; never an SSN or a birth date. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from directory.normalize.identifiers import clean_npi
from directory.normalize.places import state_code
from directory.normalize.secrets import holds_bare_ssn, holds_birth_date, holds_ssn, says_birth_date
from directory.normalize.text import clean
from directory.rules.machine_readable import REGIONS
from directory.vocabulary import Profession

LONGEST = 200  # characters of one field
NINE_DIGITS = ("license",)  # where nine digits alone are a number that some boards give
DATES = ("claimed",)  # where a date may be that of a course
REFUSED = (
    "One of the fields looks like a social security number or a birth date. It is not needed, nothing was looked up "
    "with it, and the field is empty again."
)


class SubmittedError(ValueError):
    """What was written cannot be looked up; says why. ``refused``: the fields whose content must not be kept."""

    def __init__(self, message: str, refused: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.refused = refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """As it was written. ``license_state``, ``treating``: codes of states; ``profession``: our code; ``claimed``:
    letters and courses; ``place``: a town or ZIP of practice; ``region``: the part of the body to be treated.
    """

    npi: str | None = None
    license: str | None = None
    license_state: str | None = None
    name: str | None = None
    place: str | None = None
    profession: Profession | None = None
    claimed: str | None = None
    treating: str | None = None
    region: str | None = None

    @classmethod
    def of(cls, told: Mapping[str, str]) -> "Submitted":
        """From texts by the names of the fields. Raises SubmittedError; before all else for what looks like an SSN or
        a birth date.
        """
        refuse_secrets(told)
        texts = {name: clean(told[name]) for name in FIELDS if told.get(name)}
        if long := [name for name, text in texts.items() if text and len(text) > LONGEST]:
            raise SubmittedError(f"{LABELS[long[0]]}: more than {LONGEST} characters")
        known: dict[str, object] = {name: text for name, text in texts.items() if text}
        for name in ("license_state", "treating"):
            if name in known:
                known[name] = _state(str(known[name]), LABELS[name])
        if "profession" in known:
            known["profession"] = _profession(str(known["profession"]))
        if "region" in known and known["region"] not in REGIONS:
            raise SubmittedError(f"no part of the body is called so here; there are: {', '.join(sorted(REGIONS))}")
        if "region" in known and "treating" not in known:
            raise SubmittedError(f"{LABELS['region']}: name the state in which the patient is treated too")
        found = cls(**known)  # type: ignore[arg-type]  # texts by the names of the fields
        found.npi_checked()
        return found

    def npi_checked(self) -> str | None:
        """The NPI. Raises SubmittedError for one that is none."""
        if self.npi is None:
            return None
        try:
            npi = clean_npi(self.npi)
        except ValueError as error:
            raise SubmittedError(str(error)) from error
        if npi is None:
            raise SubmittedError("this is nobody's NPI")
        return npi

    @property
    def usable(self) -> bool:
        """Whether anybody can be looked for: an NPI; a license number with its state; or a name with a place."""
        return bool(self.npi or (self.license and self.license_state) or (self.name and self.place))

    def written(self) -> dict[str, str]:
        """What a report says was submitted, field -> words; 'state' is that of the license."""
        told = {
            "npi": self.npi, "name": self.name, "license": self.license, "state": self.license_state,
            "profession": self.profession, "place": self.place, "claimed credentials": self.claimed,
        }  # fmt: skip
        return {name: str(value) for name, value in told.items() if value}


FIELDS = tuple(one.name for one in fields(Submitted))
LABELS: Mapping[str, str] = {
    "npi": "NPI",
    "license": "License number",
    "license_state": "State of the license",
    "name": "Name",
    "place": "Town or ZIP of practice",
    "profession": "Profession",
    "claimed": "Claimed credentials",
    "treating": "State in which the patient is treated",
    "region": "Part of the body",
}


def refuse_secrets(told: Mapping[str, str]) -> None:
    """Raises SubmittedError that names the fields, never what stands in them."""
    refused = tuple(name for name, text in told.items() if _like_a_secret(name, text))
    if refused:
        raise SubmittedError(REFUSED, refused)


def _like_a_secret(name: str, text: str) -> bool:
    if (
        holds_ssn(text, in_number=name in NINE_DIGITS)
        or says_birth_date(text)
        or (name not in DATES and holds_birth_date(text))
    ):
        return True
    return name not in NINE_DIGITS and holds_bare_ssn(text)


def _state(text: str, label: str) -> str:
    code = state_code(text)
    if code is None:
        raise SubmittedError(f"{label}: no state is called so; write a code such as WA")
    return code


def _profession(text: str) -> Profession:
    if text not in set(Profession):
        raise SubmittedError(f"{LABELS['profession']}: there are {', '.join(Profession)}")
    return Profession(text)
