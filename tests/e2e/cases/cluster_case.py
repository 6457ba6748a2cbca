# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""What every case has at hand: the running cluster, and pods that are gone when it ends."""

import unittest

from cluster.pod import STAY, Pod


class ClusterCase(unittest.TestCase):
    """The runner sets cluster, and measurements, a list of (what, seconds, limit)."""

    cluster = None
    measurements = None

    def setUp(self):
        self.node = self.cluster.node
        self.addCleanup(self.cluster.expect_running)
        self._pods = 0

    def run_bystander(self, limits):
        """A pod that runs until the case ends, to see that nothing touches it."""
        pod = self.run_pod(STAY, limits)
        pod.wait_until_running()
        return pod

    def run_pod(self, script, limits=None):
        """Makes a pod; it is deleted when the case ends."""
        self._pods += 1
        words = self._testMethodName.removeprefix("test_").split("_")
        name = f"{'-'.join(words)[:48].strip('-')}-{self._pods}"
        pod = Pod(self.cluster.api, name, script, limits or {})
        self.addCleanup(pod.delete)
        return pod

    def measure(self, what, seconds, limit):
        """Notes a time for the table at the end, and fails the case when it is over the limit."""
        self.measurements.append((what, seconds, limit))
        self.assertLessEqual(seconds, limit, what)
