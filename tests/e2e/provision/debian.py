# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""Programs from Debian 12's archive, unpacked beside the system: nothing is installed.

apt is given lists of its own, so that neither the machine's sources nor its lists change.
"""

import os
import shutil
from pathlib import Path

from provision.cache import ProvisionError

MIRROR = os.environ.get("DAVIT_E2E_DEBIAN_MIRROR", "http://deb.debian.org/debian")
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


def unpack_packages(cache, name, packages):
    """The folder called name, with the packages' files as if it were the root of a file system."""

    def recipe(folder, log):
        apt = PrivateApt(folder / "apt", log)
        apt.run("download", *packages, cwd=apt.folder)
        archives = sorted(apt.folder.glob("*.deb"))
        for archive in archives:
            log.run("dpkg-deb", "-x", archive, folder)
        listing = "".join(f"{archive.name}\n" for archive in archives)
        (folder / "packages.txt").write_text(listing, encoding="utf-8")
        shutil.rmtree(apt.folder)

    return cache.make(name, f"unpacking {', '.join(packages)} from {MIRROR}; half a minute", recipe)


def build_old_kubelet(cache, name, version, compiler):
    """The folder called name, with the kubelet of Debian's source package kubernetes.

    compiler is the root of an unpacked golang-1.19-go.
    """

    def recipe(folder, log):
        if not shutil.which("dpkg-source"):
            raise ProvisionError("unpacking a source package needs dpkg-source: apt install dpkg-dev")
        apt = PrivateApt(folder / "apt", log)
        apt.run("source", "--download-only", "kubernetes", cwd=apt.folder)
        (description,) = apt.folder.glob("kubernetes_*.dsc")
        tree = folder / "gopath/src/k8s.io/kubernetes"
        tree.parent.mkdir(parents=True)
        log.run("dpkg-source", "-x", description, tree)
        symbol = "k8s.io/kubernetes/vendor/k8s.io/component-base/version.gitVersion"
        log.run(
            compiler / "usr/lib/go-1.19/bin/go", "build", "-trimpath",
            "-ldflags", f"-s -w -X {symbol}=v{version}", "-o", folder / "kubelet", "./cmd/kubelet",
            cwd=tree,
            env={
                "GO111MODULE": "off",
                "GOFLAGS": "",
                "GOROOT": str(compiler / "usr/lib/go-1.19"),
                "GOPATH": str(folder / "gopath"),
                "GOCACHE": str(folder / "go-build"),
                "CGO_ENABLED": "0",
            },
        )
        for leftover in (apt.folder, folder / "gopath", folder / "go-build"):
            shutil.rmtree(leftover)

    return cache.make(
        name,
        f"building kubelet {version} from Debian's source package kubernetes with Go 1.19; about 4 "
        "minutes on two idle cores, once",
        recipe,
    )


class PrivateApt:
    """apt-get with its own sources, lists and cache below one folder."""

    def __init__(self, folder, log):
        self.folder = Path(folder)
        self._log = log
        if not Path(KEYRING).exists():
            raise ProvisionError(f"{KEYRING} is missing: apt install debian-archive-keyring")
        (self.folder / "lists/partial").mkdir(parents=True)
        (self.folder / "cache/archives/partial").mkdir(parents=True)
        where = f"[signed-by={KEYRING}] {MIRROR} bookworm main"
        (self.folder / "sources.list").write_text(f"deb {where}\ndeb-src {where}\n", encoding="utf-8")
        self.run("update")

    def run(self, *arguments, cwd=None):
        options = {
            "Dir::Etc::SourceList": self.folder / "sources.list",
            "Dir::Etc::SourceParts": "-",
            "Dir::State::Lists": self.folder / "lists",
            "Dir::Cache": self.folder / "cache",
            "APT::Sandbox::User": "root",
            # Only the lists of binaries and sources are of use here.
            "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false",
            "Acquire::Languages": "none",
        }
        flags = [item for key, value in options.items() for item in ("-o", f"{key}={value}")]
        self._log.run("apt-get", *flags, "--quiet", *arguments, cwd=cwd)
