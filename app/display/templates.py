"""How templates are compiled, and what they know."""

from collections.abc import MutableMapping
from typing import Any

from flask import templating
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup

from app.display import languages


class _Generator(CodeGenerator):
    """Jinja's, but for words without values in them, as most are. It would ask its context who says
    each of them, and look for signs to escape: five times the work of finding the word."""

    def visit_Call(  # noqa: N802 - Jinja's name for it
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """Write what calls something."""
        if _is_word(node, frame):
            self.write(f"environment.said({node.args[0].as_const()!r})")
        else:
            super().visit_Call(node, frame, forward_caller=forward_caller)

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if _is_word(node, frame):
            self.write("(")
        else:
            super()._output_child_pre(node, frame, finalize)


def _is_word(node: nodes.Expr, frame: Frame) -> bool:
    """Whether this is a word for HTML."""
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name == "_"
        and [type(one) for one in node.args] == [nodes.Const]
        and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        and frame.eval_ctx.autoescape
        and not frame.eval_ctx.volatile
    )


class Environment(templating.Environment):
    """Flask's, a little quicker."""

    code_generator_class = _Generator

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What this template knows, in one dictionary. Jinja would look in two at each name, and
        copy both for each template; nothing is added once the first is loaded."""
        return {**self.globals, **(d or {})}

    @staticmethod
    def said(word: str) -> Markup:
        """The word as it is spoken."""
        return languages.spoken()[word]
