#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""Small houses, each with one breach that check_layering.py has to name."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

CHECK = pathlib.Path(__file__).resolve().parent / "check_layering.py"

SOUND = {
    "include/davit/result.h": "#include <string>\n",
    "include/davit/device.h": '#include "davit/result.h"\n',
    "src/base/CMakeLists.txt":
        "davit_library(NAME base PUBLIC_HEADERS davit/result.h SRCS fd.h)",
    "src/base/fd.h": '#include "davit/result.h"\n',
    "src/model/CMakeLists.txt":
        "davit_library(NAME model PUBLIC_HEADERS davit/device.h SRCS a.cc TESTS a_test.cc\n"
        "              DEPS base  # and nothing else\n"
        "              TEST_DEPS testing)",
    "src/model/a.cc": '#include "davit/device.h"\n#include "src/base/fd.h"\n',
    "src/model/a_test.cc": '#include "src/testing/tree.h"\n',
    "src/testing/CMakeLists.txt": "davit_library(NAME testing SRCS tree.h DEPS base)",
    "src/testing/tree.h": "",
    "src/kubelet/CMakeLists.txt": "davit_library(NAME kubelet SRCS r.cc DEPS model)",
    "src/kubelet/r.cc": '#include "src/base/fd.h"\n',
    "src/kubelet/grpc/CMakeLists.txt": "davit_library(NAME kubelet_grpc SRCS s.cc DEPS kubelet protos)",
    "src/kubelet/grpc/s.cc": '#include <grpcpp/server.h>\n#include "podresources/v1/api.pb.h"\n',
    "src/backends/fake/CMakeLists.txt": "davit_library(NAME backends_fake SRCS f.cc DEPS model)",
    "src/backends/fake/f.cc": "",
    "api/CMakeLists.txt": "davit_proto(NAME protos PROTOS podresources/v1/api.proto)",
}


class CheckLayeringTest(unittest.TestCase):
    def breaches(self, **changes):
        """What the check says about the sound house with some files changed; '' when it is sound."""
        with tempfile.TemporaryDirectory() as folder:
            files = dict(SOUND)
            files.update(changes.get("files", {}))
            for name, text in files.items():
                path = pathlib.Path(folder) / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            done = subprocess.run([sys.executable, CHECK, folder], capture_output=True, text=True)
            self.assertEqual(done.stderr, "")
            return done.stdout if done.returncode else ""

    def test_a_sound_house_passes(self):
        self.assertEqual(self.breaches(), "")

    def test_a_room_may_not_look_up(self):
        said = self.breaches(files={"src/base/fd.h": '#include "davit/device.h"\n'})
        self.assertIn("src/base/fd.h: includes davit/device.h of 'model'", said)

    def test_only_tests_may_use_test_deps(self):
        said = self.breaches(files={"src/model/a.cc": '#include "src/testing/tree.h"\n'})
        self.assertIn("src/model/a.cc: includes src/testing/tree.h of 'testing'", said)

    def test_grpc_stays_in_its_rooms(self):
        said = self.breaches(files={"src/kubelet/r.cc": "#include <grpcpp/server.h>\n"})
        self.assertIn("src/kubelet/r.cc: includes grpcpp/server.h: gRPC and protobuf stay in", said)

    def test_a_backend_does_not_know_the_kubelet(self):
        said = self.breaches(files={"src/backends/fake/CMakeLists.txt":
                                    "davit_library(NAME backends_fake SRCS f.cc DEPS kubelet)"})
        self.assertIn("a backend does not know 'kubelet'", said)

    def test_a_backend_does_not_know_another(self):
        said = self.breaches(files={
            "src/backends/nvidia/CMakeLists.txt":
                "davit_library(NAME backends_nvidia SRCS n.cc DEPS backends_fake)"})
        self.assertIn("a backend does not know another: 'backends_fake'", said)

    def test_a_cycle_is_named(self):
        said = self.breaches(files={"src/base/CMakeLists.txt":
                                    "davit_library(NAME base PUBLIC_HEADERS davit/result.h "
                                    "SRCS fd.h DEPS model)"})
        self.assertIn("'base' depends on itself, by way of model", said)

    def test_a_public_header_needs_an_owner(self):
        said = self.breaches(files={"include/davit/stray.h": ""})
        self.assertIn("include/davit/stray.h: no room lists it", said)

    def test_a_public_header_is_free_of_third_parties(self):
        said = self.breaches(files={"include/davit/result.h": "#include <fmt/format.h>\n"})
        self.assertIn("include/davit/result.h: includes <fmt/format.h>", said)

    def test_a_source_that_no_target_lists_is_named(self):
        said = self.breaches(files={"src/model/forgotten_test.cc": ""})
        self.assertIn("src/model/forgotten_test.cc: no target lists it", said)

    def test_a_dependency_that_is_no_room_is_named(self):
        said = self.breaches(files={"src/kubelet/CMakeLists.txt":
                                    "davit_library(NAME kubelet SRCS r.cc DEPS modle base)"})
        self.assertIn("'kubelet' depends on 'modle', which is no room", said)


if __name__ == "__main__":
    unittest.main()
