# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""Which programs each kubelet version runs with, and where they come from."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from provision.debian import build_old_kubelet, unpack_packages
from provision.go_modules import GoModule

CONTROL_PLANE = GoModule(
    "kubernetes-1.36",
    "k8s.io/kubernetes",
    [
        "cmd/kubelet",
        "cmd/kube-apiserver",
        "cmd/kube-controller-manager",
        "cmd/kube-scheduler",
        "cmd/kubectl",
        "test/images/sample-device-plugin",
    ],
    minutes=8,
    version_symbol="k8s.io/component-base/version.gitVersion",
)
KUBELET_1_28 = GoModule(
    "kubernetes-1.28",
    "k8s.io/kubernetes",
    ["cmd/kubelet"],
    minutes=6,
    version_symbol="k8s.io/component-base/version.gitVersion",
)
CONTAINERD_2_4 = GoModule(
    "containerd-2.4",
    "github.com/containerd/containerd/v2",
    ["cmd/containerd", "cmd/containerd-shim-runc-v2", "cmd/ctr"],
    minutes=2,
)
DEBIAN_TOOLS = ["runc", "etcd-server", "containernetworking-plugins", "busybox-static"]

KUBELETS = ("1.36", "1.28", "1.20")


@dataclass(frozen=True)
class Stack:
    """The programs of one run: one control plane for all, the kubelet and runtime of its version."""

    version: str
    control_plane: Path  # kube-apiserver, kube-scheduler, …, the sample device plugin
    kubelet: Path  # the program
    containerd: Path  # the folder with containerd, its shim and ctr
    tools: Path  # the root under which Debian's packages are unpacked


def provide(cache, version):
    """Builds or finds everything for one of KUBELETS. Raises ProvisionError."""
    tools = unpack_packages(cache, "debian-12-tools", DEBIAN_TOOLS)
    control_plane = CONTROL_PLANE.provide(cache)
    if version == "1.20":
        kubelet = _old_kubelet(cache)
        containerd = unpack_packages(cache, "debian-12-containerd-1.6", ["containerd"]) / "usr/bin"
    else:
        containerd = CONTAINERD_2_4.provide(cache)
        kubelet = control_plane if version == "1.36" else KUBELET_1_28.provide(cache)
    return Stack(version, control_plane, kubelet / "kubelet", containerd, tools)


def _old_kubelet(cache):
    name, version = "debian-12-kubelet-1.20.2", "1.20.2"
    if cache.have(name):
        return cache.root / name
    compiler = unpack_packages(cache, "debian-12-go-1.19", ["golang-1.19-go", "golang-1.19-src"])
    kubelet = build_old_kubelet(cache, name, version, compiler)
    shutil.rmtree(compiler)  # Of no use any more, and large.
    return kubelet
