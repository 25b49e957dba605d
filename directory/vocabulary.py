"""The closed word lists of the product: one StrEnum per idea, nowhere else.

Status words come from the product's own status list (credential, exclusion and needling words, reasons for not
knowing); profession codes are those of the rule data, so that a rule, a license and a search filter mean the same.
"""

from enum import StrEnum


class Profession(StrEnum):
    """Who may hold a license we read. ``CHIRO``, not ``DC``: that is the District of Columbia."""

    PHYSICAL_THERAPIST = "PT"
    PHYSICAL_THERAPIST_ASSISTANT = "PTA"
    CHIROPRACTOR = "CHIRO"
    ATHLETIC_TRAINER = "AT"
    OCCUPATIONAL_THERAPIST = "OT"
    ACUPUNCTURIST = "LAC"
    PHYSICIAN = "MD_DO"
    NURSE_PRACTITIONER = "NP"
    PHYSICIAN_ASSISTANT = "PA"


PROFESSION_NAMES: dict[Profession, str] = {
    Profession.PHYSICAL_THERAPIST: "physical therapist",
    Profession.PHYSICAL_THERAPIST_ASSISTANT: "physical therapist assistant",
    Profession.CHIROPRACTOR: "chiropractor",
    Profession.ATHLETIC_TRAINER: "athletic trainer",
    Profession.OCCUPATIONAL_THERAPIST: "occupational therapist",
    Profession.ACUPUNCTURIST: "licensed acupuncturist",
    Profession.PHYSICIAN: "physician",
    Profession.NURSE_PRACTITIONER: "nurse practitioner",
    Profession.PHYSICIAN_ASSISTANT: "physician assistant",
}


class LicenseStatus(StrEnum):
    """Normal form of a board's status word; the raw word is always kept beside it."""

    ACTIVE = "active"
    ACTIVE_RESTRICTED = "active_restricted"
    INACTIVE = "inactive"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    SURRENDERED = "surrendered"
    SUPERSEDED = "superseded"
    PENDING = "pending"
    UNKNOWN = "unknown"


class NpiStatus(StrEnum):
    ACTIVE = "active"
    DEACTIVATED = "deactivated"
    UNKNOWN = "unknown"


class Need(StrEnum):
    """What a verification is about (FHIR VerificationResult: the thing that needed verifying)."""

    LICENSE = "license"
    NPI = "npi"
    EXCLUSION = "exclusion"
    TRAINING = "training"
    NEEDLING_RULE = "needling_rule"


class CredentialStatus(StrEnum):
    """Status of a single credential: license, NPI or training."""

    CONFIRMED = "confirmed"
    CONFIRMED_RESTRICTED = "confirmed_restricted"
    CONFIRMED_NOT_ACTIVE = "confirmed_not_active"
    CLAIMED = "claimed"
    ISSUER_SILENT = "issuer_silent"
    NOT_LISTED = "not_listed"
    STALE = "stale"
    CONTRADICTED = "contradicted"
    AMBIGUOUS_PERSON = "ambiguous_person"
    SOURCE_DOWN = "source_down"
    OUR_ERROR = "our_error"
    NOT_COVERED = "not_covered"


class ExclusionStatus(StrEnum):
    NONE_FOUND = "none_found"
    LISTED = "listed"
    FORMERLY_LISTED = "formerly_listed"
    POSSIBLE_HIT = "possible_hit"
    TOO_LITTLE_DATA = "too_little_data"


class RuleVerdict(StrEnum):
    """The rule engine's verdicts: stored, exported and shown to coordinators."""

    MET = "met"
    NO_STANDARD = "no_standard"
    MET_SO_FAR = "met_so_far"
    INTERIM = "interim"
    ORDER_REQUIRED = "order_required"
    CANNOT_TELL = "cannot_tell"
    SILENT = "silent"
    NOT_MET = "not_met"
    NOT_PERMITTED = "not_permitted"


class NeedlingDisplay(StrEnum):
    """What a patient reads for a rule verdict."""

    MAY = "may"
    MAY_NOT = "may_not"
    CANNOT_TELL = "cannot_tell"
    NO_RULE = "no_rule"


