"""A YAML file as plain values, with the line of every key; what a value means is decided by the model."""

from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from musmail.errors import Problem

KeyPath = tuple[str | int, ...]
# Scalars stay text: "no" is an answer about pay before it is a truth value, and 09:30 no number of seconds.
Value = str | None | list["Value"] | dict[str, "Value"]

_NULL = "tag:yaml.org,2002:null"
# What the parser says of the mistakes people make, and what they can do about it.
_SAID = {
    r"found character '\t' that cannot start any token": "a tab stands here; indent with spaces",
    "mapping values are not allowed here": (
        "a `:` too many, or indented too far; a text with `: ` in it stands in quotes, and a key with keys under it "
        "has no text of its own"
    ),
    "could not find expected ':'": "this line is no `key: value`; is the `:` missing?",
    "expected <block end>, but found '<block mapping start>'": (
        "this line is indented otherwise than those above it; keys that belong together begin in the same column"
    ),
}
_FROM_WHERE_IT_BEGAN = frozenset({"could not find expected ':'"})
_OWN_TAGS = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Document:
    """What stands in a YAML file; `lines` gives the line of each key and list item, counted from 1."""

    name: str
    data: Value
    lines: dict[KeyPath, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line(self, path: KeyPath) -> int:
        """Give the line of a key, or of the nearest thing around it that stands in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def value(self, path: KeyPath) -> Value:
        """Give what a key holds; None where it does not stand."""
        value: Value = self.data
        for key in path:
            value = value.get(key) if isinstance(value, dict) and isinstance(key, str) else None
        return value

    def text(self, path: KeyPath) -> str:
        """Give the text a key holds, or nothing where it holds none."""
        value = self.value(path)
        return value if isinstance(value, str) else ""


def decode(name: str, raw: bytes) -> tuple[str, tuple[Problem, ...]]:
    """Read a file as UTF-8, with or without a byte order mark."""
    try:
        return raw.decode("utf-8-sig"), ()
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        return "", (Problem(name, line, "this line is not UTF-8; save the file as UTF-8"),)


def read_document(name: str, raw: bytes) -> Document:
    """Read YAML into values and lines; whatever is wrong stands in `problems`, and nothing is raised."""
    text, problems = decode(name, raw)
    if problems:
        return Document(name, None, problems=problems)
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        return Document(name, None, problems=(_said(name, error),))
    except YAMLError as error:
        first_line = str(error).splitlines()[0]
        return Document(name, None, problems=(Problem(name, None, f"this is not YAML: {first_line}"),))
    if root is None:
        return Document(name, None, problems=(Problem(name, None, "the file is empty"),))
    reader = _Reader(name)
    data = reader.value(root, (), ())
    return Document(name, data, reader.lines, tuple(reader.problems))


def _said(name: str, error: MarkedYAMLError) -> Problem:
    """Say in an administrator's words what the parser stumbled over, in the line that must be mended."""
    what = str(error.problem or error.context or "it cannot be read")
    mark = error.problem_mark
    if what in _FROM_WHERE_IT_BEGAN and error.context_mark is not None:
        mark = error.context_mark
    line = None if mark is None else mark.line + 1
    return Problem(name, line, f"this is not YAML: {_SAID.get(what, what)}")


@dataclass
class _Reader:
    """Walks the nodes and collects lines and problems on the way."""

    name: str
    lines: dict[KeyPath, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, node: Node, sentence: str) -> None:
        self.problems.append(Problem(self.name, node.start_mark.line + 1, sentence))

    def value(self, node: Node, path: KeyPath, inside: tuple[int, ...]) -> Value:
        if id(node) in inside:
            self.wrong(node, "this refers to itself")
            return None
        if not str(node.tag).startswith(_OWN_TAGS):
            self.wrong(node, f"the tag `{node.tag}` means nothing here; leave it out")
            return None
        if isinstance(node, ScalarNode):
            return None if node.tag == _NULL else str(node.value)
        if isinstance(node, SequenceNode):
            return self.items(node, path, (*inside, id(node)))
        return self.mapping(node, path, (*inside, id(node))) if isinstance(node, MappingNode) else None

    def items(self, node: SequenceNode, path: KeyPath, inside: tuple[int, ...]) -> list[Value]:
        found: list[Value] = []
        for index, item in enumerate(node.value):
            self.lines[(*path, index)] = item.start_mark.line + 1
            found.append(self.value(item, (*path, index), inside))
        return found

    def mapping(self, node: MappingNode, path: KeyPath, inside: tuple[int, ...]) -> dict[str, Value]:
        found: dict[str, Value] = {}
        for key, item in node.value:
            if not isinstance(key, ScalarNode):
                self.wrong(key, "a key is a word, not a list or a mapping")
                continue
            word, at = str(key.value), (*path, str(key.value))
            if word in found:
                self.wrong(key, f"`{word}` stands twice; it stands first in line {self.lines[at]}")
                continue
            self.lines[at] = key.start_mark.line + 1
            found[word] = self.value(item, at, inside)
        return found
