# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""Container images made by hand, since there is no registry: an OCI layout around busybox."""

import hashlib
import io
import json
import subprocess
import tarfile

BUSYBOX = "docker.io/local/busybox:1"
PAUSE = "docker.io/local/pause:1"


def write_archive(busybox, path):
    """Writes an archive for ctr images import that holds both images; busybox is a static program."""
    layer = _layer(busybox)
    layout = _Layout()
    layer_ref = layout.add_blob("application/vnd.oci.image.layer.v1.tar", layer)
    layout.add_image(BUSYBOX, layer_ref, ["/bin/sh"])
    # The sandbox container only has to stay; the runtime ends it with KILL.
    layout.add_image(PAUSE, layer_ref, ["/bin/sleep", "2147483647"])
    layout.write(path)


def _layer(busybox):
    applets = subprocess.run([busybox, "--list"], capture_output=True, text=True, check=True).stdout
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as tar:
        for folder in ("bin", "tmp", "dev", "proc", "sys", "etc"):
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            tar.addfile(entry)
        program = tar.gettarinfo(str(busybox), "bin/busybox")
        program.uid = program.gid = 0
        program.uname = program.gname = "root"
        with open(busybox, "rb") as content:
            tar.addfile(program, content)
        for applet in applets.split():
            if applet != "busybox":
                link = tarfile.TarInfo(f"bin/{applet}")
                link.type, link.linkname = tarfile.SYMTYPE, "busybox"
                tar.addfile(link)
    return buffer.getvalue()


class _Layout:
    def __init__(self):
        self._blobs = {}
        self._manifests = []

    def add_blob(self, media_type, content):
        digest = hashlib.sha256(content).hexdigest()
        self._blobs[digest] = content
        return {"mediaType": media_type, "digest": f"sha256:{digest}", "size": len(content)}

    def add_image(self, name, layer, entrypoint):
        config = {
            "architecture": _architecture(),
            "os": "linux",
            "config": {"Entrypoint": entrypoint, "Env": ["PATH=/bin"]},
            "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]},
        }
        manifest = {
            "schemaVersion": 2,
            "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": self._add_json("application/vnd.oci.image.config.v1+json", config),
            "layers": [layer],
        }
        entry = self._add_json(manifest["mediaType"], manifest)
        entry["annotations"] = {"io.containerd.image.name": name}
        self._manifests.append(entry)

    def write(self, path):
        index = {"schemaVersion": 2, "manifests": self._manifests}
        with tarfile.open(path, "w") as tar:
            _add_file(tar, "oci-layout", json.dumps({"imageLayoutVersion": "1.0.0"}).encode())
            _add_file(tar, "index.json", json.dumps(index).encode())
            for digest, content in self._blobs.items():
                _add_file(tar, f"blobs/sha256/{digest}", content)

    def _add_json(self, media_type, value):
        return self.add_blob(media_type, json.dumps(value).encode())


def _add_file(tar, name, content):
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    tar.addfile(entry, io.BytesIO(content))


def _architecture():
    debian = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    )
    return debian.stdout.strip()
