# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""davitd itself ends and comes back, alone or beside its successor."""

import time

from cases.davitd_case import FUSE, FUSE_SLOTS, DavitdCase
from cluster.wait import wait_for

LIMIT = 5.0  # seconds from davitd's start to the node offering all slots


class DavitdRestart(DavitdCase):
    def test_the_node_offers_the_device_again_after_davitd_was_killed(self):
        self._restart_with_a_pod_running("davitd kill -9 and start", self.davitd.kill)

    def test_the_node_offers_the_device_again_after_davitd_was_stopped(self):
        self._restart_with_a_pod_running("davitd TERM and start", self.davitd.stop)

    def test_two_daemons_of_a_rolling_update_end_with_one_that_is_registered(self):
        kubelet = self.cluster.kubelet
        registrations = kubelet.registrations(FUSE)
        successor = self.new_davitd("davitd-successor")
        successor.start()
        wait_for("a registration", lambda: kubelet.registrations(FUSE) > registrations, 10)

        self.assertEqual(self.davitd.stop(), 0)

        stopped = time.monotonic()
        settled = self.node.wait_until_settled_at(FUSE, FUSE_SLOTS, reports=4, seconds=30)
        self.measure("rolling update, first daemon ended", max(0.0, settled - stopped), LIMIT)
        self.expect_one_socket()
        self.expect_a_new_pod_opens_fuse()

    def _restart_with_a_pod_running(self, what, end):
        bystander = self.run_bystander({FUSE: 1})
        before = bystander.identity()
        end()
        self.node.wait_for_allocatable(FUSE, 0, 10)

        started = self.davitd.start()

        self.measure(what, self.wait_until_offered(30) - started, LIMIT)
        self.expect_one_socket()
        self.expect_a_new_pod_opens_fuse()
        self.assertEqual(bystander.identity(), before)
