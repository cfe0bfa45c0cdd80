"""Attempts by their end: the page of those who sit a test looks for what ended within a day.

Revision ID: 0025
Revises: 0024
"""

from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None


def upgrade():
    op.create_index(op.f('ix_attempt_finished_at'), 'attempt', ['finished_at'], unique=False)


def downgrade():
    op.drop_index(op.f('ix_attempt_finished_at'), table_name='attempt')