NEEDLING_DISPLAY: dict[RuleVerdict, NeedlingDisplay] = {
    RuleVerdict.MET: NeedlingDisplay.MAY,
    RuleVerdict.NO_STANDARD: NeedlingDisplay.MAY,
    RuleVerdict.MET_SO_FAR: NeedlingDisplay.CANNOT_TELL,
    RuleVerdict.INTERIM: NeedlingDisplay.CANNOT_TELL,
    RuleVerdict.ORDER_REQUIRED: NeedlingDisplay.CANNOT_TELL,
    RuleVerdict.CANNOT_TELL: NeedlingDisplay.CANNOT_TELL,
    RuleVerdict.SILENT: NeedlingDisplay.NO_RULE,
    RuleVerdict.NOT_MET: NeedlingDisplay.MAY_NOT,
    RuleVerdict.NOT_PERMITTED: NeedlingDisplay.MAY_NOT,
}


class Reason(StrEnum):
    """Closed list of reasons for not knowing; each is stored with a next step."""

    NOT_PUBLISHED = "not_published"
    SOURCE_SILENT_ON_FIELD = "source_silent_on_field"
    SOURCE_STALE = "source_stale"
    SOURCE_UNREACHABLE = "source_unreachable"
    OUR_FAILURE = "our_failure"
    AMBIGUOUS_PERSON = "ambiguous_person"
    SOURCES_CONFLICT = "sources_conflict"
    RULE_UNCLEAR = "rule_unclear"
    RULE_SILENT = "rule_silent"
    INPUT_INSUFFICIENT = "input_insufficient"
    HUMAN_REVIEW_PENDING = "human_review_pending"


class Permission(StrEnum):
    """What a state's rule says of needling by a profession."""

    PERMITTED = "permitted"
    PROHIBITED = "prohibited"
    SILENT = "silent"
    DELEGATED_ORDER = "delegated-order"
    UNCLEAR = "unclear"


class Role(StrEnum):
    """What somebody who is signed in may do: read the desk; decide and record as well; manage accounts as well."""

    VIEWER = "viewer"
    COORDINATOR = "coordinator"
    ADMIN = "admin"


class SignInWay(StrEnum):
    PASSWORD = "password"
    OPENID = "openid"


class ActKind(StrEnum):
    """What is done to accounts and with them, and what else people do of which no row of its own tells."""

    ACCOUNT_MADE = "account_made"
    ROLE_CHANGED = "role_changed"
    PASSWORD_SET = "password_set"
    ACCOUNT_ENDED = "account_ended"
    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    SIGNED_OUT_EVERYWHERE = "signed_out_everywhere"
    SOURCES_ASKED = "sources_asked"  # about one person, now
    FEED_MADE = "feed_made"
    FEED_REVOKED = "feed_revoked"
    MONITORED = "monitored"
    DIGEST_DROPPED = "digest_dropped"  # one that was owed, given up


class Audience(StrEnum):
    """For whom a service answers; a patient unless said otherwise."""

    PATIENT = "patient"
    COORDINATOR = "coordinator"


class PlaceKind(StrEnum):
    """What an address is. Only a practice place is ever measured from."""

    PRACTICE = "practice"
    SECONDARY_PRACTICE = "secondary_practice"
    MAILING = "mailing"
    RECORD = "record"  # the board's address of record: may be a home


PRACTICE_KINDS = (PlaceKind.PRACTICE, PlaceKind.SECONDARY_PRACTICE)


class PlacePrecision(StrEnum):
    ZIP_CENTER = "zip_center"
    CITY_CENTER = "city_center"
    NONE = "none"


class RunOutcome(StrEnum):
    RUNNING = "running"
    HEALTHY = "healthy"
    BREACHED = "breached"
    UNREACHABLE = "unreachable"
    ACCEPTED = "accepted"
    BROKEN_OFF = "broken off"  # its process died; nothing of it is readable


class LookUpOutcome(StrEnum):
    """What came of asking a board about one named practitioner; none of it means "not licensed"."""

    FOUND = "found"
    NOT_FOUND = "not found"
    TOO_MANY = "too many"
    REFUSED = "refused"  # a person may ask it: 403, CAPTCHA, robots.txt
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"


