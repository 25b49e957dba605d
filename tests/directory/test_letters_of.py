"""Letters behind a name, taken apart and explained: fifty texts as people write them, and what no one may be told."""

from datetime import date

import pytest

from directory.letters_of import LONGEST_TEXT, MOST_LETTERS, IssuerList, Letter, Meaning, explained
from directory.texts import say
from tests.directory.test_reading_grade import HIGHEST, grade

TODAY = date(2026, 11, 20)
INSTITUTE = IssuerList(("EXDN",), "Certified members", "Example Institute", "https://institute.example.org/")
# L license, D degree, S specialty, N needling, C other course, M membership, ? several, U unknown
SIGNS = dict(zip("LDSNCM?U", Meaning, strict=True))
WRITTEN = [
    ("PT, DPT, OCS, CMTPT, Cert. DN", "PT=L DPT=D OCS=S CMTPT=? Cert. DN=N"),
    ("PT", "PT=L"),
    ("P.T.", "P.T.=L"),
    ("PTA", "PTA=L"),
    ("PT, DPT", "PT=L DPT=D"),
    ("PT DPT OCS", "PT=L DPT=D OCS=S"),
    ("PT/DPT", "PT=L DPT=D"),
    ("PT | DPT | SCS", "PT=L DPT=D SCS=S"),
    ("PT; MPT; Cert DN", "PT=L MPT=D Cert DN=N"),
    ("PT (OCS)", "PT=L OCS=S"),
    ("P.T., D.P.T., O.C.S.", "P.T.=L D.P.T.=D O.C.S.=S"),
    ("MS, PT", "MS=D PT=L"),
    ("PT, PhD", "PT=L PhD=D"),
    ("PT, DPT, FAAOMPT", "PT=L DPT=D FAAOMPT=M"),
    ("PT, DPT, CSCS", "PT=L DPT=D CSCS=S"),
    ("PT, Cert. MDT", "PT=L Cert. MDT=C"),
    ("PT, Cert. MDT and Cert. SMT", "PT=L Cert. MDT=C Cert. SMT=C"),
    ("PT, Dip. Osteopractic", "PT=L Dip. Osteopractic=N"),
    ("PT, Osteopractor", "PT=L Osteopractor=N"),
    ("PT, CMTPT/DN", "PT=L CMTPT/DN=N"),
    ("PT, CMTPT-DN", "PT=L CMTPT-DN=N"),
    ("PT, CMTPT(DN)", "PT=L CMTPT(DN)=N"),
    ("PT, CMTPT", "PT=L CMTPT=?"),
    ("PT, DN-1, DN-2", "PT=L DN-1=N DN-2=N"),
    ("PT, FDN Level 1", "PT=L FDN Level 1=N"),
    ("PT, Certified in Dry Needling", "PT=L Certified in Dry Needling=N"),
    ("PT, Certified Dry Needling Specialist", "PT=L Certified Dry Needling Specialist=N"),
    ("PT, CIDN", "PT=L CIDN=N"),
    ("PT, CDNMT-1", "PT=L CDNMT-1=N"),
    ("PT, DNS", "PT=L DNS=?"),
    ("PT, IMS", "PT=L IMS=?"),
    ("RD, CDN", "RD=U CDN=L"),
    ("PT, S&FC", "PT=L S&FC=?"),
    ("DC", "DC=D"),
    ("DC, DACBSP", "DC=D DACBSP=S"),
    ("D.C., L.Ac.", "D.C.=D L.Ac.=L"),
    ("LAc, Dipl. O.M.", "LAc=L Dipl. O.M.=S"),
    ("Lic. Ac.", "Lic. Ac.=L"),
    ("ATC, LAT", "ATC=S LAT=L"),
    ("ATC/L", "ATC/L=L"),
    ("MS, ATC(R)", "MS=D ATC=S"),
    ("OTR/L, CHT", "OTR/L=S CHT=S"),
    ("OTD, OTR/L", "OTD=D OTR/L=S"),
    ("MD", "MD=D"),
    ("M.D.", "M.D.=D"),
    ("PA-C", "PA-C=S"),
    ("PT, DPT, EXDN", "PT=L DPT=D EXDN=N"),
    ("PT, XYZQ", "PT=L XYZQ=U"),
    ("Qqq Zzz", "Qqq=U Zzz=U"),
    ("Physical Therapist", "Physical Therapist=L"),
    ("pt", "pt=U"),  # two letters count only in their own case
    ("PT, PT, P.T.", "PT=L"),
    ("", ""),
    (",,; |", ""),
]


def one(text: str, day: date = TODAY) -> Letter:
    (found,) = explained(text, day, [INSTITUTE])
    return found


@pytest.mark.parametrize(("written", "told"), WRITTEN, ids=[text or "nothing" for text, _ in WRITTEN])
def test_texts_are_taken_apart_and_each_piece_is_told(written: str, told: str) -> None:
    found = explained(written, TODAY, [INSTITUTE])
    names = {meaning: sign for sign, meaning in SIGNS.items()}
    assert " ".join(f"{letter.letters}={names[letter.meaning]}" for letter in found) == told
    assert all(letter.lines for letter in found)


def test_nothing_and_nobody() -> None:
    assert explained(None, TODAY) == []


def test_hours_stand_only_where_letters_and_school_fix_them() -> None:
    assert one("Cert. DN").hours == 54
    assert "They stand for 54 hours, if they are held." in one("Cert. DN").lines
    assert one("DN-1").hours is None  # 27 of one school, 24 of another
    assert one("DN-1").issuers == ()
    assert one("FDN").hours is None


def test_an_expansion_that_nobody_read_is_not_shown() -> None:
    cidn = one("CIDN")
    assert cidn.names == ()
    assert say("letters-no-name") in cidn.lines


def test_letters_of_several_meanings_tell_all_and_count_for_none() -> None:
    cmtpt = one("CMTPT")
    assert len(cmtpt.names) == 2
    assert "Myopain Seminars" in cmtpt.issuers
    assert (cmtpt.hours, cmtpt.check) == (None, None)
    assert "no needling training" in cmtpt.lines[0]


def test_where_they_can_be_checked() -> None:
    assert one("OCS").check == 'ABPTS "find a specialist" listing'
    assert one("ATC").check == "BOC online registry"
    listed = one("EXDN")
    assert (listed.check, listed.page) == (INSTITUTE.title, INSTITUTE.page)
    assert any("We read this list: Certified members" in line for line in listed.lines)
    assert explained("EXDN", TODAY)[0].meaning is Meaning.UNKNOWN
    assert say("letters-no-check") in one("Cert. DN").lines


def test_an_old_dictionary_says_that_it_is_old() -> None:
    later = one("Cert. DN", date(2028, 1, 1))
    assert later.lines[-1] == "We read this on November 20, 2026. It may have changed since."
    assert later.lines[:-1] == one("Cert. DN").lines
    assert len(one("XYZQ", date(2028, 1, 1)).lines) == 1


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "😀 \u202e TP",
        "PT " * 5_000,
        "A" * 10_000,
        "((((",
        "'; DROP TABLE x; --",
        ".*",
        "%_%",
    ],
)
def test_hostile_texts_are_bounded_and_told_as_unknown(text: str) -> None:
    found = explained(text, TODAY)
    assert len(found) <= MOST_LETTERS
    assert all(len(letter.letters) <= LONGEST_TEXT for letter in found)
    assert {letter.meaning for letter in found} <= {Meaning.UNKNOWN, Meaning.LICENSE}


def test_every_meaning_has_plain_words() -> None:
    assert all(grade(say(f"letters-{meaning.value}")) <= HIGHEST for meaning in Meaning)
