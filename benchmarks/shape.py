"""Measure the shape of the code by its syntax trees: python benchmarks/shape.py [--list] [FOLDER]

Prints the table of the house (docs/architecture.md): what is counted, what it is now, what it should be. With --list,
also which files are under 50 lines, which private functions are used once, and which classes share a name.

A call is followed where the trees tell what is called: a name that is defined or imported, a method of `self`, of an
annotated parameter, field or variable, or of what an annotated function returns. A method reaches those that override
it; a method of a Protocol reaches those of every class that has all methods of the Protocol. A function that is only
mentioned counts as called there, a class named as a type does not. The closure of a function is everything that it may
so reach, counted in files.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import mean, median
from typing import NamedTuple

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class Name(NamedTuple):
    """A definition: its file, and its name within (`Class.method`)."""

    file: str
    name: str


_DISPATCHER = Name("bot/discord_app/actions.py", "ActionDispatcher.take")
_CURATION = "bot/discord_app/curation/commands.py"
# Where each walk begins: its listener, and what the table of actions calls then.
WALKS = {
    "a message": [Name("bot/discord_app/answers/messages.py", "MessageListener.on_message")],
    "a button": [_DISPATCHER, Name("bot/discord_app/answers/buttons.py", "show_next")],
    "a curator's edit": [_DISPATCHER, Name(_CURATION, "edit"), Name(_CURATION, "confirm")],
}


class Code:
    """The definitions of a folder of Python files, and what a name in a file stands for."""

    def __init__(self, root: Path) -> None:
        texts = {path.relative_to(root.parent).as_posix(): path.read_text("utf-8") for path in root.rglob("*.py")}
        self.texts = dict(sorted(texts.items()))
        self.trees = {file: ast.parse(text) for file, text in self.texts.items()}
        self.functions: dict[Name, FunctionNode] = {}
        self.classes: dict[Name, ast.ClassDef] = {}
        self.attributes: dict[Name, dict[str, Name]] = {}
        self._modules = {file.removesuffix(".py").removesuffix("/__init__").replace("/", "."): file for file in texts}
        self._names: dict[str, dict[str, Name | str]] = {file: {} for file in texts}
        for file, tree in self.trees.items():
            self._define(file, tree)
            self._import(file, tree)
        self._heirs = self._inheritance()
        for _ in range(2):  # the second time the types of other classes' attributes are known
            for name, node in self.classes.items():
                self.attributes[name] = dict(Scope.attributes(self, name, node))

    def nodes(self) -> Iterator[tuple[str, ast.AST]]:
        """Yield every node of every tree, with its file."""
        for file, tree in self.trees.items():
            yield from ((file, node) for node in ast.walk(tree))

    def _define(self, file: str, tree: ast.Module) -> None:
        for node in tree.body:
            if isinstance(node, FunctionNode | ast.ClassDef):
                self._names[file][node.name] = Name(file, node.name)
            if isinstance(node, FunctionNode):
                self.functions[Name(file, node.name)] = node
            elif isinstance(node, ast.ClassDef):
                self.classes[Name(file, node.name)] = node
                methods = [part for part in node.body if isinstance(part, FunctionNode)]
                self.functions |= {Name(file, f"{node.name}.{method.name}"): method for method in methods}

    def _import(self, file: str, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or not node.module:
                continue
            for alias in node.names:
                known, whole = alias.asname or alias.name, f"{node.module}.{alias.name}"
                if whole in self._modules:
                    self._names[file][known] = self._modules[whole]
                elif node.module in self._modules:
                    self._names[file][known] = Name(self._modules[node.module], alias.name)

    def _inheritance(self) -> dict[Name, set[Name]]:
        """Return the classes that may stand where each class is named: its subclasses, or what fits a Protocol."""
        heirs: dict[Name, set[Name]] = {name: set() for name in self.classes}
        methods = {name: {*self._methods_of(name)} for name in self.classes}
        for name, node in self.classes.items():
            for base in filter(None, (self.type(name.file, base) for base in node.bases)):
                heirs[base].add(name)
            if any(isinstance(base, ast.Name) and base.id == "Protocol" for base in node.bases) and methods[name]:
                heirs[name] |= {other for other, theirs in methods.items() if theirs >= methods[name]} - {name}
        return heirs

    def _methods_of(self, name: Name) -> Iterator[str]:
        yield from (part.name for part in self.classes[name].body if isinstance(part, FunctionNode))
        for base in filter(None, (self.type(name.file, base) for base in self.classes[name].bases)):
            yield from self._methods_of(base)

    def meaning(self, file: str, name: str) -> Name | str | None:
        """Return what a global name stands for: a definition, or the file of a module."""
        found = self._names[file].get(name)
        if isinstance(found, Name) and found not in self.functions and found not in self.classes:
            return self.meaning(found.file, found.name) if found != Name(file, name) else None
        return found

    def type(self, file: str, annotation: ast.expr | None) -> Name | None:
        """Return the first class of this code that an annotation names."""
        for node in ast.walk(annotation) if annotation else ():
            found = self.meaning(file, node.id) if isinstance(node, ast.Name) else None
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                module = self.meaning(file, node.value.id)
                found = self.meaning(module, node.attr) if isinstance(module, str) else None
            if isinstance(found, Name) and found in self.classes:
                return found
        return None

    def method(self, kind: Name, name: str) -> Name | None:
        """Return the method of a class, its own or the nearest inherited one."""
        own = Name(kind.file, f"{kind.name}.{name}")
        bases = (self.type(kind.file, base) for base in self.classes[kind].bases)
        return own if own in self.functions else next(filter(None, (self.method(b, name) for b in bases if b)), None)

    def overriding(self, method: Name) -> Iterator[Name]:
        """Yield the methods that may be called in the place of a method."""
        kind, _, name = method.name.rpartition(".")
        for heir in self._heirs.get(Name(method.file, kind), ()):
            if found := self.method(heir, name):
                yield found


class Scope:
    """What names and expressions within one function stand for."""

    def __init__(self, code: Code, name: Name, node: FunctionNode) -> None:
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        types = {each.arg: code.type(name.file, each.annotation) for each in arguments}
        self._code = code
        self._name = name
        self._node = node
        self._types = {argument: kind for argument, kind in types.items() if kind}
        for target, value, annotation in _assignments(node):
            if isinstance(target, ast.Name) and (kind := code.type(name.file, annotation) or self.type(value)):
                self._types.setdefault(target.id, kind)

    @classmethod
    def attributes(cls, code: Code, name: Name, node: ast.ClassDef) -> Iterator[tuple[str, Name]]:
        """Yield the attributes of a class, its fields and what its methods assign, with their classes."""
        for part in node.body:
            if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                if kind := code.type(name.file, part.annotation):
                    yield part.target.id, kind
            elif isinstance(part, FunctionNode):
                scope = cls(code, Name(name.file, f"{name.name}.{part.name}"), part)
                for target, value, annotation in _assignments(part):
                    kind = code.type(name.file, annotation) or scope.type(value)
                    if isinstance(target, ast.Attribute) and kind:
                        yield target.attr, kind

    def type(self, node: ast.expr | None) -> Name | None:
        """Return the class of an expression's value, where it can be told."""
        if isinstance(node, ast.Await):
            return self.type(node.value)
        if isinstance(node, ast.Name):
            owner = self._name.name.rpartition(".")[0]
            return Name(self._name.file, owner) if node.id in ("self", "cls") and owner else self._types.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self.type(node.value)
            held = self._code.attributes.get(owner, {}).get(node.attr) if owner else None
            return held or self._returned(self._code.method(owner, node.attr) if owner else None)
        if isinstance(node, ast.Call):
            called = self._reference(node.func)
            return called if called in self._code.classes else self._returned(called)
        return None

    def _returned(self, function: Name | None) -> Name | None:
        node = self._code.functions.get(function) if function else None
        return self._code.type(function.file, node.returns) if function and node else None

    def _reference(self, node: ast.expr) -> Name | None:
        """Return the function, method or class that an expression stands for, where it can be told."""
        found: Name | str | None = None
        if isinstance(node, ast.Name):
            found = self._code.meaning(self._name.file, node.id)
        elif isinstance(node, ast.Attribute):
            of = self._code.meaning(self._name.file, node.value.id) if isinstance(node.value, ast.Name) else None
            if isinstance(of, str):
                found = self._code.meaning(of, node.attr)
            elif kind := of if of in self._code.classes else self.type(node.value):
                found = self._code.method(kind, node.attr)
        return found if isinstance(found, Name) else None

    def calls(self) -> Iterator[Name]:
        """Yield every function that this one calls or mentions; a class only where it is called, not as a type."""
        called = {id(node.func) for node in ast.walk(self._node) if isinstance(node, ast.Call)}
        for node in ast.walk(self._node):
            found = self._reference(node) if isinstance(node, ast.Name | ast.Attribute) else None
            if found in self._code.classes:
                found = self._code.method(found, "__init__") if id(node) in called else None
            if found:
                yield found
                yield from self._code.overriding(found)


