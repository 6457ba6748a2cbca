# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""davitd lays its sockets where the kubelet looks for plugins by itself, and registers nowhere."""

import signal

from cases.davitd_case import FUSE, FUSE_SLOTS, DavitdCase

REGISTRY = "/var/lib/kubelet/plugins_registry"
LIMIT = 5.0  # seconds from kubelet.sock accepting to the node offering all slots


class WatcherMode(DavitdCase):
    flags = ("--plugins-registry", REGISTRY)

    def test_a_kubelet_that_looks_for_plugins_finds_davitd(self):
        self.expect_a_new_pod_opens_fuse()

    def test_a_kubelet_that_looks_for_plugins_finds_davitd_again_after_a_restart(self):
        self.cluster.kubelet.end(signal.SIGKILL)
        report = self.node.last_report()

        accepting = self.cluster.kubelet.start()

        seen = self.node.wait_for_allocatable_after(report, FUSE, FUSE_SLOTS, 30)
        self.measure("watcher mode: kubelet kill -9 and start", seen - accepting, LIMIT)
        self.expect_a_new_pod_opens_fuse()
