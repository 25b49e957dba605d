"""The codes that we use, with the systems they are of, and what our own words become in them.

Systems under terminology.hl7.org and hl7.org/fhir are those that FHIR R4 (4.0.1) binds to these elements; NPI is FHIR's
own name for the number. The extension for qualifications is that of Da Vinci PDex Plan-Net: its value set has six
codes, while its published definition fixes `active`, so that a validator with that profile objects to every other
status. The mark of verification is that of the National Directory (NDH). What neither has stands under
`urn:needleproof:`, names that nobody registered and that lead nowhere.
"""

from collections.abc import Mapping

from directory.vocabulary import (
    CredentialStatus,
    ExclusionStatus,
    LicenseStatus,
    NeedlingDisplay,
    Profession,
    SourceKind,
)

THO = "http://terminology.hl7.org/CodeSystem/"
NPI = "http://hl7.org/fhir/sid/us-npi"
NUCC = "http://nucc.org/provider-taxonomy"
USPS = "https://www.usps.com/"
IDENTIFIER_TYPE = f"{THO}v2-0203"
QUALIFICATION = "http://hl7.org/fhir/us/davinci-pdex-plan-net/StructureDefinition/practitioner-qualification"
VERIFIED = "http://hl7.org/fhir/us/ndh/StructureDefinition/base-ext-verification-status"
VERIFIED_CODES = "http://hl7.org/fhir/us/ndh/CodeSystem/NdhVerificationStatusCS"
OURS = "urn:needleproof:fhir:"
OWN_ID = "urn:needleproof:id:practitioner"
LICENSE_ID = "urn:needleproof:id:license:"  # and the state, and the profession

NEED, VALIDATION, PROCESS = f"{THO}need", f"{THO}validation-type", f"{THO}validation-process"
FAILURE, SOURCE_TYPE, OUTCOME = f"{THO}failure-action", f"{THO}primary-source-type", f"{THO}validation-status"
METHOD, PUSH = f"{THO}verificationresult-communication-method", f"{THO}can-push-updates"

NUCC_OF: Mapping[str, str] = {  # a physician's code is that of a specialty, which a license does not tell
    Profession.PHYSICAL_THERAPIST: "225100000X",
    Profession.PHYSICAL_THERAPIST_ASSISTANT: "225200000X",
    Profession.CHIROPRACTOR: "111N00000X",
    Profession.ATHLETIC_TRAINER: "2255A2300X",
    Profession.OCCUPATIONAL_THERAPIST: "225X00000X",
    Profession.ACUPUNCTURIST: "171100000X",
    Profession.NURSE_PRACTITIONER: "363L00000X",
    Profession.PHYSICIAN_ASSISTANT: "363A00000X",
}

# Values that FHIR itself requires (binding: required).
REQUIRED: Mapping[str, frozenset[str]] = {
    "VerificationResult.status": frozenset(
        {"attested", "validated", "in-process", "req-revalid", "val-fail", "reval-fail"}
    ),
    "qualification.status": frozenset({"active", "inactive", "issiner", "revoked", "pending", "unknown"}),
    "gender": frozenset({"male", "female", "other", "unknown"}),
    "telecom.system": frozenset({"phone", "fax", "email", "pager", "url", "sms", "other"}),
    "telecom.use": frozenset({"home", "work", "temp", "old", "mobile"}),
    "address.use": frozenset({"home", "work", "temp", "old", "billing"}),
    "name.use": frozenset({"usual", "official", "temp", "nickname", "anonymous", "old", "maiden"}),
    "identifier.use": frozenset({"usual", "official", "temp", "secondary", "old"}),
    "Location.mode": frozenset({"instance", "kind"}),
    "periodUnit": frozenset({"s", "min", "h", "d", "wk", "mo", "a"}),
    "Bundle.type": frozenset(
        {"document", "message", "transaction", "transaction-response", "batch", "batch-response", "history",
         "searchset", "collection"}
    ),
}  # fmt: skip
# Codes of the systems that we write; of IDENTIFIER_TYPE those that we write.
SYSTEMS: Mapping[str, frozenset[str]] = {
    NEED: frozenset({"none", "initial", "periodic"}),
    VALIDATION: frozenset({"nothing", "primary", "multiple"}),
    PROCESS: frozenset({"edit-check", "valueset", "primary", "multi", "standalone", "in-context"}),
    FAILURE: frozenset({"fatal", "warn", "rec-only", "none"}),
    SOURCE_TYPE: frozenset(
        {"lic-board", "prim", "cont-ed", "post-serv", "rel-own", "reg-auth", "legal", "issuer", "auth-source"}
    ),
    OUTCOME: frozenset({"successful", "failed", "unknown"}),
    METHOD: frozenset({"manual", "portal", "pull", "push"}),
    PUSH: frozenset({"yes", "no", "undetermined"}),
    IDENTIFIER_TYPE: frozenset({"NPI", "LN"}),
    VERIFIED_CODES: frozenset({"complete", "incomplete", "not-required"}),
    NUCC: frozenset(NUCC_OF.values()),
}

# Our statuses -> VerificationResult.status, which is of a credential: a number, a license, a certificate. Not knowing
# is in process, never failed and never fine; `not_covered` is no check at all. A source that is down leaves the result
# before, with the overlay beside it. What a list of exclusions or a rule says is of the whole person: "validated" or
# "failed" there would be read of the practitioner, so that it has no VerificationResult.
STATUS: Mapping[str, str | None] = {
    CredentialStatus.CONFIRMED: "validated",
    CredentialStatus.CONFIRMED_RESTRICTED: "validated",
    CredentialStatus.CONFIRMED_NOT_ACTIVE: "validated",
    CredentialStatus.CLAIMED: "attested",
    CredentialStatus.ISSUER_SILENT: "in-process",
    CredentialStatus.NOT_LISTED: "val-fail",
    CredentialStatus.STALE: "req-revalid",
    CredentialStatus.CONTRADICTED: "val-fail",
    CredentialStatus.AMBIGUOUS_PERSON: "in-process",
    CredentialStatus.SOURCE_DOWN: "in-process",
    CredentialStatus.OUR_ERROR: "in-process",
    CredentialStatus.NOT_COVERED: None,
    **dict.fromkeys(ExclusionStatus),
    **dict.fromkeys(NeedlingDisplay),
}
# What the source said to the check, of those that are an answer.
SAID: Mapping[str, str] = {"validated": "successful", "val-fail": "failed", "reval-fail": "failed"}
NOT_ACTIVE: Mapping[str | None, str] = {LicenseStatus.REVOKED: "revoked", LicenseStatus.PENDING: "pending"}
TYPE_OF: Mapping[str, str] = {
    SourceKind.LICENSE: "lic-board",
    SourceKind.IDENTITY: "reg-auth",
    SourceKind.TRAINING: "issuer",
    SourceKind.EXCLUSION: "auth-source",
}


def qualification_status(status: str, board_status: str | None) -> str:
    """Of a license or certificate by our status; whatever is not confirmed is unknown, not inactive."""
    if status in (CredentialStatus.CONFIRMED, CredentialStatus.CONFIRMED_RESTRICTED):
        return "active"
    if status == CredentialStatus.CONFIRMED_NOT_ACTIVE:
        return NOT_ACTIVE.get(board_status, "inactive")
    return "unknown"
