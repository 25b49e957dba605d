import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.normalize.letters import needling_claims

TABLE = tomllib.loads(files("directory.normalize").joinpath("needling_letters.toml").read_text("utf-8"))


def _key(text: str) -> str:
    return "".join(filter(str.isalnum, text)).lower()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PT, DPT, Cert. DN", [("cert-dn", "Cert. DN")]),
        ("PT,DPT,CertDN", [("cert-dn", "CertDN")]),
        ("PT DPT Cert. D.N.", [("cert-dn", "Cert. D.N.")]),
        ("PT/Cert. DN", [("cert-dn", "Cert. DN")]),
        ("PT | cert dn | OCS", [("cert-dn", "cert dn")]),
        ("DPT, CMTPT/DN", [("cmtpt-dn", "CMTPT/DN")]),
        ("CMTPT / DN", [("cmtpt-dn", "CMTPT / DN")]),
        ("CMTPT(DN), OCS", [("cmtpt-dn", "CMTPT(DN)")]),
        (
            "Cert. DN, Cert. SMT, Dip. Osteopractic",
            [("cert-dn", "Cert. DN"), ("dip-osteopractic", "Dip. Osteopractic")],
        ),
        ("DN-1, DN2", [("dn-1", "DN-1"), ("dn-2", "DN2")]),
        ("FDN Level 1", [("fdn", "FDN Level 1")]),
        ("FDN1 and FDN2", [("fdn", "FDN1"), ("fdn", "FDN2")]),
        ("Functional Dry Needling(R)", [("fdn", "Functional Dry Needling")]),
        ("Functional Dry Needling\u00ae", [("fdn", "Functional Dry Needling")]),
        ("C.I.D.N.", [("cidn", "C.I.D.N.")]),
        (
            "PT, Certified in Dry Needling",
            [("certified-dry-needling-specialist", "Certified in Dry Needling")],
        ),
        ("Cert. DN, CERT DN", [("cert-dn", "Cert. DN")]),
    ],
)
def test_claims(text: str, found: list[tuple[str, str]]) -> None:
    assert [(claim.id, claim.raw) for claim in needling_claims(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        *(
            None,
            "",
            "--",
            "PT, DPT, OCS",
            "CMTPT",
            "C.M.T.P.T.",
            "CMTPT, DN",
            "DNS",
            "D.N.S.",
            "IMS",
            "Gunn IMS",
            "CDN",
        ),
        *(
            "S&FC",
            "SFC",
            "FT1",
            "ND-DN",
            "DN",
            "Cert, DN",
            "dn-1",
            "dn1",
            "FDN-P",
            "FDNX",
            "XCertDN",
            "Cert. SMT",
        ),
        *("Osteopractic Physical Therapy", "acupuncture", "L.Ac."),
    ],
)
def test_no_claim(text: str | None) -> None:
    assert needling_claims(text) == ()


def test_no_more_is_said_than_the_dictionary_supports() -> None:
    (cert,) = needling_claims("Cert. DN")
    assert (cert.letters, cert.name, cert.hours_implied) == ("Cert. DN", "Certification in Dry Needling", 54)
    (cidn,) = needling_claims("CIDN")
    assert cidn.name is None
    assert cidn.hours_implied is None
    (course,) = needling_claims("DN-1")
    assert course.issuer is None
    assert course.hours_implied is None


def test_the_table_names_nothing_of_low_confidence_and_no_letters_twice() -> None:
    assert not [row["id"] for row in TABLE["claim"] if row["confidence"] == "low" and "name" in row]
    claimed = {_key(word) for row in TABLE["claim"] for word in [row["abbr"], *row["variants"]]}
    never = {_key(word) for row in TABLE["never"] for word in row["letters"]}
    assert not claimed & never
    assert all(row["reason"] for row in TABLE["never"])


pieces = st.sampled_from(["Cert.", "DN", "CMTPT", "/", "-", ",", " ", "(", ")", "FDN", "1"])


@given(st.text() | st.lists(pieces).map("".join))
def test_every_claim_is_in_the_text(text: str) -> None:
    for claim in needling_claims(text):
        assert claim.raw.rstrip(")") in " ".join(text.split()) or not text.isascii()
