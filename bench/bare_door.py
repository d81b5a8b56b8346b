"""The two statements of the door alone, in pgbench: what the database does without a product."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile

from sqlalchemy import make_url

from app.embedded_postgres import Cluster
from app.models import admission, scanning


def measure(cluster: Cluster) -> float | None:
    """How often a second eight clients of pgbench scan and join; None where it is missing."""
    program = shutil.which("pgbench")
    if program is None:
        return None
    some = "md5(random()::text)"
    scan = _literal(
        scanning._SCAN,
        code=":code",
        fresh=":fresh",
        token=":token",
        now="now()",
        # As in the shop's own network, and everybody has joined so far.
        network="''",
        around="''",
        bound="0",
    )
    join = _literal(
        admission._JOIN,
        names="array['Ting']",
        phones="array['']",
        queues="array[:queue::uuid]",
        party="gen_random_uuid()",
        token="md5(:token)",
        now="now()",
        oldest="now() - interval '20 min'",
        **{"pass": ":token"},
    )
    nth = "(SELECT id, row_number() OVER (ORDER BY opened_at) - 1 AS nth FROM store)"
    chosen = (
        f"SELECT code, {some} AS fresh, {some} AS token, queue.id AS queue FROM {nth} AS store "
        "JOIN join_code ON store_id = store.id AND replaced_by IS NULL "
        "JOIN queue ON queue.store_id = store.id WHERE nth = :client_id \\gset"
    )
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(f"{chosen}\n{scan};\n{join};\n")
        script.flush()
        host = make_url(cluster.url).query["host"]
        command = [program, "-h", str(host), "-U", "postgres", "-n", "-c", "8", "-j", "2"]
        command += ["-M", "prepared", "-T", "5", "-f", script.name, "postgres"]
        said = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(r"tps = ([0-9.]+)", said.stdout)
    # It tells a figure also of a run in which each client gave up after its first transaction.
    if said.returncode or found is None:
        raise AssertionError(said.stderr)
    return float(found[1])


def _literal(statement: str, **values: str) -> str:
    """The statement with SQL in the place of its parameters, on one line as pgbench wants it."""
    for name, value in values.items():
        statement = statement.replace(f"%({name})s", value)
    return " ".join(statement.split())
