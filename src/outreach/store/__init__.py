"""The database: tables, migrations, and the one guarded writer of a letter's state."""
