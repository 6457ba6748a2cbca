# SPDX-License-Identifier: Apache-2.0
# Copyright 2026 The davit authors
"""What a run needs, built or unpacked once and kept by version outside the tree."""
