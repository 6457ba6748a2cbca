# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""Everything of one run put together: started in order, stopped in the reverse one."""

import time
from pathlib import Path

from cluster.containerd import Containerd
from cluster.control_plane import ControlPlane
from cluster.kubelet import Kubelet
from cluster.node import Node
from cluster.wait import wait_for


class Cluster:
    """Runs inside the namespaces. logs is where every program writes."""

    def __init__(self, stack, folder, cgroup):
        folder = Path(folder)
        self.stack = stack
        self.logs = folder / "logs"
        self.scratch = folder / "scratch"
        self._control_plane = ControlPlane(stack, folder / "control-plane", self.logs)
        self._containerd = Containerd(stack, folder / "containerd", self.logs)
        self.kubeconfig = self._control_plane.kubeconfig
        self.kubelet = Kubelet(
            stack, folder / "kubelet", self.logs, self.kubeconfig, self._containerd.address, cgroup
        )
        self.api = self._control_plane.api
        self.node = Node(self.api)

    def start(self):
        """Returns the seconds from nothing to a Ready node."""
        begin = time.monotonic()
        self.logs.mkdir(parents=True, exist_ok=True)
        self.scratch.mkdir(exist_ok=True)
        self._control_plane.start()
        self._containerd.start()
        self.kubelet.start()
        wait_for("the node is Ready", self._node_ready, 120)
        wait_for("the default service account", self._account_made, 60)
        return time.monotonic() - begin

    def stop(self):
        for part in (self.kubelet, self._containerd, self._control_plane):
            part.stop()

    def expect_running(self):
        for part in (self.kubelet, self._containerd, self._control_plane):
            part.expect_running()

    def _node_ready(self):
        self.expect_running()
        return self.node.ready()

    def _account_made(self):
        accounts = self.api.get("/api/v1/namespaces/default/serviceaccounts")
        return bool(accounts["items"])
