# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""A davitd that was given no config serves what is worth offering on most machines."""

from cases.davitd_case import FUSE, DavitdCase


class NoConfig(DavitdCase):
    slots = 16  # what the backend generic offers of each of its default devices

    def place_config(self):
        return None

    def test_without_a_config_a_pod_gets_the_fuse_of_the_machine(self):
        self.assertEqual(self.node.capacity(FUSE), self.slots)
        self.expect_a_new_pod_opens_fuse()
