# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""Programs built by the Go tool from the modules pinned in tests/e2e/modules."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from provision.cache import ProvisionError

MODULES = Path(__file__).resolve().parent.parent / "modules"


class GoModule:
    """One pinned module and the programs to build from it. Its go.mod is what names the version."""

    def __init__(self, folder, module, programs, minutes, version_symbol=None):
        self.folder = MODULES / folder
        self.module = module
        self.programs = programs
        self.minutes = minutes
        self.version_symbol = version_symbol

    @property
    def version(self):
        found = re.search(
            rf"^(?:require )?\s*{re.escape(self.module)} (v\S+)", self._go_mod(), re.MULTILINE
        )
        return found.group(1)

    @property
    def cache_name(self):
        return f"{self.folder.name.rsplit('-', 1)[0]}-{self.version.removeprefix('v')}"

    def provide(self, cache):
        """The folder with the built programs."""
        return cache.make(
            self.cache_name,
            f"building {', '.join(Path(p).name for p in self.programs)} {self.version} through the "
            f"Go module proxy; about {self.minutes} minutes on two idle cores, once",
            self._build,
        )

    def _build(self, folder, log):
        go = self._go()
        flags = "-s -w"
        if self.version_symbol:
            # Without it the programs call themselves v0.0.0-master and clients refuse them.
            flags += f" -X {self.version_symbol}={self.version}"
        packages = [f"{self.module}/{program}" for program in self.programs]
        log.run(
            go, "build", "-trimpath", "-buildvcs=false", "-mod=readonly", "-ldflags", flags,
            "-o", f"{folder}/", *packages,
            cwd=self.folder,
            env={"CGO_ENABLED": "0", "GOFLAGS": ""},
        )

    def _go(self):
        """A Go tool that is new enough, or a ProvisionError that says what to install."""
        needed = re.search(r"^go (\S+)", self._go_mod(), re.MULTILINE).group(1)
        # The tool itself may fetch the toolchain it needs, unless it was told not to.
        for go in filter(None, [shutil.which("go"), "/usr/local/go/bin/go"]):
            if not os.access(go, os.X_OK):
                continue
            found = subprocess.run(
                [go, "env", "GOVERSION"], cwd=self.folder, capture_output=True, text=True, check=False
            )
            version = found.stdout.strip().removeprefix("go")
            if found.returncode == 0 and _numbers(version) >= _numbers(needed):
                return go
        raise ProvisionError(
            f"building {self.module} {self.version} needs Go {needed} or newer, and there is none on "
            "PATH or in /usr/local/go: unpack one from https://go.dev/dl/ to /usr/local/go"
        )

    def _go_mod(self):
        return (self.folder / "go.mod").read_text(encoding="utf-8")


def _numbers(version):
    return [int(part) for part in re.findall(r"\d+", version)[:3]]
