# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""The kubelet forgets its plugins when it restarts; davitd must notice and come back."""

import signal

from cases.davitd_case import FUSE, FUSE_SLOTS, DavitdCase

LIMIT = 5.0  # seconds from kubelet.sock accepting to the node offering all slots


class KubeletRestart(DavitdCase):
    def test_the_node_offers_the_device_again_after_a_graceful_kubelet_restart(self):
        self._restart_with_a_pod_running("kubelet TERM and start", signal.SIGTERM)

    def test_the_node_offers_the_device_again_after_the_kubelet_is_killed(self):
        self._restart_with_a_pod_running("kubelet kill -9 and start", signal.SIGKILL)

    def test_the_node_offers_the_device_when_the_kubelet_comes_after_davitd(self):
        self.davitd.stop()
        self.cluster.kubelet.end()
        report = self.node.last_report()
        self.davitd.start()

        accepting = self.cluster.kubelet.start()

        seen = self.node.wait_for_allocatable_after(report, FUSE, FUSE_SLOTS, 30)
        self.measure("kubelet starts after davitd", seen - accepting, LIMIT)
        self.expect_a_new_pod_opens_fuse()

    def _restart_with_a_pod_running(self, what, number):
        bystander = self.run_bystander({FUSE: 1})
        before = bystander.identity()
        self.cluster.kubelet.end(number)
        report = self.node.last_report()

        accepting = self.cluster.kubelet.start()

        seen = self.node.wait_for_allocatable_after(report, FUSE, FUSE_SLOTS, 30)
        self.measure(what, seen - accepting, LIMIT)
        self.expect_a_new_pod_opens_fuse()
        self.assertEqual(bystander.identity(), before)
