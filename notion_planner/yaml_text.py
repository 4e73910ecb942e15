"""Reads YAML that is trusted: the shipped vocabularies, and the profiles that a team configures."""

import yaml

# libyaml's loader is ten times faster; PyYAML has it wherever it is built with libyaml. Text of a
# specification goes to `yaml.safe_load`, whose depth Python limits.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> object:
    """The document's value. Raises ``yaml.YAMLError`` for text that is none."""
    loaded: object = yaml.load(text, Loader=_LOADER)  # noqa: S506 (both are safe loaders)
    return loaded