def _assignments(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr | None, ast.expr | None]]:
    """Yield (target, value, annotation) of each assignment and each `with ... as` within."""
    for part in ast.walk(node):
        if isinstance(part, ast.Assign):
            yield from ((target, part.value, None) for target in part.targets)
        elif isinstance(part, ast.AnnAssign):
            yield part.target, part.value, part.annotation
        elif isinstance(part, ast.NamedExpr):
            yield part.target, part.value, None
        elif isinstance(part, ast.withitem) and part.optional_vars:
            yield part.optional_vars, part.context_expr, None


class Closures:
    """How far the calls of each function reach."""

    def __init__(self, code: Code) -> None:
        self._calls = {name: {*Scope(code, name, node).calls()} for name, node in code.functions.items()}
        self._stubs = {name for name, node in code.functions.items() if all(map(_says_nothing, node.body))}

    def files(self, *starts: Name) -> set[str]:
        """Return the files of everything that these functions may reach."""
        seen, waiting = {*starts}, [*starts]
        while waiting:
            new = self._calls.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        return {name.file for name in seen - self._stubs}


def figures(code: Code) -> Iterator[tuple[str, str, str]]:
    """Yield each row of the table: what is counted, what it is, what it should be."""
    lines = sorted(text.count("\n") for text in code.texts.values())
    nodes = [*code.nodes()]
    imports = sum(_length(node) for _, node in nodes if isinstance(node, ast.Import | ast.ImportFrom))
    filled = sum(1 for text in code.texts.values() for line in text.splitlines() if line.strip())
    yield "files", f"{len(lines)}", "about 200"
    yield "files under 50 lines, without __init__", f"{len(small_files(code))}", "<= 15"
    yield "median file, longest file, in lines", f"{median(lines):.0f}, {lines[-1]}", ">= 110, <= 450"
    yield "lines", f"{sum(lines):,}", "<= 26,000"
    yield "import lines, of all and of those with text", f"{imports / sum(lines):.1%}, {imports / filled:.1%}", "<= 9 %"

    functions = [node for _, node in nodes if isinstance(node, FunctionNode)]
    sizes = sorted(map(_length, functions))
    yield (
        "function lines, median, p95, longest",
        f"{median(sizes):.0f}, {_p95(sizes)}, {sizes[-1]}",
        "<= 8, <= 30, <= 45",
    )
    once = len(used_once(code))
    yield "private functions used once, of all functions", f"{once} = {once / len(functions):.0%}", "<= 10 %"
    yield "class names of two classes or more", f"{len(shared_names(code))}", "<= 8"

    closures = Closures(code)
    spans = sorted(len(closures.files(name)) for name in code.functions)
    yield "files in the closure of one call, mean, p95", f"{mean(spans):.1f}, {_p95(spans)}", "<= 4.5, <= 18"
    for (walk, starts), goal in zip(WALKS.items(), ("<= 35", "", "<= 90"), strict=True):
        is_known = {*starts} <= {*code.functions}
        yield f"files that {walk} may pass", f"{len(closures.files(*starts)) if is_known else '?'}", goal


