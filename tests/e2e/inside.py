# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""The part of a run that lives in the namespaces: started by run, never by hand.

Reads the job that run wrote, brings up the cluster, runs the cases, writes the result beside the
job.
"""

import json
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from cases import runner  # noqa: E402
from cases.cluster_case import ClusterCase  # noqa: E402
from cases.davitd_case import DavitdCase  # noqa: E402
from cluster import namespace  # noqa: E402
from cluster.cluster import Cluster  # noqa: E402
from provision.cache import Cache, say  # noqa: E402
from provision.stacks import provide  # noqa: E402


def main():
    folder = Path(sys.argv[1])
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    signal.signal(signal.SIGINT, signal.default_int_handler)  # A shell's & ignores it.
    namespace.furnish(folder / "fixed")
    cluster = Cluster(provide(Cache(), job["kubelet"]), folder, job["cgroup"])
    ClusterCase.cluster = cluster
    ClusterCase.measurements = []
    DavitdCase.program = job["davitd"]
    DavitdCase.devices = Path(job["devices"])
    try:
        say(f"kubelet {job['kubelet']}: starting etcd, control plane, containerd and kubelet")
        seconds = cluster.start()
        say(f"kubelet {job['kubelet']}: node Ready after {seconds:.1f} s")
        result = runner.run(runner.find(job["case"]))
        result["measurements"] = ClusterCase.measurements
        (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")
        if job["keep"]:
            say("the cluster stays up until Ctrl-C")
            signal.pause()
    except KeyboardInterrupt:
        pass
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
