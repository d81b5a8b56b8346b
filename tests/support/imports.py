"""Which module of the product imports which, read from the source and not by running it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
_LOOKING = ("find_spec", "import_module", "__import__")


@cache
def modules() -> dict[str, Path]:
    """The product's modules by their dotted names."""
    found = {}
    for path in sorted((ROOT / "app").rglob("*.py")):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts).removesuffix(".__init__")] = path
    return found


@cache
def imports_of(module: str) -> set[str]:
    """The dotted names that a module imports, also inside of its functions; not for types alone.

    `from a import b` is `a.b`, be it a module or something in `a`. Looking for a module by its name
    is importing it.
    """
    path = modules()[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    found: set[str] = set()
    for node in _run(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            start = ".".join([*(above if node.level else []), *([node.module or ""])]).strip(".")
            found.update(f"{start}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(_LOOKING):
            found.update(str(ast.literal_eval(name)) for name in node.args[:1])
    return found


@cache
def imported_modules(module: str) -> set[str]:
    """Those of the product's own modules that a module imports."""
    own = modules()
    found = set()
    for name in imports_of(module):
        # `app.models.State` is something in the module `app.models`.
        while name and name not in own:
            name = name.rpartition(".")[0]  # noqa: PLW2901
        found.add(name)
    return found - {"", module}


def circle_among(arrows: dict[str, set[str]]) -> list[str]:
    """A way along the arrows that leads back to where it began; empty if there is none."""
    done: set[str] = set()

    def walk(name: str, way: list[str]) -> list[str]:
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return []
        for further in sorted(arrows[name]):
            if circle := walk(further, [*way, name]):
                return circle
        done.add(name)
        return []

    return next(filter(None, (walk(name, []) for name in sorted(arrows))), [])


def _run(node: ast.AST) -> Iterator[ast.AST]:
    """Every node below that is ever run."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            continue
        yield child
        yield from _run(child)
