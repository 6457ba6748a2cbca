# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""etcd, API server, scheduler and controller manager on loopback."""

import json
import secrets
import subprocess

from cluster.api import Api
from cluster.namespace import NODE_ADDRESS
from cluster.process import Process
from cluster.wait import wait_for

PORT = 6443


class ControlPlane:
    """Starts in the constructor's folder; start() returns when the API server is ready."""

    def __init__(self, stack, folder, logs):
        self._stack = stack
        self._folder = folder
        self._logs = logs
        self._processes = []
        self._token = secrets.token_hex(16)
        self.kubeconfig = folder / "kubeconfig"
        self.api = Api("127.0.0.1", PORT, self._token)

    def start(self):
        self._folder.mkdir()
        self._write_secrets()
        self._start(
            "etcd", self._stack.tools / "usr/bin/etcd",
            f"--data-dir={self._folder}/etcd", "--unsafe-no-fsync", "--log-level=warn",
            "--listen-client-urls=http://127.0.0.1:2379",
            "--advertise-client-urls=http://127.0.0.1:2379",
            "--listen-peer-urls=http://127.0.0.1:2380",
        )
        self._start_kubernetes(
            "kube-apiserver",
            "--etcd-servers=http://127.0.0.1:2379",
            f"--service-account-key-file={self._folder}/sa.pub",
            f"--service-account-signing-key-file={self._folder}/sa.key",
            "--service-account-issuer=https://kubernetes.default",
            f"--token-auth-file={self._folder}/tokens.csv",
            "--authorization-mode=RBAC",
            f"--secure-port={PORT}", "--bind-address=127.0.0.1",
            f"--advertise-address={NODE_ADDRESS}",
            f"--cert-dir={self._folder}/certificates",
            "--service-cluster-ip-range=10.96.0.0/24",
            "--allow-privileged=true",
            "--kubelet-preferred-address-types=InternalIP",
        )
        wait_for("the API server is ready", self._ready, 60)
        self._start_kubernetes(
            "kube-controller-manager",
            f"--kubeconfig={self.kubeconfig}", "--leader-elect=false",
            f"--service-account-private-key-file={self._folder}/sa.key",
            f"--cert-dir={self._folder}/certificates",
            f"--flex-volume-plugin-dir={self._folder}/volume-plugins",
        )
        self._start_kubernetes(
            "kube-scheduler", f"--kubeconfig={self.kubeconfig}", "--leader-elect=false",
            f"--cert-dir={self._folder}/certificates",
        )

    def stop(self):
        for process in reversed(self._processes):
            process.stop()

    def expect_running(self):
        for process in self._processes:
            process.expect_running()

    def _ready(self):
        self.expect_running()
        return self.api.ready()

    def _start_kubernetes(self, name, *flags):
        self._start(name, self._stack.control_plane / name, *flags)

    def _start(self, name, *command):
        self._processes.append(Process(name, command, self._logs / f"{name}.log"))

    def _write_secrets(self):
        openssl = ["openssl", "rsa", "-in", f"{self._folder}/sa.key", "-pubout"]
        _quietly("openssl", "genrsa", "-out", f"{self._folder}/sa.key", "2048")
        _quietly(*openssl, "-out", f"{self._folder}/sa.pub")
        tokens = self._folder / "tokens.csv"
        tokens.write_text(f"{self._token},admin,admin,system:masters\n", encoding="utf-8")
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{
                "name": "e2e",
                "cluster": {
                    "server": f"https://127.0.0.1:{PORT}",
                    "insecure-skip-tls-verify": True,
                },
            }],
            "users": [{"name": "admin", "user": {"token": self._token}}],
            "contexts": [{"name": "e2e", "context": {"cluster": "e2e", "user": "admin"}}],
            "current-context": "e2e",
        }
        self.kubeconfig.write_text(json.dumps(config), encoding="utf-8")


def _quietly(*command):
    subprocess.run(command, check=True, capture_output=True)