def _says_nothing(line: ast.stmt) -> bool:
    """Tell whether a line is a docstring or an ellipsis, as in the methods of a Protocol."""
    return isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant)


def _p95(values: Sequence[int]) -> int:
    return values[int(0.95 * len(values))]


def small_files(code: Code) -> list[str]:
    """Return the files of less than 50 lines, but for the faces of packages."""
    files = ((file, text.count("\n")) for file, text in code.texts.items() if not file.endswith("/__init__.py"))
    return [f"{file}: {count} lines" for file, count in files if count < 50]


def used_once(code: Code) -> list[str]:
    """Return the private functions and methods whose name is used once in their file."""
    uses = Counter(
        (file, node.id if isinstance(node, ast.Name) else node.attr)
        for file, node in code.nodes()
        if isinstance(node, ast.Name | ast.Attribute)
    )
    return [
        f"{file}:{node.lineno}: {node.name}, {_length(node)} lines"
        for file, node in code.nodes()
        if isinstance(node, FunctionNode) and re.match("_[^_]", node.name) and uses[file, node.name] == 1
    ]


def shared_names(code: Code) -> list[str]:
    """Return the names that several classes have."""
    files: dict[str, list[str]] = {}
    for name in code.classes:
        files.setdefault(name.name, []).append(name.file)
    return [f"{name}: {', '.join(found)}" for name, found in files.items() if len(found) > 1]


def _length(node: ast.AST) -> int:
    return (getattr(node, "end_lineno", 0) or 0) - getattr(node, "lineno", 0) + 1


def main() -> None:
    folders = [argument for argument in sys.argv[1:] if argument != "--list"]
    code = Code(Path(folders[0] if folders else "bot").resolve())
    for what, now, goal in figures(code):
        print(f"{what:<46}{now:>18}   {goal}")
    for found in (small_files, used_once, shared_names) if "--list" in sys.argv else ():
        print("", *found(code), sep="\n")


if __name__ == "__main__":
    main()
