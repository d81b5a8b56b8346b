"""The database: two pools of connections, the signals that follow a commit, and the migrations."""

from app.database.pools import Run, Values, let_go, once, rows, transaction

__all__ = ["Run", "Values", "let_go", "once", "rows", "transaction"]
