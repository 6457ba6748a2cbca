# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""What a pod gets that asks for a device, and what one does not get that does not ask."""

from cases.davitd_case import FUSE, FUSE_SLOTS, DavitdCase

# A node of fuse's numbers that the container makes itself: only the device cgroup stands before it.
# (runc lets every container have null, zero, random, tty and tun, so those would prove nothing.)
OPEN_OWN_NODE = "mknod /tmp/own c 10 229 && (: < /tmp/own) 2>&1 && echo opened"


class Allocation(DavitdCase):
    def test_the_node_offers_four_slots_of_one_device(self):
        self.assertEqual(self.node.capacity(FUSE), FUSE_SLOTS)
        self.assertEqual(self.node.allocatable(FUSE), FUSE_SLOTS)

    def test_a_pod_that_asks_opens_the_device(self):
        self.expect_a_new_pod_opens_fuse()

    def test_a_pod_that_asks_may_open_any_node_of_that_device(self):
        pod = self.run_pod(f"{{ {OPEN_OWN_NODE}; }} > /dev/termination-log", {FUSE: 1})

        self.assertEqual(pod.wait_until_succeeded(), "opened")

    def test_a_pod_that_does_not_ask_may_not_open_a_node_of_that_device(self):
        pod = self.run_pod(f"{{ {OPEN_OWN_NODE}; }} > /dev/termination-log; true")

        self.assertRegex(pod.wait_until_succeeded(), "Operation not permitted$")

    def test_four_pods_share_one_device_and_a_fifth_waits_for_a_free_slot(self):
        pods = [self.run_bystander({FUSE: 1}) for _ in range(FUSE_SLOTS)]
        fifth = self.run_pod("true", {FUSE: 1})
        self.assertIn(f"Insufficient {FUSE}", fifth.wait_until_unschedulable())

        pods[0].delete()

        fifth.wait_until_succeeded()

    def test_a_pod_that_asks_for_more_than_there_is_stays_pending(self):
        pod = self.run_pod("true", {FUSE: FUSE_SLOTS + 1})

        self.assertIn(f"Insufficient {FUSE}", pod.wait_until_unschedulable())
        self.assertEqual(pod.phase(), "Pending")
