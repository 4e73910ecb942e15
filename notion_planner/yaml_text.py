"""Reads YAML: the shipped vocabularies and a team's profiles quickly, what people set strictly."""

from typing import Any

import yaml

# libyaml's loader is ten times faster; PyYAML has it wherever it is built with libyaml. Text of a
# specification goes to `yaml.safe_load`, whose depth Python limits.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> object:
    """The document's value. Raises ``yaml.YAMLError`` for text that is none."""
    loaded: object = yaml.load(text, Loader=_LOADER)  # noqa: S506 (both are safe loaders)
    return loaded


class _Strict(yaml.SafeLoader):
    """Names the line where PyYAML lets the last of two equal keys win, or Python's own error through."""

    def compose_mapping_node(self, anchor: Any) -> yaml.MappingNode:
        node = super().compose_mapping_node(anchor)
        seen: set[str] = set()
        for key in (key for key, _ in node.value if isinstance(key, yaml.ScalarNode)):
            if key.value in seen:
                raise _error_at(key, f"the key '{key.value}' stands there for the second time")
            seen.add(key.value)
        return node

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001 (PyYAML's)
        try:
            return super().construct_object(node, deep=deep)
        except ValueError as error:  # "2026-13-01" has the form of a date
            raise _error_at(node, f"'{node.value}' cannot be read ({error})") from error


def read_settings(text: str) -> object:
    """The document's value. Raises ``yaml.YAMLError``, also for a key that stands twice in one mapping."""
    loaded: object = yaml.load(text, Loader=_Strict)  # noqa: S506 (a safe loader)
    return loaded


def _error_at(node: yaml.Node, problem: str) -> yaml.YAMLError:
    return yaml.MarkedYAMLError(problem=problem, problem_mark=node.start_mark)
