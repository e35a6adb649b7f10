"""The ports, kept in memory: one small fake each. `tests/contracts/` judges them beside SQLite and PostgreSQL."""
