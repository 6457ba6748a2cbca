#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""Measures davitd as a process beside a bare gRPC server of the same build.

Both are started in turn, round after round, so that whatever the machine does meets both alike;
printed are medians and ratios. Build `davitd`, `bare_server` and `process_probe` first, in the
release preset:

    bench/process.py build/release [--rounds 7] [--idle 20] [--output json]
"""
import argparse
import json
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile

ALLOCATES = 5000
TARGETS = {  # of davitd with 8 devices
    "registered_ms": 20,
    "flip_p50_ms": 5,
    "rss_kb": 11 * 1000,
    "stripped_kb": 12 * 1000,
}


def config(devices, control):
    lines = ["apiVersion: davit.dev/v1", "backends:", "  fake:", f"    control: {control}",
             "    devices:"]
    lines += [f"      - {{id: device-{i:05}, nodes: [{{path: /dev/null}}]}}"
              for i in range(devices)]
    lines += ["resources:", "  - {name: davit.dev/bench, backend: fake, match: {}}", ""]
    return "\n".join(lines)


def probe(build, which, devices, allocates, idle):
    with tempfile.TemporaryDirectory(prefix="davit-bench-") as name:
        folder = pathlib.Path(name)
        sockets = folder / "plugins"
        sockets.mkdir(mode=0o700)
        control = folder / "control"
        control.write_text("")
        if which == "bare":
            command = [build / "bin/bare_server", sockets, str(devices)]
        else:
            (folder / "davit.yaml").write_text(config(devices, control))
            command = [build / "bin/davitd", "--enable-fake", "--config", folder / "davit.yaml",
                       "--socket-dir", sockets, "--state-dir", folder / "state",
                       "--pod-resources", folder / "pod-resources.sock", "--log-level", "error"]
        arguments = [build / "bin/process_probe", sockets, control if which != "bare" else "-",
                     str(allocates), str(idle), *command]
        done = subprocess.run(arguments, stdout=subprocess.PIPE, text=True, check=True, timeout=300)
        return json.loads(done.stdout)


def stripped_kb(program):
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(program, folder)
        subprocess.run(["strip", copy], check=True)
        return pathlib.Path(copy).stat().st_size / 1000


def medians(reports):
    keys = set().union(*reports)
    return {key: statistics.median(report[key] for report in reports if key in report)
            for key in keys}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--idle", type=int, default=20, help="seconds to count wake-ups for")
    parser.add_argument("--output", choices=("table", "json"), default="table")
    arguments = parser.parse_args()
    build = arguments.build.resolve()

    reports = {"davitd": [], "bare": []}
    for turn in range(arguments.rounds):
        for which, found in reports.items():
            # Waiting is dear and the number steady: the first rounds will do.
            idle = arguments.idle if turn < 3 else 0
            found.append(probe(build, which, 8, ALLOCATES, idle))
    result = {which: medians(found) for which, found in reports.items()}
    result["davitd"]["stripped_kb"] = stripped_kb(build / "bin/davitd")
    result["bare"]["stripped_kb"] = stripped_kb(build / "bin/bare_server")
    many = [probe(build, "davitd", 10_000, 1, 0) for _ in range(3)]
    result["davitd"]["flip_of_10000_ms"] = medians(many)["flip_p50_ms"]

    if arguments.output == "json":
        print(json.dumps(result, indent=2, sort_keys=True))
        return 0
    print(f"{'':24}{'davitd':>12}{'bare':>12}{'ratio':>8}{'target':>10}")
    for key in sorted(result["davitd"]):
        davit, bare = result["davitd"][key], result["bare"].get(key)
        ratio = f"{davit / bare:.2f}" if bare else ""
        target = TARGETS.get(key, "")
        print(f"{key:24}{davit:12.1f}{bare if bare is not None else '':>12}{ratio:>8}{target:>10}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
