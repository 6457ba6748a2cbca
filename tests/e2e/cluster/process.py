# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""One long-running program: a session and a log of its own, ended by its pid."""

import os
import signal
import subprocess
import time


class ProcessDied(AssertionError):
    """A program of the cluster ended when it should be running."""


class Process:
    """Starts at once. The log is appended to, so that a restarted program has one story."""

    def __init__(self, name, command, log_path, env=None):
        self.name = name
        self.log_path = log_path
        self.started = time.monotonic()
        with open(log_path, "ab") as log:
            log.write(f"--- {' '.join(map(str, command))}\n".encode())
            log.flush()
            self.log_start = log.tell()
            self._child = subprocess.Popen(
                list(map(str, command)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **(env or {})},
                start_new_session=True,
            )

    @property
    def pid(self):
        return self._child.pid

    def running(self):
        return self._child.poll() is None

    def expect_running(self):
        if not self.running():
            raise ProcessDied(
                f"{self.name} ended with {self._child.returncode}; the last lines of {self.log_path}:\n"
                + "\n".join(self.log().splitlines()[-10:])
            )
        return True

    def log(self):
        """What this start of the program has written so far."""
        with open(self.log_path, "rb") as log:
            log.seek(self.log_start)
            return log.read().decode(errors="replace")

    def signal(self, number):
        self._child.send_signal(number)

    def wait(self, seconds):
        """The exit status (negative: the signal), or subprocess.TimeoutExpired."""
        return self._child.wait(seconds)

    def stop(self, seconds=10):
        """TERM, and KILL when that is not enough. Returns the exit status."""
        if self.running():
            self.signal(signal.SIGTERM)
            try:
                return self.wait(seconds)
            except subprocess.TimeoutExpired:
                return self.kill()
        return self._child.returncode

    def kill(self):
        if self.running():
            self.signal(signal.SIGKILL)
        return self.wait(10)
