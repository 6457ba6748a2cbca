#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""Checks that ctest runs every test case that is written down in a *_test.cc.

usage: check_tests_registered.py BUILD_DIR     (built before)

A file that no target lists, a target that ctest does not run and a case that is disabled are all
errors.
"""
import json
import pathlib
import re
import subprocess
import sys

CASE = re.compile(r"^\s*(TEST|TEST_F|TEST_P|TYPED_TEST|TYPED_TEST_P)\s*\(\s*(\w+)\s*,\s*(\w+)\s*\)",
                  re.MULTILINE)
# Projects of their own, built by a test.
SEPARATE = ("tests/consumer/", "examples/", "tests/e2e/")


def registered_cases(build):
    listing = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"], check=True,
                             capture_output=True, text=True).stdout
    cases = set()
    for test in json.loads(listing)["tests"]:
        for word in test.get("command", []):
            match = re.match(r"--gtest_filter=([^.]+)\.([^/]+)", word)
            if match:
                # Instance/Suite/0.Case/3 is the case Suite.Case.
                cases |= {(suite, match.group(2)) for suite in match.group(1).split("/")}
    return cases


def main():
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    build = sys.argv[1]
    root = pathlib.Path(__file__).resolve().parent.parent
    files = subprocess.run(["git", "ls-files", "*_test.cc"], cwd=root, check=True,
                           capture_output=True, text=True).stdout.split()
    known = registered_cases(build)
    breaches, count = [], 0
    for file in files:
        if file.startswith(SEPARATE):
            continue
        written = CASE.findall((root / file).read_text())
        if not written:
            breaches.append(f"{file}: holds no test case")
        for _, suite, case in written:
            count += 1
            if "DISABLED_" in suite + case:
                breaches.append(f"{file}: {suite}.{case} is disabled; mend it or delete it")
            elif (suite, case) not in known:
                breaches.append(f"{file}: ctest does not run {suite}.{case}")
    for breach in breaches:
        print(breach)
    if breaches:
        return 1
    print(f"tests: ctest runs all {count} cases of {len(files)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
