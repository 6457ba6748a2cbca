# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""Device nodes come, go and change under a davitd that runs and a pod that holds them."""

import time

from cases.davitd_case import DavitdCase

LAMP = "davit.dev/e2e-lamp"
LIMIT = 5.0  # seconds, the kubelet's own report of once a second included

# Two of the kernel's memory devices: every machine has them, and both may be opened for writing.
KMSG = (1, 11)
RANDOM = (1, 8)


class DeviceHealth(DavitdCase):
    def config_text(self):
        return f"""\
apiVersion: davit.dev/v1
backends:
  generic:
    devices:
      - {{name: fuse, groups: [{{paths: [{{path: /dev/fuse}}]}}]}}
      - {{name: lamp, onMissing: unhealthy, groups: [{{paths: [{{path: "{self.devices}/lamp*"}}]}}]}}
resources:
  - {{name: davit.dev/fuse, backend: generic, match: {{name: fuse}}, sharing: {{count: 4, ids: "{{id}}::{{n}}"}}}}
  - {{name: {LAMP}, backend: generic, match: {{name: lamp}}}}
"""

    def setUp(self):
        super().setUp()
        self.addCleanup(self.node.wait_for_allocatable, LAMP, 0, 20)
        self.addCleanup(self.davitd.stop)

    def test_a_node_that_appears_is_offered_and_a_pod_opens_it(self):
        self.assertEqual(self.node.allocatable(LAMP), 0)

        path = self.make_node("lamp0", *KMSG)

        self.node.wait_for_allocatable(LAMP, 1, 10)
        # A container may not open this device unless it was given it; see the last case below.
        pod = self.run_pod(f"(: > {path}) 2> /dev/termination-log", {LAMP: 1})
        self.assertEqual(pod.wait_until_succeeded(), "")

    def test_a_node_that_is_removed_and_restored_leaves_its_pod_untouched(self):
        first = self.make_node("lamp0", *KMSG)
        self.make_node("lamp1", *RANDOM)
        self.node.wait_for_allocatable(LAMP, 2, 10)
        bystander = self.run_bystander({LAMP: 2})
        before = bystander.identity()

        first.unlink()
        removed = time.monotonic()
        dropped = self.node.wait_for_allocatable(LAMP, 1, 30)
        self.make_node("lamp0", *KMSG)
        restored = time.monotonic()
        back = self.node.wait_for_allocatable(LAMP, 2, 30)

        self.measure("device node removed, offer drops", dropped - removed, LIMIT)
        self.measure("device node restored, offer is back", back - restored, LIMIT)
        self.assertEqual(self.node.capacity(LAMP), 2)
        self.assertEqual(bystander.identity(), before)

    def test_a_node_that_becomes_a_plain_file_is_not_offered(self):
        path = self.make_node("lamp0", *KMSG)
        self.node.wait_for_allocatable(LAMP, 1, 10)

        path.unlink()
        path.write_text("no device\n", encoding="utf-8")

        self.node.wait_for_allocatable(LAMP, 0, 10)

    def test_a_pod_that_does_not_ask_may_not_open_such_a_node(self):
        major, minor = KMSG
        script = f"mknod /tmp/own c {major} {minor} && (: > /tmp/own) 2> /dev/termination-log; true"

        pod = self.run_pod(script)

        self.assertRegex(pod.wait_until_succeeded(), "Operation not permitted$")
