"""What every table stands on: one catalogue, with names for its constraints and the key of a case."""

from typing import ClassVar

from sqlalchemy import BigInteger, ForeignKeyConstraint, Integer, MetaData, Table
from sqlmodel import SQLModel

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(referred_table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
}
# SQLite counts only an INTEGER primary key by itself; PostgreSQL should not run out at two thousand million.
Counted = BigInteger().with_variant(Integer(), "sqlite")
# An index over some rows only says so here; `schema.tables_on` puts it in the words of a dialect.
ONLY = "only"


class Row(SQLModel):
    """What all tables share: one catalogue of tables, with constraints that have names everywhere."""

    # Rows are never validated, and never loaded by a session but read and written as the tables they describe:
    # neither pydantic nor SQLAlchemy's mapper need make itself ready for that at every start.
    model_config = {"defer_build": True}
    _sa_decl_prepare: ClassVar[bool] = True
    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


def table_of(model: type[SQLModel]) -> Table:
    """The Core table behind a model, for statements that go past the ORM."""
    return Row.metadata.tables[str(model.__tablename__)]


def case_key() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["workspace", "case_number"], ["cases.workspace", "cases.number"])
