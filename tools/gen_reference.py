#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""Writes what the programs know of themselves into the reference pages.

usage: tools/gen_reference.py [--check] DAVIT DAVITD

Fills the parts between `<!-- NAME: begin -->` and `<!-- NAME: end -->` in docs/reference/*.md from
the programs' own output. With --check nothing is written, and a page that differs is an error.
"""
import pathlib
import subprocess
import sys

PAGES = pathlib.Path(__file__).resolve().parent.parent / "docs" / "reference"


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def fill(text, name, content):
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    if begin not in text:
        return text
    before, rest = text.split(begin, 1)
    after = rest.split(end, 1)[1]
    return f"{before}{begin}\n{content.strip()}\n{end}{after}"


def main():
    words = [word for word in sys.argv[1:] if word != "--check"]
    if len(words) != 2:
        print(__doc__)
        return 2
    davit, davitd = words
    parts = {
        "keys": output(davit, "config", "keys", "--output", "markdown"),
        "davitd flags": "```\n" + output(davitd, "--help").strip() + "\n```",
        "davit flags": "```\n" + output(davit, "--help").strip() + "\n```",
    }
    stale = []
    for page in sorted(PAGES.rglob("*.md")):
        old = page.read_text()
        new = old
        for name, content in parts.items():
            new = fill(new, name, content)
        if new == old:
            continue
        stale.append(page.name)
        if "--check" not in sys.argv:
            page.write_text(new)
    if stale and "--check" in sys.argv:
        print(f"stale: {', '.join(stale)}; run tools/gen_reference.py {davit} {davitd}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
