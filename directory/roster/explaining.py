"""What the columns and codes of a checked roster mean, as the rows of the Excel copy's second sheet. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from directory.roster.columns import Columns
from directory.roster.deciding import RowStatus
from directory.vocabulary import Reason

HEADER = ("Kind", "Name", "What it means")
OF_COLUMNS: Mapping[str, str] = {
    "np_row_status": "Whether the row was answered: done, review or rejected.",
    "np_reason": "Why a row is not done, or what else is to be known of it; begins with a code of this sheet.",
    "np_practitioner_id": "The person in this directory; several where the row may mean several people.",
    "np_match_basis": "By which of the row's facts the person was found, and whether the name fits.",
    "np_npi_status": "What the national registry says of the NPI.",
    "np_license_status": "What the board says of the license; with several licenses each stands behind its number.",
    "np_license_raw": "The board's own word for it.",
    "np_license_expires": "Until when the license runs, as the board tells it.",
    "np_license_read_at": "When the board's answer was read, in UTC.",
    "np_license_source": "Where it was read.",
    "np_restrictions": "Conditions and discipline that the source tells of.",
    "np_exclusion": "What the lists of excluded people say. A possible hit has the same name and no number.",
    "np_exclusion_lists_asof": "Which lists were searched, and of what day each was.",
    "np_training_status": "Whether needling training is confirmed by whoever issued it, or only claimed.",
    "np_training_detail": "The same in a sentence for each course or certificate.",
    "np_rule_verdict": "What the state's needling rule comes to for this person, by the facts that are known.",
    "np_rule_missing": "What is not met, or is not known, of that rule.",
    "np_rule_citation": "Where the rule is written.",
    "np_usable_until_120": "Last day on which a file may rest on the license as read, by the 120 days of NCQA.",
    "np_usable_until_90": "The same by the 90 days for certified verification organizations.",
    "np_changed_since_last": "What is another than the last time; 'no' where nothing is.",
    "np_receipt": "The id of the receipt that was made of the person, the name of its file; empty where none was asked "
    "for (`needleproof roster --receipts FOLDER`), for each holds all of the evidence and takes its time.",
}
OF_STATUSES: Mapping[RowStatus, str] = {
    RowStatus.DONE: "The person was found, and what is known is told.",
    RowStatus.REVIEW: "Somebody must look at the row: np_reason says at what, and what would settle it.",
    RowStatus.REJECTED: "Nobody can be looked for by this row: np_reason says why, and what to do.",
}
OF_REASONS: Mapping[Reason, str] = {
    Reason.NOT_PUBLISHED: "The body that would know publishes nothing. Ask for the document.",
    Reason.SOURCE_SILENT_ON_FIELD: "The source does not tell this fact. Ask the body, or for the document.",
    Reason.SOURCE_STALE: "The source was read too long ago. Read it again.",
    Reason.SOURCE_UNREACHABLE: "The source could not be reached. Wait, or look it up by hand.",
    Reason.OUR_FAILURE: "The answer of the source could not be read here. It says nothing about the person.",
    Reason.AMBIGUOUS_PERSON: "Several people fit. Add an NPI, or a license number and its state.",
    Reason.SOURCES_CONFLICT: "The row contradicts a source, or sources contradict each other. Find out which is right.",
    Reason.RULE_UNCLEAR: "The state's rule does not decide the case. Ask the board.",
    Reason.RULE_SILENT: "The state has no written rule for this profession: neither a yes nor a no.",
    Reason.INPUT_INSUFFICIENT: "The row gives too little, or a cell of it cannot be read. Mend the cell that is named.",
    Reason.HUMAN_REVIEW_PENDING: "A person must decide, or look the person up elsewhere.",
}


def explanations(columns: Columns, told: Sequence[str] = ()) -> Iterator[tuple[str, str, str]]:
    """The rows of the sheet, its header first. ``told``: what is to be known of the file."""
    yield HEADER
    for sentence in told:
        yield "file", "", sentence
    for name, text in OF_COLUMNS.items():
        yield "column", name, text
    for status, text in OF_STATUSES.items():
        yield "status", status.value, text
    for reason, text in OF_REASONS.items():
        yield "reason", reason.value, text
    for meaning, names in columns.read.items():
        yield "read", names, f"Read as {meaning}."
    for place in sorted(columns.never):
        yield "dropped", columns.name(place), f"A {columns.never[place].value}: never read, and empty in this file."
    for name in columns.unread:
        if name:
            yield "not read", name[:60], "Handed on as it came."
