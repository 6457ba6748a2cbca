# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""A folder of built things, one sub-folder per thing and version; what is there is complete."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path


class ProvisionError(Exception):
    """Something that a run needs cannot be had; the text says what the user can do."""


class Cache:
    """Keeps finished folders by name. A folder appears whole or not at all."""

    def __init__(self, root=None):
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        self.root = Path(root or base / "davit-e2e")
        self.root.mkdir(parents=True, exist_ok=True)

    def have(self, name):
        return (self.root / name).is_dir()

    def make(self, name, announcement, recipe):
        """Returns the folder called name; if it is not there, recipe(folder, log) fills a new one."""
        target = self.root / name
        if target.is_dir():
            return target
        with self._locked(name):
            if target.is_dir():
                return target
            say(f"{name}: {announcement}")
            staging = self.root / f".{name}.partial"
            shutil.rmtree(staging, ignore_errors=True)
            staging.mkdir()
            log_path = self.root / f"{name}.log"
            with open(log_path, "w", encoding="utf-8") as log:
                recipe(staging, BuildLog(log, log_path))
            staging.rename(target)
            say(f"{name}: ready")
        return target

    @contextlib.contextmanager
    def _locked(self, name):
        with open(self.root / f".{name}.lock", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


class BuildLog:
    """Runs the commands of a recipe, their output in a file that a failure names."""

    def __init__(self, stream, path):
        self._stream = stream
        self._path = path

    def run(self, *command, cwd=None, env=None):
        self._stream.write("+ " + " ".join(map(str, command)) + "\n")
        self._stream.flush()
        result = subprocess.run(
            ["nice", "-n", "10", *map(str, command)],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=self._stream,
            stderr=subprocess.STDOUT,
            check=False,
        )
        if result.returncode != 0:
            tail = "\n  ".join(self._path.read_text(errors="replace").splitlines()[-8:])
            raise ProvisionError(
                f"{command[0]} ended with {result.returncode}; all of it is in {self._path}:\n  {tail}"
            )


def say(line):
    print(f"e2e: {line}", file=sys.stderr, flush=True)