class LiveOutcome(StrEnum):
    """What asking a primary source about one person now changed; only the first three are an answer of its register."""

    SAME = "same"
    CHANGED = "changed"
    NEW = "new"  # nothing was held before
    NOT_FOUND = "not_found"  # it answered and shows nobody: what it said before stays, as of then
    TOO_MANY = "too_many"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"  # the source's outage, or the network's
    OUR_ERROR = "our_error"  # it answered, and we could not read or keep that
    NOT_ASKED = "not_asked"


class PageState(StrEnum):
    """Where a page of a crawl stands. A crawl is complete when none is planned any more."""

    PLANNED = "planned"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"  # robots.txt or another rule of ours forbids it


class SaidKind(StrEnum):
    """What a clinic's page or a person's own text can say that a patient may look for."""

    TECHNIQUE = "technique"
    CONDITION = "condition"
    BODY_REGION = "body_region"
    THERAPY = "therapy"
    ACCEPTING_PATIENTS = "accepting_patients"


class Speaker(StrEnum):
    """Of whom something is said: a clinic's offer is nobody's own until a text says so of the person."""

    CLINIC = "clinic"
    PERSON = "person"


class SourceKind(StrEnum):
    """What a source tells, and with it which promise and which check it serves."""

    IDENTITY = "identity"
    LICENSE = "license"
    EXCLUSION = "exclusion"
    TRAINING = "training"
    LISTING = "listing"  # finders, clinic and team pages, directories: claims, never a verification
    RULE = "rule"  # pages that our rules cite: watched for changes, never read for facts


class LookUpWay(StrEnum):
    """How a person looked something up where nothing may be crawled."""

    WEB = "web"
    PHONE = "phone"
    LETTER = "letter"


class LookedUp(StrEnum):
    """What a person had verified."""

    LICENSE = "license"
    CERTIFICATION = "certification"
    PRIVILEGE = "privilege"  # to practice under a compact
    REGISTRATION = "registration"  # for needling, with the board: endorsement, register, statement or proof on file
    TRAINING = "training"
    EXCLUSION = "exclusion"


class HandResult(StrEnum):
    """What came of it; the registry's own word is always kept beside it."""

    ACTIVE = "active"
    ACTIVE_WITH_CONDITIONS = "active_with_conditions"
    NOT_ACTIVE = "not_active"
    CERTIFIED = "certified"
    EXPIRED = "expired"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    LISTED = "listed"  # on a list of excluded people
    NOT_FOUND = "not_found"
    COULD_NOT_TELL = "could_not_tell"


class LinkAnswer(StrEnum):
    """What a person answers when asked whether two records are of one person."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class FindingKind(StrEnum):
    """What of the checks only a person can settle, besides who is who."""

    HIT = "hit"  # an entry of an exclusion list with a like name, and no number that agrees
    CONTRADICTION = "contradiction"  # sources that disagree about one fact


class FindingAnswer(StrEnum):
    """What a person answers about it: of a hit one of the first two, of a contradiction that a value is right."""

    SAME = "same"
    DIFFERENT = "different"
    RIGHT = "right"
    UNSURE = "unsure"


class SecondOf(StrEnum):
    """Whose decision waits for a second person."""

    LINK = "link"
    FINDING = "finding"


class Wish(StrEnum):
    """What somebody who says that something is wrong wants to have done."""

    CORRECT = "correct"
    HIDE_CONTACT = "hide_contact"  # phone, website and street of a place, or of all places
    HIDE_LISTING = "hide_listing"


class SaidBy(StrEnum):
    """Who says that something is wrong, in their own words: nobody has to prove it."""

    PERSON = "person"  # the practitioner
    PATIENT = "patient"
    OTHER = "other"
    COORDINATOR = "coordinator"  # who filed it for somebody, who called or wrote


class DisputeDecision(StrEnum):
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class ChangeKind(StrEnum):
    """What a publishing changed about who is who, seen from one person."""

    MERGED = "merged"  # another profile turned out to be this person
    SPLIT = "split"  # records of this profile turned out to be another person's
    JOINED = "joined"  # a record came, from another profile where one is named
    LEFT = "left"  # a record went, to another profile where one is named
