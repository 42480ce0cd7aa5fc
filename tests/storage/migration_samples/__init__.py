"""One module per migration, named after its revision: what lay in the database before, and must after it.

`before(connection)` puts rows into the schema right before the revision; `after(connection)` checks what became of
them, with plain SQL, because the models describe the newest schema only.
"""
