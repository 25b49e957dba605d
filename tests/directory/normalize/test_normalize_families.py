"""Profession families of letters, specialty words and license types."""

import pytest

from directory.normalize.families import families, families_of_letters, families_of_words, family_of, specialty_key
from directory.vocabulary import PROFESSION_NAMES, Profession


@pytest.mark.parametrize(
    ("letters", "told"),
    [
        ("M.D.", "MD_DO"),
        ("M D", "MD_DO"),
        ("D. O.", "MD_DO"),
        ("MD PA", "MD_DO"),  # a professional association
        ("M.D., P.A.", "MD_DO"),
        ("DPM, PA", "DPM"),
        ("MDFACOG,FASC", "MD_DO"),
        ("MD,PHD", "MD_DO"),
        ("MD, PA-C", "MD_DO PA"),  # 'PA-C' is always a physician assistant
        ("PA", "PA"),
        ("PA-C", "PA"),
        ("P.A.-C.", "PA"),
        ("PA C", "PA"),
        ("RPA-C", "PA"),
        ("FNP- C", "NURSE"),
        ("FNP - B C", "NURSE"),
        ("ANPC", "NURSE"),
        ("CRNA-P", "NURSE"),
        ("RN,C,MSN,CRNP", "NURSE"),
        ("NURSE PRACTITIONER", "NURSE"),
        ("CNA", "NURSE"),  # CMS: nurse anesthetist
        ("PT, ATC, OCS", "AT PT"),
        ("PT/ATC", "AT PT"),
        ("MS, PT", "PT"),
        ("PT DPT OCS", "PT"),
        ("PTA", "PTA"),
        ("OTR/L, CHT", "OT"),
        ("COTA/L", "OTA"),
        ("CH", "CHIRO"),
        ("D.C., L.Ac.", "CHIRO LAC"),
        ("LAC", "COUNSELOR LAC"),  # all in capitals it is also a licensed addiction counselor
        ("Dipl. C.H.", "LAC"),
        ("MED CCC A, FAAA", "AUD"),
        ("MS CCC-SLP", "SLP"),
        ("PHARM.D.", "PHARM"),
        ("PSY", "PSY"),
        ("PHD, MBA", ""),
        ("MA", ""),
        ("FACP", ""),
        ("CMTPT/DN, Cert. DN", ""),
        ("XPTZ", ""),
        ("", ""),
    ],
)
def test_letters_tell_families(letters: str, told: str) -> None:
    assert families_of_letters([letters]) == set(told.split())


def test_letters_of_several_texts_are_read_in_order() -> None:
    assert families_of_letters(["MD", "PA"]) == {"MD_DO"}
    assert families_of_letters(["RN", "PA"]) == {"NURSE", "PA"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("FAMILY PRACTICE", "MD_DO"),
        ("OBSTETRICS   GYNECOLOGY", "MD_DO"),
        ("Cardiologist", "MD_DO"),
        ("PHYSICAL THERAPIST IN PRIVATE PRACTICE", "PT"),
        ("Physical Therapy Assistant", "PTA"),
        ("PHYSICIAN ASSISTANT", "PA"),
        ("Physician's Assistant", "PA"),
        ("Physician and Surgeon", "MD_DO"),
        ("CHIROPRACTIC PHYSICIAN", "CHIRO"),
        ("CERTIFIED REGISTERED NURSE ANESTHETIST CRNA", "NURSE"),
        ("ANESTHESIOLOGY", "MD_DO"),
        ("Anesthesiologist Assistant", "AA"),
        ("Nurse Practitioner, Dermatology", "NURSE"),
        ("WOUND CARE REGISTERED NURSE", "NURSE"),
        ("Nursing Assistant", "NURSE_AIDE"),
        ("ORAL SURGERY DENTIST ONLY", "DDS"),
        ("MAXILLOFACIAL SURGERY", "DDS MD_DO"),
        ("Podiatric Surgery", "DPM"),
        ("PSYCHOLOGIST, CLINICAL", "PSY"),
        ("MENTAL HEALTH COUNSELOR", "COUNSELOR"),
        ("Registered Nurse License", "NURSE"),
        ("Advanced Registered Nurse Practitioner Temporary Practice Permit", "NURSE"),
        ("Vocational Nurse", "NURSE"),
        ("RN", "NURSE"),
        ("LVN", "NURSE"),
        ("PT - Compact Privilege", "PT"),
        ("RN License", "NURSE"),
        ("AT HOME CARE", ""),
        ("SPECIALIST", ""),
        ("PAIN MANAGEMENT", ""),
        ("SPORTS MEDICINE", ""),
        ("ADDICTION MEDICINE", ""),
        ("Dry Needling", ""),
        (None, ""),
    ],
)
def test_words_tell_families(text: str | None, told: str) -> None:
    assert families_of_words(text) == set(told.split())


def test_an_area_of_work_tells_a_profession_only_where_nothing_else_does() -> None:
    assert families(["NP-C"], ["FAMILY PRACTICE"]) == {"NURSE"}
    assert families([], ["Physician Assistant", "Dermatology"]) == {"PA"}
    assert families(["PHD"], [None, "FAMILY PRACTICE"]) == {"MD_DO"}
    assert families() == frozenset()


def test_our_professions_have_families_that_their_names_tell() -> None:
    told = {family_of(one): families_of_words(PROFESSION_NAMES[one]) for one in Profession}
    assert told == {family: {family} for family in told}
    assert told["NURSE"]
    assert len(told) == len(Profession)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("OBSTETRICS   GYNECOLOGY", "Obstetrics/Gynecology"),
        ("HOSPICE PALLIATIVE CARE", "HOSPICE AND PALLIATIVE CARE"),
        ("PSYCHOLOGIST, CLINICAL", "CLINICAL PSYCHOLOGIST"),
        ("CERTIFIED NURSE MIDWIFE CNM", "CERTIFIED NURSE MIDWIFE"),
        ("FAMILY PRACTICE", "Family Medicine"),
        ("CARDIOVASCULAR DISEASE (CARDIOLOGY)", "Cardiologist"),
        ("PHYSICAL THERAPIST IN PRIVATE PRACTICE", "Physical Therapy"),
    ],
)
def test_spellings_of_one_specialty_share_a_key(a: str, b: str) -> None:
    assert specialty_key(a) == specialty_key(b) is not None


def test_specialties_apart_and_texts_without_one() -> None:
    assert specialty_key("NEUROLOGY") != specialty_key("NEUROPSYCHIATRY")
    assert specialty_key("MEDICAL ONCOLOGY") != specialty_key("SURGICAL ONCOLOGY")
    assert [specialty_key(text) for text in ("SPECIALIST", "--", "", None, "Other")] == [None] * 5
