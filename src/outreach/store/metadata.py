"""How the database calls the keys and indexes of all tables, and which tables there are."""

from sqlalchemy import MetaData

#: Whole once `store.schema` is imported.
metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
