"""What stands in every export for whoever opens it: how to read the files, and what each status means."""

from directory import wording
from directory.exporting.fhir.codes import STATUS as IN_FHIR
from directory.exporting.tables import VERSION
from directory.reporting.words import STATUS as MEANS
from directory.vocabulary import CredentialStatus, ExclusionStatus, Need, NeedlingDisplay, Reason

README = f"""# Export of needleproof, tables version {VERSION}

Facts as sources told them, each with where and when it was read. Nothing here recommends, rates or approves anybody.

* `manifest.json` says what this is: publication, day, for whom, and the SHA-256 of each file.
* **Statuses are words**, listed with their meaning in `statuses.json`. They hold on the day `shown_on`: a result whose
  `good_until` has passed is `stale`. Make no yes or no of them: *cannot tell* is neither.
* **null (in CSV an empty cell) means not known**, and `reason` in the same row says why; `next_step` what can be done.
* `none_found` with `partial_of` was looked up in a part of a list only, and clears nobody.
* An export for patients tells of a list of exclusions who stands or stood on it by number. Every other line of a list
  is `not_covered`, whatever its result: it says nothing of the person.
* Times are in UTC. Rows stand in the order of their keys, the first column.
* **CSV**: RFC 4180, UTF-8. A text that a spreadsheet could take for a formula has one apostrophe in front, and so has a
  text that begins with one: take one leading apostrophe of a text cell away and you have the text. Lists and maps are
  JSON in the cell. Open numbers such as NPI, license and ZIP as text, or a spreadsheet eats their zeros.
* **FHIR**: R4, a resource a line. `Practitioner.qualification` has the status of Plan-Net (six codes) and our own word
  beside it; a VerificationResult is of one number, license or certificate (`targetLocation`) and has our status, reason
  and evidence in the extension `urn:needleproof:fhir:check`. What lists of exclusions and rules say stands in the same
  extension of the Practitioner, with our words only: nothing of it validates or fails anybody.
  Names that begin with `urn:needleproof:` are registered nowhere and lead nowhere. A check that nobody makes
  (`not_covered`) has no VerificationResult; a Practitioner is `complete` only where every check that its reader may
  read has an answer.
"""


def statuses() -> dict[str, object]:
    """Each status and reason, what a coordinator reads for it, and what it becomes in FHIR."""
    words = dict.fromkeys(str(one) for kind in (CredentialStatus, ExclusionStatus, NeedlingDisplay) for one in kind)
    return {
        "statuses": [
            {"code": code, "means": MEANS.get(code, "cannot tell: facts are missing"), "fhir": IN_FHIR[code]}
            for code in words
        ],
        "reasons": [one.value for one in Reason],
        "needs": [one.value for one in Need],
        "notice": wording.NOTICE,
    }
