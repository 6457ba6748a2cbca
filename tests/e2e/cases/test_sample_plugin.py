# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""The harness itself, proved with Kubernetes' own sample device plugin in davitd's place."""

import signal

from cases.cluster_case import ClusterCase
from cluster.kubelet import PLUGIN_DIRECTORY
from cluster.process import Process

RESOURCE = "example.com/resource"
# The plugin mounts one file per device, /tmp/Dev-1 and /tmp/Dev-2.
LIST_DEVICES = "ls /tmp > /dev/termination-log"


class SamplePlugin(ClusterCase):
    def setUp(self):
        super().setUp()
        self.forget_deprecation()
        plugin = Process(
            "sample-device-plugin",
            [self.cluster.stack.control_plane / "sample-device-plugin"],
            self.cluster.logs / "sample-device-plugin.log",
            env={"PLUGIN_SOCK_DIR": str(PLUGIN_DIRECTORY)},
        )
        self.addCleanup(self.node.wait_for_allocatable, RESOURCE, 0, 10)
        self.addCleanup(plugin.stop)
        self.node.wait_for_allocatable(RESOURCE, 2, 10)

    def forget_deprecation(self):
        """Kubelet 1.20 leaves a file that this plugin takes for a reason not to register."""
        (PLUGIN_DIRECTORY / "DEPRECATION").unlink(missing_ok=True)

    def test_the_sample_plugin_serves_a_pod(self):
        pod = self.run_pod(LIST_DEVICES, {RESOURCE: 1})

        self.assertRegex(pod.wait_until_succeeded(), "^Dev-[12]$")

    def test_the_sample_plugin_is_found_again_after_a_kubelet_restart(self):
        self.cluster.kubelet.end(signal.SIGKILL)
        report = self.node.last_report()

        self.cluster.kubelet.start()
        self.forget_deprecation()

        self.node.wait_for_allocatable_after(report, RESOURCE, 2, 20)
        self.run_pod(LIST_DEVICES, {RESOURCE: 2}).wait_until_succeeded()
