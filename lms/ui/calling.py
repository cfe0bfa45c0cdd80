"""What pages say and draw a hundred times (``_("…")``, ``icon("…")``) is called directly.

Jinja looks at whatever a template calls each time it does: whether it is a macro, whether it wants the context, what a stopped
iteration means. A filter is looked at once, when the template is compiled. So a call of these names becomes a filter of the same name.
"""

from __future__ import annotations

from jinja2 import nodes
from jinja2.visitor import NodeTransformer

NAMES = frozenset({"_", "gettext", "icon", "ngettext"})


class _Calls(NodeTransformer):
    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - Jinja's visitors are named so
        self.generic_visit(node)
        called = node.node
        if not isinstance(called, nodes.Name) or called.name not in NAMES or node.dyn_args or node.dyn_kwargs:
            return node
        first, *more = node.args
        return nodes.Filter(first, called.name, more, node.kwargs, None, None, lineno=node.lineno)


def called_directly(template: nodes.Template) -> nodes.Template:
    """A template, read and not yet compiled, with these calls exchanged."""
    environment = template.environment
    _Calls().visit(template)
    if environment is not None:
        template.set_environment(environment)
    return template
