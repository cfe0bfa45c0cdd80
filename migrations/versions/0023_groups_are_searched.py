"""Groups of people are searched

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

from lms.core.search import haystack

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade():
    op.add_column('people_group', sa.Column('search', sa.String(), nullable=False, server_default=''))
    groups = sa.table('people_group', sa.column('id', sa.Uuid()), sa.column('name'), sa.column('search'))
    change = sa.update(groups).where(groups.c.id == sa.bindparam('row')).values(search=sa.bindparam('words'))
    for row, name in op.get_bind().execute(sa.select(groups.c.id, groups.c.name)).all():
        op.get_bind().execute(change, {'row': row, 'words': haystack(name)})


def downgrade():
    with op.batch_alter_table('people_group', schema=None) as batch_op:
        batch_op.drop_column('search')
