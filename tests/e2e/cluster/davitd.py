# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""davitd as a DaemonSet would run it, with a config file that a case can edit."""

import os

from cluster.kubelet import PLUGIN_DIRECTORY, POD_RESOURCES_SOCKET
from cluster.process import Process


class Davitd:
    """One daemon. Several may share a config file, as the pods of a rolling update do.

    Without a config it serves what it finds by itself. flags are further words of its command line.
    """

    def __init__(self, program, config, folder, logs, name="davitd", flags=()):
        self._program = program
        self._state = folder / f"{name}-state"
        self._log_path = logs / f"{name}.log"
        self._name = name
        self._flags = [*flags, *(["--config", config] if config else [])]
        self.process = None

    def start(self):
        self._state.mkdir(exist_ok=True)
        self.process = Process(
            self._name,
            [
                self._program,
                "--socket-dir", PLUGIN_DIRECTORY,
                "--pod-resources", POD_RESOURCES_SOCKET,
                "--host-root", "/",
                "--state-dir", self._state,
                *self._flags,
            ],
            self._log_path,
        )
        return self.process.started

    def stop(self):
        return self.process.stop() if self.process else None

    def kill(self):
        return self.process.kill() if self.process else None

    def log(self):
        return self.process.log()


def edit(path, text):
    """Writes the file as an editor does: whole, under its name at once."""
    draft = path.with_name(f".{path.name}.new")
    draft.write_text(text, encoding="utf-8")
    os.chmod(draft, 0o644)
    draft.rename(path)


def sockets():
    """The plugin sockets that are in the kubelet's directory now."""
    return sorted(path.name for path in PLUGIN_DIRECTORY.glob("davit-*.sock"))
