"""How many hours of a person's courses a rule counts: what is certain, and whether anything is left untold."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from directory.rules.judging.facts import Training

LIVE = ("real-time", "synchronous", "live", "in person")


@dataclass(frozen=True, slots=True)
class Count:
    """``hours`` that certainly count; ``whole``: every course tells the split that is needed, so that no more can be
    hidden in it.
    """

    hours: float
    whole: bool

    def __add__(self, other: "Count") -> "Count":
        return Count(self.hours + other.hours, self.whole and other.whole)


NOTHING = Count(0, True)


@dataclass(frozen=True, slots=True)
class Counting:
    """What a rule says of counting. ``online_max``: None where it sets none."""

    online_max: float | None
    theory_live: bool
    practical_live: bool
    practical_online: bool
    entry_level: bool
    window_years: int | None

    @classmethod
    def of(cls, requirements: Mapping[str, object]) -> "Counting":
        online = requirements.get("online_hours_max")
        window = requirements.get("completion_window_years")
        return cls(
            online_max=float(online) if isinstance(online, int) else None,
            theory_live=any(word in str(requirements.get("theory_delivery", "")) for word in LIVE),
            practical_live=any(word in str(requirements.get("practical_delivery", "")) for word in LIVE),
            practical_online=requirements.get("practical_online_allowed") is not False,
            entry_level=requirements.get("entry_level_hours_count") is True,
            window_years=window if isinstance(window, int) else None,
        )

    def counted(self, trainings: Iterable[Training], as_of: date) -> tuple[Training, ...]:
        """The courses that count at all: finished by the day, after the degree unless the rule says otherwise."""
        kept = [
            one
            for one in trainings
            if (self.entry_level or not one.entry_level)
            and (one.completed is None or one.completed <= as_of)
            and not (self.online_max == 0 and _online_only(one))
        ]
        return tuple(self._in_window(kept))

    def _in_window(self, trainings: Sequence[Training]) -> Sequence[Training]:
        """The most hours that were finished within the window; courses without a day are kept."""
        if self.window_years is None:
            return trainings
        length = timedelta(days=round(365.25 * self.window_years))
        dated = [one for one in trainings if one.completed]
        undated = [one for one in trainings if not one.completed]
        windows = [
            [one for one in dated if one.completed and 0 <= (one.completed - start).days <= length.days]
            for start in sorted({one.started or one.completed for one in dated if one.completed})
            if start
        ]
        best = max(windows, key=lambda found: (total(found, self).hours, len(found)), default=[])
        return [*best, *undated]


def _online_only(one: Training) -> bool:
    """Known to have had no hour face to face."""
    face = _in_person(one)
    return face.whole and face.hours == 0


def in_person(trainings: Iterable[Training], counting: Counting) -> Count:
    """Hours face to face, of theory and practice."""
    return _sum(trainings, _in_person)


def _in_person(one: Training) -> Count:
    if one.in_person_hours is not None:
        return Count(one.in_person_hours, True)
    parts = [split.in_person for split in (one.theory, one.practical) if split is not None]
    whole = one.theory is not None and one.practical is not None and None not in parts
    return Count(sum(part for part in parts if part is not None), whole)


def theory(trainings: Iterable[Training], counting: Counting) -> Count:
    """Hours of theory, recorded lectures left out where delivery must be live, online ones up to the maximum."""

    def hours(one: Training) -> tuple[Count, Count]:
        split = one.theory
        if split is None:
            return Count(0, False), NOTHING
        online = _known(split.live_online) + (NOTHING if counting.theory_live else _known(split.recorded))
        return _known(split.in_person), online

    return _capped(trainings, hours, counting)


def practical(trainings: Iterable[Training], counting: Counting) -> Count:
    """Hours of practice; online ones only where the rule allows them, and not where they must be live, for nobody
    tells whether they were.
    """

    def hours(one: Training) -> tuple[Count, Count]:
        split = one.practical
        if split is None:
            return Count(0, False), NOTHING
        if not counting.practical_online:
            return _known(split.in_person), NOTHING
        if counting.practical_live and split.online:
            return _known(split.in_person) + Count(0, False), NOTHING
        return _known(split.in_person), _known(split.online)

    return _capped(trainings, hours, counting)


def total(trainings: Iterable[Training], counting: Counting) -> Count:
    """All hours that count. Where nothing depends on how they were delivered, the total a course tells is enough."""
    free = counting.online_max is None and counting.practical_online
    free = free and not counting.theory_live and not counting.practical_live

    def hours(one: Training) -> tuple[Count, Count]:
        if free and one.total_hours is not None:
            return Count(one.total_hours, True), NOTHING
        if one.theory is not None or one.practical is not None:
            face = _in_person(one)
            online = NOTHING
            if one.theory is not None:
                online += _known(one.theory.live_online)
                online += NOTHING if counting.theory_live else _known(one.theory.recorded)
            if one.practical is not None and counting.practical_online:
                online += (
                    Count(0, False)
                    if counting.practical_live and one.practical.online
                    else _known(one.practical.online)
                )
            return face, online
        return _of_totals(one, counting)

    return _capped(trainings, hours, counting)


def _of_totals(one: Training, counting: Counting) -> tuple[Count, Count]:
    """A course that tells its hours by delivery, and not what was theory: online practice cannot be told from it."""
    face = _known(one.in_person_hours)
    live, recorded = one.live_online_hours, one.recorded_online_hours
    told = sum(hours for hours in (one.in_person_hours, live, recorded) if hours is not None)
    rest = max(0.0, one.total_hours - told) if one.total_hours is not None else None
    live_only = counting.theory_live or counting.practical_live or not counting.practical_online
    if one.total_hours is not None and one.in_person_hours is not None and rest == 0:
        online = Count(live or 0, True) if live_only else Count((live or 0) + (recorded or 0), True)
        return face, online
    if one.in_person_hours is not None and rest is not None and not live_only:
        return face, Count((live or 0) + (recorded or 0) + rest, True)
    known = (live or 0) + (0 if live_only else recorded or 0)
    whole = one.in_person_hours is not None and live is not None and (live_only or recorded is not None)
    return face, Count(known, whole)


def _known(hours: float | None) -> Count:
    return Count(0, False) if hours is None else Count(hours, True)


def _sum(trainings: Iterable[Training], hours: Callable[[Training], Count]) -> Count:
    found = NOTHING
    for one in trainings:
        found += hours(one)
    return found


def _capped(
    trainings: Iterable[Training], hours: Callable[[Training], tuple[Count, Count]], counting: Counting
) -> Count:
    face = online = NOTHING
    for one in trainings:
        a, b = hours(one)
        face += a
        online += b
    if counting.online_max is None:
        return face + online
    # What is untold of the online hours matters only below the maximum.
    full = online.hours >= counting.online_max
    return Count(face.hours + min(online.hours, counting.online_max), face.whole and (online.whole or full))
