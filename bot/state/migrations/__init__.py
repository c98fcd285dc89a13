"""How a database came to have its tables: one file a revision. `migrating.STEPS` lists them in order."""
