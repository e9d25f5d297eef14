"""The database: tables, migrations, and the guarded writers of a letter's state."""
