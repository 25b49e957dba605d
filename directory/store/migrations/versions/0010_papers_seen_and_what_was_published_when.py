"""papers that people saw, what was published when, and no result of not knowing without its reason."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ANSWERS = "'confirmed', 'confirmed_restricted', 'confirmed_not_active', 'none_found', 'listed', 'formerly_listed', 'may', 'may_not'"
REASONS = (
    "'not_published', 'source_silent_on_field', 'source_stale', 'source_unreachable', 'our_failure', 'ambiguous_person', "
    "'sources_conflict', 'rule_unclear', 'rule_silent', 'input_insufficient', 'human_review_pending'"
)
KNOWN = f"status IN ({ANSWERS}) OR (reason IS NOT NULL AND length(next_step) > 0)"


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    moment = sqlmodel.sql.sqltypes.UTCDateTime
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "seen_document",
        sa.Column("id", number, nullable=False),
        sa.Column("recorded_at", moment(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("seen_by", text(), nullable=False),
        sa.Column("organization", text(), nullable=False),
        sa.Column("practitioner_id", text(length=16), nullable=True),
        sa.Column("npi", text(), nullable=True),
        sa.Column("license_number", text(), nullable=True),
        sa.Column("license_state", text(), nullable=True),
        sa.Column("license_digits", text(), nullable=True),
        sa.Column("name", text(), nullable=False),
        sa.Column("issuer", text(), nullable=False),
        sa.Column("title", text(), nullable=False),
        sa.Column("profession", text(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sha256", text(), nullable=False),
        sa.Column("document", text(), nullable=False),
        sa.Column("document_type", text(), nullable=False),
        sa.Column("withdrawn_at", moment(), nullable=True),
        sa.Column("withdrawn_by", text(), nullable=True),
        sa.Column("withdrawn_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["sha256"], ["evidence_body.sha256"]),
        sa.PrimaryKeyConstraint("id"),
    )
    for column in ("npi", "practitioner_id", "license_digits", "sha256"):
        op.create_index(f"ix_seen_document_{column}", "seen_document", [column])
    op.create_table(
        "published_version",
        sa.Column("id", number, nullable=False),
        sa.Column("practitioner_id", text(length=16), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("ended_publication", sa.Integer(), nullable=True),
        sa.Column("digest", text(), nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"]),
        sa.ForeignKeyConstraint(["ended_publication"], ["publication.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("published_version_person", "published_version", ["practitioner_id", "publication_id"])
    op.create_index("ix_published_version_publication_id", "published_version", ["publication_id"])
    op.create_index("ix_published_version_ended_publication", "published_version", ["ended_publication"])
    op.add_column("practitioner", sa.Column("doubts", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column(
        "search_entry", sa.Column("certificate_seen", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    # What an older program left without its reason; the next publishing writes it anew.
    op.execute(
        "UPDATE verification SET reason = coalesce(reason, 'our_failure'), "
        f"next_step = coalesce(next_step, 'Publish again: needleproof publish') WHERE NOT ({KNOWN})"
    )
    with op.batch_alter_table("verification") as table:
        table.create_check_constraint("not_knowing_has_its_reason", KNOWN)
        table.create_check_constraint("reason_of_the_closed_list", f"reason IS NULL OR reason IN ({REASONS})")
