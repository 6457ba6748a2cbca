# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""containerd with the images of the cases in it."""

import json
import os
import subprocess

from cluster import images
from cluster.process import Process
from cluster.wait import wait_for

_CONFIG_1 = """\
version = 2
root = "{root}"
state = "{state}"
[grpc]
  address = "{address}"
[plugins."io.containerd.internal.v1.opt"]
  path = "{root}/opt"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "{pause}"
  # Without CAP_SYS_RESOURCE runc may not lower a score and dies.
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "{cni_programs}"
    conf_dir = "{cni_config}"
"""

_CONFIG_2 = """\
version = 3
root = "{root}"
state = "{state}"
[grpc]
  address = "{address}"
[plugins."io.containerd.internal.v1.opt"]
  path = "{root}/opt"
[plugins."io.containerd.cri.v1.runtime"]
  # Without CAP_SYS_RESOURCE runc may not lower a score and dies.
  restrict_oom_score_adj = true
  disable_apparmor = true
  enable_cdi = true
  cdi_spec_dirs = ["/etc/cdi", "/var/run/cdi"]
  [plugins."io.containerd.cri.v1.runtime".cni]
    bin_dirs = ["{cni_programs}"]
    conf_dir = "{cni_config}"
[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "{pause}"
"""

_NETWORK = {
    "cniVersion": "0.4.0",
    "name": "e2e",
    "plugins": [{
        "type": "bridge",
        "bridge": "cni0",
        "isGateway": True,
        "ipMasq": False,
        "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.244.0.0/24"}]]},
    }],
}


class Containerd:
    """start() returns when the images are in."""

    def __init__(self, stack, folder, logs):
        self._stack = stack
        self._folder = folder
        self._logs = logs
        self._process = None
        self.address = "/run/davit-e2e/containerd.sock"

    def start(self):
        config = self._write_config()
        path = f"{self._stack.containerd}:{self._stack.tools}/usr/sbin:{os.environ['PATH']}"
        self._process = Process(
            "containerd",
            [self._stack.containerd / "containerd", "--config", config],
            self._logs / "containerd.log",
            env={"PATH": path},
        )
        wait_for("containerd answers", self._answers, 30)
        archive = self._folder / "images.tar"
        images.write_archive(self._stack.tools / "bin/busybox", archive)
        imported = self._ctr("--namespace", "k8s.io", "images", "import", archive)
        if imported.returncode != 0:
            raise AssertionError(f"ctr images import: {imported.stderr}")

    def stop(self):
        if self._process:
            self._process.stop()

    def expect_running(self):
        self._process.expect_running()

    def _answers(self):
        self._process.expect_running()
        return self._ctr("version").returncode == 0

    def _ctr(self, *arguments):
        command = [self._stack.containerd / "ctr", "--address", self.address, *arguments]
        return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)

    def _write_config(self):
        networks = self._folder / "cni"
        networks.mkdir(parents=True)
        (networks / "10-e2e.conflist").write_text(json.dumps(_NETWORK), encoding="utf-8")
        # Debian's 1.6 serves the CRI of the oldest kubelet; its configuration is an older one.
        template = _CONFIG_1 if self._stack.version == "1.20" else _CONFIG_2
        text = template.format(
            root=self._folder / "root",
            state="/run/davit-e2e/state",
            address=self.address,
            pause=images.PAUSE,
            cni_programs=self._stack.tools / "usr/lib/cni",
            cni_config=networks,
        )
        path = self._folder / "config.toml"
        path.write_text(text, encoding="utf-8")
        return path
