# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""The config file is edited under a davitd that runs."""

import os

from cases.davitd_case import CONFIG, FUSE, FUSE_SLOTS, DavitdCase
from cluster.davitd import edit
from cluster.wait import wait_for

NULL = "davit.dev/e2e-null"

BOTH = """\
apiVersion: davit.dev/v1
backends:
  generic:
    devices:
      - {name: fuse, groups: [{paths: [{path: /dev/fuse}]}]}
      - {name: "null", groups: [{paths: [{path: /dev/null, mountPath: /dev/e2e-null}]}]}
resources:
  - {name: davit.dev/fuse, backend: generic, match: {name: fuse}, sharing: {count: 4, ids: "{id}::{n}"}}
  - {name: davit.dev/e2e-null, backend: generic, match: {name: "null"}}
"""
ONLY_NULL = "".join(line for line in BOTH.splitlines(True) if "fuse" not in line)


class ConfigEdit(DavitdCase):
    def test_a_bad_edit_is_reported_and_the_node_keeps_serving(self):
        edit(self.config, CONFIG.replace("sharing:", "sharring:"))

        wait_for("the log names the unknown key", lambda: "sharring" in self.davitd.log(), 10)
        self.node.expect_allocatable_through(FUSE, FUSE_SLOTS, reports=3)
        self.expect_a_new_pod_opens_fuse()

    def test_a_good_edit_after_a_bad_one_is_taken(self):
        edit(self.config, "apiVersion: [")
        wait_for("the log names the file", lambda: self.config.name in self._news(), 10)

        edit(self.config, CONFIG.replace("count: 4", "count: 6"))

        self.node.wait_for_allocatable(FUSE, 6, 10)

    def test_an_edit_through_a_config_map_adds_a_resource_and_leaves_the_others_alone(self):
        registrations = self.cluster.kubelet.registrations(FUSE)

        self._swap_config_map(BOTH)

        self.node.wait_for_allocatable(NULL, 1, 10)
        self.run_pod("echo hello > /dev/e2e-null", {NULL: 1}).wait_until_succeeded()
        self.assertEqual(self.cluster.kubelet.registrations(FUSE), registrations)

    def test_an_edit_that_drops_a_resource_ends_at_zero(self):
        edit(self.config, BOTH)
        self.node.wait_for_allocatable(NULL, 1, 10)
        registrations = self.cluster.kubelet.registrations(NULL)

        edit(self.config, ONLY_NULL)

        self.node.wait_for_allocatable(FUSE, 0, 15)
        self.node.expect_allocatable_through(NULL, 1, reports=3)
        self.assertEqual(self.cluster.kubelet.registrations(NULL), registrations)

    def test_an_edit_that_drops_a_resource_leaves_the_pod_that_holds_it_alone(self):
        bystander = self.run_bystander({FUSE: 1})
        before = bystander.identity()

        edit(self.config, ONLY_NULL)

        self.node.wait_for_allocatable(NULL, 1, 10)
        self.node.wait_for_allocatable(FUSE, 0, 15)
        self.node.expect_allocatable_through(FUSE, 0, reports=2)
        self.assertEqual(bystander.identity(), before)

    def setUp(self):
        super().setUp()
        self._begin = len(self.davitd.log())
        self.addCleanup(self.node.wait_for_allocatable, NULL, 0, 20)
        self.addCleanup(self.davitd.stop)

    def _news(self):
        """What davitd has written since the case began."""
        return self.davitd.log()[self._begin :]

    def place_config(self):
        """As the kubelet mounts a ConfigMap: davit.yaml -> ..data/davit.yaml, ..data -> a folder."""
        mount = self.cluster.scratch / self._testMethodName
        (mount / "first").mkdir(parents=True)
        edit(mount / "first/davit.yaml", CONFIG)
        (mount / "..data").symlink_to("first")
        (mount / "davit.yaml").symlink_to("..data/davit.yaml")
        return mount / "davit.yaml"

    def _swap_config_map(self, text):
        mount = self.config.parent
        (mount / "second").mkdir()
        edit(mount / "second/davit.yaml", text)
        (mount / "..data_tmp").symlink_to("second")
        os.rename(mount / "..data_tmp", mount / "..data")
