"""How the people of the invented linkage set are written: by a register, and by whoever lists them."""

import random
from dataclasses import replace

from crawlers.sample.linkage_names import MEN, TRADES, WOMEN
from crawlers.sample.linkage_people import STATES, Human, LinkageMaker

REGISTRY, LISTING, LICENSE = "registry", "listing", "licence"  # source kinds, in the words of such sets
Cells = dict[str, str]


class Entry:
    """One person as a source writes them. ``tags``: what makes that hard."""

    def __init__(self, make: LinkageMaker, one: Human) -> None:
        self._make, self._dice = make, make.dice
        self.tags: list[str] = []
        self.kind = self._dice.choices((REGISTRY, LISTING, LICENSE), (45, 50, 5))[0]
        self.cells: Cells = {REGISTRY: self._row, LISTING: self._listing, LICENSE: self._license}[self.kind](one)

    def _has(self, share: float, tag: str) -> bool:
        happens = self._make.chance(share)
        if happens:
            self.tags.append(tag)
        return happens

    def _row(self, one: Human) -> Cells:
        one = self._moved(self._called(one, often=0.4))
        letters = self._dice.choice(TRADES[one.trade][1])
        return {
            "last": one.last.upper(), "first": one.first.upper(), "middle": self._shortened(one.middle).upper(),
            "suffix": one.suffix.upper() if self._make.chance(0.6) else "", "credential": letters,
            "specialty": TRADES[one.trade][0], "street": one.street.upper(), "city": one.city.name.upper(),
            "state": one.city.state, "zip5": one.zip5, "sex": one.sex,
        }  # fmt: skip

    def _listing(self, one: Human) -> Cells:
        one = self._moved(self._called(one, often=1.0))
        first = one.first[:1] if self._has(0.02, "first_initial_only") else one.first
        middle = f"{one.middle[:1]}." if one.middle and self._make.chance(0.4) else ""
        before = " ".join(part for part in (first, middle) if part)
        behind = f"{one.last} {one.suffix if self._make.chance(0.6) else ''}".strip()
        name = f"{behind}, {before}" if self._has(0.13, "last_first") else f"{before} {behind}"
        letters = "" if self._has(0.12, "no_credential") else self._dice.choice(TRADES[one.trade][2])
        return {
            "display_name": f"{name}, {letters}" if letters else name,
            "street": one.street if self._make.chance(0.1) else "",
            "city": "" if self._has(0.03, "city_missing") else one.city.name,
            "state": "" if self._has(0.01, "state_missing") else one.city.state,
            "zip5": one.zip5 if self._make.chance(0.3) else "",
        }

    def _license(self, one: Human) -> Cells:
        self.tags.append("licence_row")
        return {
            "last": one.last.upper(), "first": one.first.upper(), "middle": self._shortened(one.middle).upper(),
            "license_state": one.city.state, "license_number": written(self._dice, one.number),
            "license_type": TRADES[one.trade][0].title(),
        }  # fmt: skip

    def _shortened(self, middle: str) -> str:
        return middle[:1] if self._make.chance(0.5) else middle

    def _called(self, one: Human, *, often: float) -> Human:
        """The name as it is used; ``often`` scales how often it is not the registered one."""
        short = {**WOMEN, **MEN}[one.first].split()
        if short and self._has(0.16 * often, "nickname"):
            one = replace(one, first=self._dice.choice(short))
        elif self._has(0.02 * often, "typo_first"):
            one = replace(one, first=self._misspelt(one.first))
        if one.former and self._has(0.35, "former_surname_on_file"):
            return replace(one, last=one.former)
        if one.sex == "F" and self._has(0.01 * often, "surname_changed_unrecorded"):
            return replace(one, last=self._make.surname())
        if one.sex == "F" and self._has(0.015 * often, "hyphenated"):
            return replace(one, last=f"{one.last}-{self._make.surname()}")
        if self._has(0.025 * often, "typo_last"):
            return replace(one, last=self._misspelt(one.last))
        return one

    def _moved(self, one: Human) -> Human:
        if self._has(0.06, "moved_in_state"):
            return self._make.elsewhere(one, [one.city.state])
        return self._make.elsewhere(one, STATES) if self._has(0.015, "moved_out_of_state") else one

    def _misspelt(self, name: str) -> str:
        """Two letters swapped, one left out or one doubled, never the first; always another name."""
        while True:
            at = self._dice.randrange(1, len(name) - 1)
            wrong = self._dice.choice(
                (
                    name[:at] + name[at + 1] + name[at] + name[at + 2 :],
                    name[:at] + name[at + 1 :],
                    name[:at] + name[at - 1 :],
                )
            )
            if wrong != name:
                return wrong


def registered(make: LinkageMaker, one: Human) -> Cells:
    """A row of the register: not every column of every row is filled."""
    return {
        "last": one.last.upper(), "first": one.first.upper(), "middle": one.middle.upper(),
        "suffix": one.suffix.upper(),
        "credential": make.dice.choice(TRADES[one.trade][1]) if make.chance(0.85) else "",
        "other_last": one.former.upper(), "specialty": TRADES[one.trade][0] if make.chance(0.9) else "",
        "street": one.street.upper(), "city": one.city.name.upper(), "state": one.city.state, "zip5": one.zip5,
        "sex": one.sex, "license_state": one.city.state, "license_number": written(make.dice, one.number),
        "license_type": TRADES[one.trade][0].title(),
    }  # fmt: skip


def written(dice: random.Random, number: str) -> str:
    """A license number in one of the ways in which states write their own."""
    return dice.choice((number, f"0{number}", f"{number[:2]}-{number[2:]}"))
