"""What has to be remembered and is no knowledge: in a database, by SQL that SQLite and PostgreSQL both understand."""
