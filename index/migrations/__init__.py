"""How the tables of an older library become today's: Alembic's environment. `index.sql` runs it when a library is opened."""
