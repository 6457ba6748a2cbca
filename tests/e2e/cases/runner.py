# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""Finds the cases, runs them one after another, and tells what became of each in a line."""

import fnmatch
import sys
import time
import traceback
import unittest
from pathlib import Path


def find(pattern=None):
    """The cases whose file and sentence ("test_allocation: a pod …") hold or match pattern."""
    here = Path(__file__).parent
    loader = unittest.TestLoader()
    suite = loader.discover(str(here), pattern="test_*.py", top_level_dir=str(here.parent))
    if loader.errors:
        sys.exit("\n".join(loader.errors))  # A file that cannot be imported.
    return [case for case in _flatten(suite) if _matches(case, pattern)]


def sentence(case):
    return case.id().rsplit(".", 1)[1].removeprefix("test_").replace("_", " ")


def run(cases):
    """Returns the numbers of passed, failed and skipped cases."""
    result = _LineByLine()
    unittest.TestSuite(cases).run(result)
    return {"passed": result.passed, "failed": result.failed, "skipped": len(result.skipped)}


class _LineByLine(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.passed = 0
        self.failed = 0
        self._begin = 0.0
        self._broken = False

    def startTest(self, test):
        super().startTest(test)
        self._begin = time.monotonic()
        self._broken = False

    def addError(self, test, err):
        super().addError(test, err)
        self._explain(test, err)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._explain(test, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        print(f"  skip          {sentence(test)}: {reason}", flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        if not self._broken:
            self.passed += 1
            print(f"  ok   {self._seconds():6.1f} s  {sentence(test)}", flush=True)

    def _explain(self, test, err):
        if not self._broken:  # A case and its cleanup may both fail; that is one failure.
            self._broken = True
            self.failed += 1
            print(f"  FAIL {self._seconds():6.1f} s  {sentence(test)}", flush=True)
        lines = traceback.format_exception(*err)
        print("       " + "".join(lines).replace("\n", "\n       "), file=sys.stdout, flush=True)

    def _seconds(self):
        return time.monotonic() - self._begin


def _matches(case, pattern):
    if not pattern:
        return True
    text = f"{case.id().split('.')[1]}: {sentence(case)}"
    return pattern in text or fnmatch.fnmatch(text, pattern)


def _flatten(suite):
    for entry in suite:
        if isinstance(entry, unittest.TestSuite):
            yield from _flatten(entry)
        else:
            yield entry
