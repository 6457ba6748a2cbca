#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""Checks that every file includes only what its room's DEPS name.

Reads the davit_library() and davit_app() calls of the CMakeLists.txt files: DEPS are public, so a
room may include the headers of all rooms below it. Each header of include/davit belongs to the one
room that lists it in PUBLIC_HEADERS. Prints one line a breach and exits 1 when there is any.
"""
import pathlib
import re
import sys

# Where gRPC and protobuf may be seen; the rest of the house is testable without them.
GRPC_ROOMS = ("src/kubelet/grpc", "src/emulator/grpc", "src/dra/grpc", "api", "tests", "bench")
GRPC_INCLUDE = re.compile(r"^(grpc|grpcpp|google/protobuf|absl)/|\.pb\.h$")
GENERATED = re.compile(r"^(deviceplugin|pluginregistration|podresources)/")

# A profile composes over exactly one other backend: {profile: backend}.
PROFILES = {"gke": "nvidia"}

# All that a public header may include besides the standard library, POSIX and davit/; those for tests
# also know gtest.
PUBLIC_HEADERS_MAY_INCLUDE = ("tl/expected.hpp", "sys/", "linux/")
TEST_HEADERS_MAY_INCLUDE = PUBLIC_HEADERS_MAY_INCLUDE + ("gtest/", "gmock/")

KEYWORDS = {"NAME", "PUBLIC_HEADERS", "SRCS", "TESTS", "DEPS", "TEST_DEPS", "LIBS", "TEST_LIBS",
            "PUBLIC_LIBS", "EXPORT", "LABELS", "TIMEOUT", "PROTOS"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)', re.MULTILINE)


class Room:
    """One davit_library, davit_app, davit_test or davit_bench call."""

    def __init__(self, function, folder, arguments):
        self.function = function
        self.folder = folder
        self.name = (arguments.get("NAME") or ["?"])[0]
        self.deps = arguments.get("DEPS", [])
        self.test_deps = arguments.get("TEST_DEPS", [])
        self.public_headers = arguments.get("PUBLIC_HEADERS", [])
        self.sources = arguments.get("SRCS", [])
        self.tests = arguments.get("TESTS", [])


def read_calls(path, folder):
    text = re.sub(r"#.*", "", path.read_text())
    for match in re.finditer(r"\b(davit_(?:library|app|test|bench|proto))\s*\(([^()]*)\)", text):
        arguments, keyword = {}, None
        for word in match.group(2).split():
            if word in KEYWORDS:
                keyword = word
                arguments.setdefault(keyword, [])
            elif keyword:
                arguments[keyword].append(word.strip('"'))
        yield Room(match.group(1), folder, arguments)


class House:
    def __init__(self, root):
        self.root = root
        self.breaches = []
        self.targets = []
        for top in ("api", "src", "apps", "tests", "bench", "examples"):
            for path in sorted((root / top).rglob("CMakeLists.txt")):
                folder = path.parent.relative_to(root).as_posix()
                # tests/consumer and examples are projects of their own.
                if "project(" not in path.read_text():
                    self.targets += read_calls(path, folder)
        self.libraries = {}
        for target in self.targets:
            if target.function in ("davit_library", "davit_proto"):
                if target.name in self.libraries:
                    self.breach(target.folder, f"a second room is called '{target.name}'")
                self.libraries[target.name] = target
        self.by_folder = {room.folder: room for room in self.libraries.values()}
        self.header_owner = {}
        for room in self.libraries.values():
            for header in room.public_headers:
                if header in self.header_owner:
                    self.breach(room.folder, f"{header} is also a public header of "
                                             f"'{self.header_owner[header].name}'")
                self.header_owner[header] = room

    def breach(self, where, what):
        self.breaches.append(f"{where}: {what}")

    def below(self, names):
        """The rooms of these names and all that they stand on."""
        seen, todo = set(), list(names)
        while todo:
            name = todo.pop()
            if name in seen or name not in self.libraries:
                continue
            seen.add(name)
            todo += self.libraries[name].deps
        return seen

    def room_of(self, path):
        """The room whose folder is the nearest above a path like src/kubelet/grpc/registrar.h."""
        folder = pathlib.PurePosixPath(path).parent
        while folder.as_posix() != ".":
            if folder.as_posix() in self.by_folder:
                return self.by_folder[folder.as_posix()]
            folder = folder.parent
        return None

    def check_names_and_cycles(self):
        app_parts = {"app_" + t.name.replace("-", "_") for t in self.targets
                     if t.function == "davit_app"}
        for target in self.targets:
            for name in target.deps + target.test_deps:
                if name not in self.libraries and name not in app_parts:
                    self.breach(target.folder, f"'{target.name}' depends on '{name}', "
                                               "which is no room")
        for room in self.libraries.values():
            if room.name in self.below(room.deps):
                self.breach(room.folder, f"'{room.name}' depends on itself, by way of "
                            + ", ".join(sorted(d for d in room.deps
                                               if room.name in self.below([d]))))
            expected = room.folder.removeprefix("src/").replace("/", "_")
            if room.function == "davit_library" and room.name != expected:
                self.breach(room.folder, f"the room is called '{room.name}'; by its folder it "
                                         f"is '{expected}'")

    def check_public_headers(self):
        folder = self.root / "include"
        present = {p.relative_to(folder).as_posix() for p in folder.rglob("*.h")}
        for header in sorted(present - self.header_owner.keys()):
            self.breach(f"include/{header}", "no room lists it in PUBLIC_HEADERS")
        for header in sorted(self.header_owner.keys() - present):
            self.breach(self.header_owner[header].folder, f"public header {header} is not there")
        for header in sorted(present & self.header_owner.keys()):
            path = folder / header
            owner = self.header_owner[header]
            may_include = (TEST_HEADERS_MAY_INCLUDE if owner.name == "testing"
                           else PUBLIC_HEADERS_MAY_INCLUDE)
            for included, quoted in includes(path):
                if quoted and not included.startswith("davit/"):
                    self.breach(f"include/{header}", f"includes {included}: a public header sees "
                                                     "only davit/")
                elif not quoted and "/" in included and not included.startswith(may_include):
                    self.breach(f"include/{header}", f"includes <{included}>: public headers are "
                                                     "free of third parties")
            self.check_includes(f"include/{header}", owner, self.below([owner.name]))

    def check_includes(self, where, room, allowed):
        for included, _ in includes(self.root / where):
            if included.startswith("davit/"):
                target = self.header_owner.get(included)
                if target is None:
                    if not (self.root / "include" / included).exists():
                        self.breach(where, f"includes {included}, which does not exist")
                    continue
            elif included.startswith("src/"):
                target = self.room_of(included)
                if target is None:
                    self.breach(where, f"includes {included}, which is in no room")
                    continue
            else:
                self.check_grpc(where, included, allowed)
                continue
            if target.name not in allowed:
                self.breach(where, f"includes {included} of '{target.name}', which is not below "
                                   f"'{room.name}' (its DEPS: {' '.join(room.deps) or 'none'})")

    def check_grpc(self, where, included, allowed):
        if not (GRPC_INCLUDE.search(included) or GENERATED.search(included)):
            return
        if not where.startswith(tuple(r + "/" for r in GRPC_ROOMS)):
            self.breach(where, f"includes {included}: gRPC and protobuf stay in "
                        + ", ".join(r for r in GRPC_ROOMS if r.startswith("src/")))
        elif GENERATED.search(included) and "protos" not in allowed:
            self.breach(where, f"includes {included} without 'protos' in DEPS")

    def check_backend(self, where, room):
        """A backend knows no gRPC, no kubelet and no other backend."""
        match = re.match(r"src/backends/([^/]+)", room.folder)
        if not match:
            return
        own = match.group(1)
        for name in self.below(room.deps) - {room.name}:
            other = self.libraries[name].folder
            backend = re.match(r"src/backends/([^/]+)", other)
            if backend and backend.group(1) not in (own, PROFILES.get(own)):
                self.breach(where, f"a backend does not know another: '{name}'")
            if re.match(r"src/(kubelet|dra|daemon|emulator)(/|$)|api$", other):
                self.breach(where, f"a backend does not know '{name}'")

    def check_all_are_built(self):
        """A .cc that no target lists is never compiled, and its tests never run."""
        listed = {f"{t.folder}/{name}" for t in self.targets for name in t.sources + t.tests}
        listed |= {f"{t.folder}/main.cc" for t in self.targets if t.function == "davit_app"}
        for folder in {t.folder for t in self.targets}:
            for path in (self.root / folder).rglob("*.cc"):
                where = path.relative_to(self.root).as_posix()
                nearest = next(p for p in path.parents if (p / "CMakeLists.txt").exists())
                if nearest == self.root / folder and where not in listed:
                    self.breach(where, "no target lists it")

    def check_sources(self):
        for target in self.targets:
            if target.function == "davit_proto":
                continue
            self.check_backend(target.folder, target)
            own = {target.name} if target.function == "davit_library" else set()
            allowed = self.below(target.deps) | own
            allowed_in_tests = allowed | self.below(target.test_deps)
            folder = self.root / target.folder
            for path in sorted(p for p in folder.rglob("*") if p.suffix in (".cc", ".h")):
                where = path.relative_to(self.root).as_posix()
                # Files belong to the nearest CMakeLists.txt; tests may use TEST_DEPS too.
                nearest = next(p for p in path.parents if (p / "CMakeLists.txt").exists())
                if nearest != folder:
                    continue
                name = path.relative_to(folder).as_posix()
                if target.function in ("davit_test", "davit_bench"):
                    if name in target.sources:
                        self.check_includes(where, target, allowed)
                elif name in target.tests or name.endswith("_test.cc"):
                    self.check_includes(where, target, allowed_in_tests)
                else:
                    self.check_includes(where, target, allowed)


def includes(path):
    for match in INCLUDE.finditer(path.read_text(errors="replace")):
        yield (match.group(1) or match.group(2)), match.group(1) is not None


def main():
    root = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else
                        pathlib.Path(__file__).resolve().parent.parent)
    house = House(root)
    house.check_names_and_cycles()
    house.check_public_headers()
    house.check_sources()
    house.check_all_are_built()
    for breach in sorted(set(house.breaches)):
        print(breach)
    if house.breaches:
        return 1
    print(f"layering: {len(house.libraries)} rooms, each includes only what its DEPS name")
    return 0


if __name__ == "__main__":
    sys.exit(main())
