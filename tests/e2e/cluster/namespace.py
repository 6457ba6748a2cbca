# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""The cluster's own mount, network and process namespaces.

Whatever becomes of a run, the kernel ends its processes and undoes its mounts, bridges and routes
when the namespaces end. /dev and /sys stay the machine's own: devices are what is tested.
"""

import fcntl
import shlex
import subprocess
import sys
from pathlib import Path

# Paths that Kubernetes does not let anyone move. A run sees folders of its own there.
FIXED_FOLDERS = ("/var/lib/kubelet", "/var/lib/cni", "/var/log/pods", "/var/log/containers")

NODE_ADDRESS = "10.99.0.1"


def start_inside(command):
    """Starts command in fresh namespaces and returns the Popen, for end_inside.

    The shell is process 1 there and stays to reap what the containers' shims leave behind.
    """
    script = f"{shlex.join(map(str, command))} & wait $!"
    return subprocess.Popen(
        ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc",
         "--propagation", "private", "/bin/sh", "-c", script],
    )


def end_inside(inside):
    """Ends all that is left in there."""
    inside.kill()
    inside.wait()


def furnish(folder):
    """Called inside: gives the namespaces what a node needs. folder holds the private folders."""
    # Mounts made by the kubelet and the runtime must reach the containers.
    _run("mount", "--make-rshared", "/")
    _run("mount", "-t", "tmpfs", "-o", "mode=0755", "tmpfs", "/run")
    for target in FIXED_FOLDERS:
        source = Path(folder) / target.strip("/").replace("/", "-")
        source.mkdir(parents=True)
        _run("mount", "--bind", source, target)
    _run("ip", "link", "set", "lo", "up")
    # The kubelet and the API server want an address that is not loopback.
    _run("ip", "link", "add", "node0", "type", "bridge")
    _run("ip", "address", "add", f"{NODE_ADDRESS}/24", "dev", "node0")
    _run("ip", "link", "set", "node0", "up")
    _run("ip", "route", "add", "default", "dev", "node0")


class MountPoints:
    """Called outside: the fixed folders must exist to be mounted over; takes away what it made.

    One run at a time: to remove a folder here is to undo what another run has mounted there.
    """

    def __init__(self, lock_path):
        self._lock_path = lock_path
        self._lock = None
        self._made = []

    def __enter__(self):
        self._lock = open(self._lock_path, "w", encoding="utf-8")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("e2e: waiting for another run to end", file=sys.stderr, flush=True)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        for folder in map(Path, FIXED_FOLDERS):
            if not folder.exists():
                folder.mkdir(parents=True)
                self._made.append(folder)
        return self

    def __exit__(self, *_):
        for folder in self._made:
            try:
                folder.rmdir()
            except OSError as problem:  # A real kubelet came meanwhile.
                print(f"e2e: left {folder}: {problem}", file=sys.stderr)
        self._lock.close()


def _run(*command):
    subprocess.run(list(map(str, command)), check=True)
