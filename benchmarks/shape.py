"""Measure the shape of the code by its syntax trees: `python benchmarks/shape.py [FOLDER]`.

A call is followed where the tree tells what is called: a name that is defined or imported, a method of `self`, of an
annotated parameter, field or attribute, or of what an annotated function returns. The closure of a function is
everything that it may so reach; it is counted in files.
"""

from __future__ import annotations

import ast
import statistics
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
WALKS = {
    "a message": ("MessageListener.on_message", "Messages.on_message"),
    "a button": ("ActionDispatcher.run", "Dispatch.run", "ActionDispatcher.answer"),
    "a curator's edit": ("CuratedQuotes.edit", "CurateCommands.edit"),
}


class Name(NamedTuple):
    """A definition: its file, and its name within (`Class.method`)."""

    file: str
    name: str


class Code:
    """The definitions of a tree, and what each of them calls."""

    def __init__(self, root: Path) -> None:
        self.texts = {path.relative_to(root.parent).as_posix(): path.read_text("utf-8") for path in root.rglob("*.py")}
        self.trees = {file: ast.parse(text) for file, text in sorted(self.texts.items())}
        self._files = {
            file.removesuffix(".py").removesuffix("/__init__").replace("/", "."): file for file in self.trees
        }
        self.functions: dict[Name, FunctionNode] = {}
        self.classes: dict[Name, ast.ClassDef] = {}
        self._globals: dict[str, dict[str, Name | str]] = {file: {} for file in self.trees}
        for file, tree in self.trees.items():
            self._define(file, tree)
            self._import(file, tree)
        self._attributes = {name: self._attributes_of(name, node) for name, node in self.classes.items()}
        self.calls = {name: {*self._calls_of(name, node)} - {name} for name, node in self.functions.items()}

    def _define(self, file: str, tree: ast.Module) -> None:
        for node in tree.body:
            if isinstance(node, FunctionNode):
                self.functions[Name(file, node.name)] = node
            elif isinstance(node, ast.ClassDef):
                self.classes[Name(file, node.name)] = node
                for part in node.body:
                    if isinstance(part, FunctionNode):
                        self.functions[Name(file, f"{node.name}.{part.name}")] = part
            if isinstance(node, FunctionNode | ast.ClassDef):
                self._globals[file][node.name] = Name(file, node.name)

    def _import(self, file: str, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                for name in node.names:
                    whole = f"{node.module}.{name.name}"
                    if whole in self._files:
                        self._globals[file][name.asname or name.name] = self._files[whole]
                    elif node.module in self._files:
                        self._globals[file][name.asname or name.name] = Name(self._files[node.module], name.name)

    def _found(self, file: str, name: str) -> Name | str | None:
        """What a global name stands for: a definition, or the file of a module."""
        found = self._globals[file].get(name)
        if isinstance(found, Name) and found not in self.functions and found not in self.classes:
            return self._found(found.file, found.name) if found != Name(file, name) else None
        return found

    def _type(self, file: str, annotation: ast.expr | None) -> Name | None:
        """The first class of this tree that an annotation names."""
        if annotation is None:
            return None
        for node in ast.walk(annotation):
            if isinstance(node, ast.Name):
                found = self._found(file, node.id)
            elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                module = self._found(file, node.value.id)
                found = self._found(module, node.attr) if isinstance(module, str) else None
            else:
                continue
            if isinstance(found, Name) and found in self.classes:
                return found
        return None

    def _arguments(self, file: str, node: FunctionNode) -> dict[str, Name]:
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        return {each.arg: kind for each in arguments if (kind := self._type(file, each.annotation))}

    def _attributes_of(self, name: Name, node: ast.ClassDef) -> dict[str, Name]:
        found: dict[str, Name] = {}
        for part in node.body:
            if isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
                if kind := self._type(name.file, part.annotation):
                    found[part.target.id] = kind
            elif isinstance(part, FunctionNode):
                given = self._arguments(name.file, part)
                for line in ast.walk(part):
                    if isinstance(line, ast.Assign | ast.AnnAssign) and line.value is not None:
                        targets = line.targets if isinstance(line, ast.Assign) else [line.target]
                        for target in targets:
                            if isinstance(target, ast.Attribute):
                                kind = self._kind(name, given, line.value)
                                if isinstance(line, ast.AnnAssign):
                                    kind = self._type(name.file, line.annotation) or kind
                                if kind:
                                    found.setdefault(target.attr, kind)
        return found

    def _method(self, kind: Name, name: str) -> Name | None:
        method = Name(kind.file, f"{kind.name}.{name}")
        if method in self.functions:
            return method
        for base in self.classes[kind].bases:
            parent = self._type(kind.file, base)
            if parent and parent != kind and (found := self._method(parent, name)):
                return found
        return None

    def _called(self, name: Name, given: dict[str, Name], node: ast.expr) -> Name | None:
        """The function, method or class that an expression stands for, where it can be told."""
        if isinstance(node, ast.Name):
            found = self._found(name.file, node.id)
            return found if isinstance(found, Name) else None
        if not isinstance(node, ast.Attribute):
            return None
        if isinstance(node.value, ast.Name) and node.value.id not in given:
            module = self._found(name.file, node.value.id)
            if isinstance(module, str):
                found = self._found(module, node.attr)
                return found if isinstance(found, Name) else None
            if isinstance(module, Name) and module in self.classes:
                return self._method(module, node.attr)
        kind = self._kind(name, given, node.value)
        return self._method(kind, node.attr) if kind else None

    def _kind(self, name: Name, given: dict[str, Name], node: ast.expr) -> Name | None:
        """The class of an expression's value, where it can be told."""
        if isinstance(node, ast.Await):
            return self._kind(name, given, node.value)
        if isinstance(node, ast.Name):
            if node.id in ("self", "cls") and "." in name.name:
                return Name(name.file, name.name.split(".")[0])
            return given.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self._kind(name, given, node.value)
            if owner is None or not hasattr(self, "_attributes"):
                return None
            if kind := self._attributes.get(owner, {}).get(node.attr):
                return kind
            method = self._method(owner, node.attr)
            return self._type(method.file, self.functions[method].returns) if method else None
        if isinstance(node, ast.Call):
            called = self._called(name, given, node.func)
            if called in self.classes:
                return called
            return self._type(called.file, self.functions[called].returns) if called in self.functions else None
        return None

    def _calls_of(self, name: Name, node: FunctionNode) -> Iterator[Name]:
        given = self._arguments(name.file, node)
        for line in ast.walk(node):
            if isinstance(line, ast.Assign) and len(line.targets) == 1 and isinstance(line.targets[0], ast.Name):
                if kind := self._kind(name, given, line.value):
                    given.setdefault(line.targets[0].id, kind)
            elif isinstance(line, ast.withitem) and isinstance(line.optional_vars, ast.Name):
                if kind := self._kind(name, given, line.context_expr):
                    given.setdefault(line.optional_vars.id, kind)
        for line in ast.walk(node):
            found = self._called(name, given, line) if isinstance(line, ast.Name | ast.Attribute) else None
            if found in self.classes:
                found = self._method(found, "__init__")
            if found:
                yield found

    def closure(self, start: Name) -> set[Name]:
        """Everything that a function may reach."""
        seen, waiting = {start}, [start]
        while waiting:
            new = self.calls.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        return seen


def figures(code: Code) -> Iterator[tuple[str, str]]:
    """Each figure with its name, in the order of a table."""
    lines = sorted(text.count("\n") for text in code.texts.values())
    whole = sum(lines)
    imports = sum(
        (node.end_lineno or 0) - node.lineno + 1
        for tree in code.trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    )
    filled = sum(1 for text in code.texts.values() for line in text.splitlines() if line.strip())
    yield "files", str(len(lines))
    yield "files under 50 lines", str(sum(count < 50 for count in lines))
    yield "median file, lines", f"{statistics.median(lines):.0f}"
    yield "lines", f"{whole:,}"
    yield "import lines, of all / of those with text", f"{100 * imports / whole:.1f} / {100 * imports / filled:.1f} %"
    sizes = sorted((node.end_lineno or 0) - node.lineno + 1 for node in code.functions.values())
    yield "function lines, median / p95 / max", f"{statistics.median(sizes):.0f} / {_p95(sizes)} / {sizes[-1]}"
    spans = sorted(len({name.file for name in code.closure(each)}) for each in code.functions)
    yield "files in the closure of one call, mean / p95", f"{statistics.mean(spans):.1f} / {_p95(spans)}"
    for walk, starts in WALKS.items():
        found = [each for each in code.functions if each.name in starts]
        yield f"files that {walk} may pass", ", ".join(str(len({n.file for n in code.closure(each)})) for each in found)
    private = [name for name in code.functions if name.name.split(".")[-1].startswith("_") and "__" not in name.name]
    words = Counter(
        word
        for tree in code.trees.values()
        for node in ast.walk(tree)
        for word in (
            [node.id] if isinstance(node, ast.Name) else [node.attr] if isinstance(node, ast.Attribute) else []
        )
    )
    once = [name for name in private if words[name.name.split(".")[-1]] == 1]
    yield (
        "private functions used once",
        f"{len(once)} of {len(private)}, {100 * len(once) / len(code.functions):.0f} % of all / {100 * len(once) / len(private):.0f} %",
    )
    classes = Counter(name.name for name in code.classes)
    yield "class names of two classes or more", str(sum(count > 1 for count in classes.values()))


def _p95(values: list[int]) -> int:
    return values[int(0.95 * len(values))]


if __name__ == "__main__":
    for name, value in figures(Code(Path(sys.argv[1] if len(sys.argv) > 1 else "bot").resolve())):
        print(f"{name:<45} {value}")
