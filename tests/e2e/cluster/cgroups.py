# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""A cgroup of the run's own in every hierarchy, so that no other kubelet's pods are near it."""

import os
import time
from pathlib import Path

ROOT = Path("/sys/fs/cgroup")


class Cgroup:
    """Made on entry, taken away with all below it on exit; the processes in it must have ended."""

    def __init__(self, name):
        self.name = name

    def __enter__(self):
        for hierarchy in _hierarchies():
            (hierarchy / self.name).mkdir(exist_ok=True)
            _inherit_cpuset(hierarchy / self.name)
        return self

    def __exit__(self, *_):
        for hierarchy in _hierarchies():
            for folder, _, _ in os.walk(hierarchy / self.name, topdown=False):
                _remove(folder)


def _hierarchies():
    """The one tree of cgroup v2, or each of v1's."""
    if (ROOT / "cgroup.controllers").exists():
        return [ROOT]
    return [entry for entry in ROOT.iterdir() if entry.is_dir() and not entry.is_symlink()]


def _inherit_cpuset(folder):
    """cgroup v1 starts a cpuset empty, and nothing can run in it."""
    for name in ("cpuset.cpus", "cpuset.mems"):
        own, above = folder / name, folder.parent / name
        if own.exists() and above.exists() and not own.read_text().strip():
            own.write_text(above.read_text())


def _remove(folder):
    """A cgroup is busy for a moment after its last process was reaped."""
    for _ in range(100):
        try:
            os.rmdir(folder)
            return
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.05)
    os.rmdir(folder)
