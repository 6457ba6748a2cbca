# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""The kubelet under test: started, ended and started again by the cases."""

import json
import re
import signal
import socket
import time
import urllib.request
from pathlib import Path

from cluster import images
from cluster.namespace import NODE_ADDRESS
from cluster.process import Process
from cluster.wait import wait_for

PLUGIN_DIRECTORY = Path("/var/lib/kubelet/device-plugins")
REGISTRY_SOCKET = PLUGIN_DIRECTORY / "kubelet.sock"
POD_RESOURCES_SOCKET = Path("/var/lib/kubelet/pod-resources/kubelet.sock")
NODE_NAME = "node1"

_READ_ONLY_PORT = 10255


class Kubelet:
    def __init__(self, stack, folder, logs, kubeconfig, containerd_address, cgroup):
        self._stack = stack
        self._folder = folder
        self._logs = logs
        self._kubeconfig = kubeconfig
        self._runtime = f"unix://{containerd_address}"
        self._cgroup = cgroup
        self._process = None

    def start(self):
        """Starts it and returns when its registration socket accepts: the time.monotonic() of that."""
        self._folder.mkdir(exist_ok=True)
        config = self._folder / "kubelet.json"
        config.write_text(json.dumps(self._config()), encoding="utf-8")
        flags = [
            f"--config={config}", f"--kubeconfig={self._kubeconfig}",
            f"--hostname-override={NODE_NAME}", f"--node-ip={NODE_ADDRESS}", "-v=4",
        ]
        if self._stack.version == "1.20":
            flags += [
                "--container-runtime=remote", f"--container-runtime-endpoint={self._runtime}",
                f"--pod-infra-container-image={images.PAUSE}",
            ]
        elif self._stack.version == "1.28":
            flags += [f"--pod-infra-container-image={images.PAUSE}"]
        self._process = Process(
            "kubelet", [self._stack.kubelet, *flags], self._logs / "kubelet.log"
        )
        return wait_for("kubelet.sock accepts", self._accepting_since, 60, every=0.01)

    def end(self, number=signal.SIGTERM):
        """Sends the signal and returns when the kubelet is gone."""
        self._process.signal(number)
        self._process.wait(30)

    def stop(self):
        if self._process:
            self._process.stop()

    def expect_running(self):
        self._process.expect_running()

    def registrations(self, resource):
        """How often a plugin has registered for the resource since this kubelet started."""
        with urllib.request.urlopen(f"http://{NODE_ADDRESS}:{_READ_ONLY_PORT}/metrics") as answer:
            text = answer.read().decode()
        sample = rf'^kubelet_device_plugin_registration_total{{resource_name="{re.escape(resource)}"}} (\d+)'
        found = re.search(sample, text, re.MULTILINE)
        return int(found.group(1)) if found else 0

    def _accepting_since(self):
        self._process.expect_running()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            try:
                probe.connect(str(REGISTRY_SOCKET))
            except OSError:
                return None
        return time.monotonic()

    def _config(self):
        config = {
            "kind": "KubeletConfiguration",
            "apiVersion": "kubelet.config.k8s.io/v1beta1",
            "authentication": {"anonymous": {"enabled": True}, "webhook": {"enabled": False}},
            "authorization": {"mode": "AlwaysAllow"},
            "cgroupDriver": "cgroupfs",
            "cgroupRoot": f"/{self._cgroup}",
            "cgroupsPerQOS": True,
            "enforceNodeAllocatable": ["pods"],
            "failSwapOn": False,
            "readOnlyPort": _READ_ONLY_PORT,
            "nodeStatusUpdateFrequency": "1s",
            "nodeStatusReportFrequency": "1s",
            "volumePluginDir": f"{self._folder}/volume-plugins",
            "makeIPTablesUtilChains": False,
            "evictionHard": {
                "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%",
            },
        }
        if self._stack.version != "1.20":
            config["containerRuntimeEndpoint"] = self._runtime
            config["localStorageCapacityIsolation"] = False
        if self._stack.version == "1.36":
            config["failCgroupV1"] = False
        return config
