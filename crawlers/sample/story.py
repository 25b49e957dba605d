"""The sample world's story in days: what is crawled when, and what fails, so that every status has its cause."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from crawlers.sample.formats import ms_board

BOARDS = ("wa_doh", "co_dora", "il_idfpr", "ct_elicense", "sd_physical_therapy", "md_acupuncture")
NATIONAL = ("oig_exclusions", "example_exclusions", "nppes_bulk", "nppes_deactivations", "example_institute")
CLINICS = ("example_spine_clinics", "example_movement_team", "example_rehab_group", "example_needling_directory")
SCHOOLS = ("example_needling_college", "example_trigger_academy", "example_graduate_map")


@dataclass(frozen=True, slots=True)
class Chapter:
    """One day: which sources are crawled (``states``: the NPI registry's), and which of them misbehave."""

    on: date
    world_day: int
    sources: tuple[str, ...]
    states: tuple[str, ...] = ()
    down: frozenset[str] = frozenset()
    broken: frozenset[str] = frozenset()
    files: tuple[str, ...] = ()  # sources whose file somebody hands over that day
    asked: tuple[tuple[str, str], ...] = ()  # (source, license number) that somebody looks up

    @property
    def world_today(self) -> date:
        """The day to make the world for, so that it dates itself on this chapter's day (its day 1 lies a week back)."""
        return self.on + timedelta(days=7) if self.world_day == 1 else self.on


def chapters(today: date) -> Iterator[Chapter]:
    """Long ago Delaware was read and never again since; a week ago all was well; today Connecticut and Delaware
    cannot be reached and Illinois answers with a sign-in page.
    """
    yield Chapter(on=today - timedelta(days=130), world_day=1, sources=("de_dpr",))
    yield Chapter(on=today - timedelta(days=7), world_day=1, sources=(*BOARDS, *NATIONAL), states=("WA",))
    yield Chapter(
        on=today,
        world_day=2,
        sources=(*BOARDS, "de_dpr", *NATIONAL, *CLINICS, *SCHOOLS),
        states=("WA", "CO"),
        down=frozenset({"ct_elicense", "de_dpr"}),
        broken=frozenset({"il_idfpr"}),
        files=("fl_mqa",),
        asked=(("ms_physical_therapy", ms_board.NUMBER),),
    )
