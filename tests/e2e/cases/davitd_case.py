# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""Cases with a davitd that offers /dev/fuse four times."""

import os
import re
import stat
from pathlib import Path

from cases.cluster_case import ClusterCase
from cluster.davitd import Davitd, edit, sockets
from cluster.wait import wait_for

FUSE = "davit.dev/fuse"
FUSE_SLOTS = 4

CONFIG = """\
apiVersion: davit.dev/v1
backends:
  generic:
    devices:
      - {name: fuse, groups: [{paths: [{path: /dev/fuse}]}]}
resources:
  - {name: davit.dev/fuse, backend: generic, match: {name: fuse}, sharing: {count: 4, ids: "{id}::{n}"}}
"""

OPEN_FUSE = "(: < /dev/fuse) 2>&1 && echo opened"


class DavitdCase(ClusterCase):
    """Before each case davitd is started with config() and the node offers fuse; after it, nothing.

    The runner sets program, and devices: a folder of the run's own below /dev.
    """

    program = None
    devices = None
    flags = ()  # what davitd is told besides
    slots = FUSE_SLOTS

    def setUp(self):
        super().setUp()
        if not Path("/dev/fuse").exists():
            self.skipTest("this machine has no /dev/fuse")
        self.config = self.place_config()
        self.davitd = self.new_davitd("davitd")
        self.davitd.start()
        self.wait_until_offered()

    def config_text(self):
        return CONFIG

    def place_config(self):
        """Writes the config and returns the path that davitd is given; None for no config."""
        path = self.cluster.scratch / f"{self._testMethodName}.yaml"
        edit(path, self.config_text())
        return path

    def new_davitd(self, name):
        """A daemon that is not started yet; it is stopped when the case ends."""
        davitd = Davitd(
            self.program, self.config, self.cluster.scratch, self.cluster.logs, name, self.flags
        )
        self.addCleanup(self._end, davitd)
        return davitd

    def make_node(self, name, major, minor):
        """A character device of the run's own; it is removed when the case ends."""
        path = self.devices / name
        os.mknod(path, stat.S_IFCHR | 0o666, os.makedev(major, minor))
        self.addCleanup(path.unlink, missing_ok=True)
        return path

    def wait_until_offered(self, seconds=10):
        """Returns when the node offers all slots of fuse: the time.monotonic() of that."""
        return self.node.wait_for_allocatable(FUSE, self.slots, seconds)

    def expect_a_new_pod_opens_fuse(self):
        pod = self.run_pod(f"{{ {OPEN_FUSE}; }} > /dev/termination-log", {FUSE: 1})
        self.assertEqual(pod.wait_until_succeeded(), "opened")

    def expect_one_socket(self, resource=FUSE):
        """A dead daemon's socket is taken away, a living one's is there."""
        part = re.escape(resource.split("/")[1])
        wait_for(
            lambda: f"one socket of {resource}, not {sockets()}",
            lambda: len([s for s in sockets() if re.match(rf"davit-{part}-", s)]) == 1,
            5,
        )

    def _end(self, davitd):
        davitd.stop()
        self.node.wait_for_allocatable(FUSE, 0, 20)
