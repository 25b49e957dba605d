"""Cities whose names are nearly what somebody typed, to be offered, never taken."""

from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import cdist

from directory.normalize.places import Place, cities_by_folded_name, folded_city, places_of_city, with_state
from directory.normalize.text import clean

MOST_OFFERED = 5
SHORT, LONG = 4, 8  # letters: below, nothing is near enough to tell; from here on two edits are


def places_spelled_like(text: str | None, state: str | None = None) -> tuple[Place, ...]:
    """Places a letter or two away from a text such as 'seatle' or 'Seatle, WA', at most `MOST_OFFERED`: the fewest
    edits first, then the cities of most ZIP areas. ``state`` (two letters): only there.
    """
    city, told = with_state((clean(text) or "").rstrip(" ,"))
    typed, wanted = folded_city(city), told or state
    if len(typed) < SHORT or (told and state and told != state):
        return ()
    most = 2 if len(typed) >= LONG else 1
    names = _names()
    edits = cdist([typed], names, scorer=OSA.distance, score_cutoff=most)[0]
    found = []
    for at in (edits <= most).nonzero()[0].tolist():
        for code, areas in cities_by_folded_name()[names[at]].items():
            if wanted in (None, code):
                found.append((int(edits[at]), -areas, names[at], code))
    near = (place for _, _, name, code in sorted(found)[:MOST_OFFERED] for place in places_of_city(name, code))
    return tuple({place.label: place for place in near}.values())


@lru_cache(maxsize=1)
def _names() -> list[str]:
    return sorted(cities_by_folded_name())
