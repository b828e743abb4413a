#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""clients_test.py EMULATOR DIR: official clients for Node.js, installed in DIR by `install`, drive the emulator. Where they are not
installed the test is skipped, but where CI=true it fails."""
import os
import pathlib
import shutil
import subprocess
import sys

SKIPPED = 77


def main():
    emulator, modules = sys.argv[1], pathlib.Path(sys.argv[2], "node_modules")
    node = shutil.which("node")
    if node is None or not (modules / "@alicloud/pop-core").exists():
        print("SKIPPED: no node, or tests/node/install was not run")
        sys.exit(1 if os.environ.get("CI") == "true" else SKIPPED)
    here = pathlib.Path(__file__).parent
    command = [emulator, "--speed", "20", "--flows", here / "flows.json", "--", node, here / "clients.js"]
    sys.exit(subprocess.run(command, env={**os.environ, "NODE_PATH": str(modules)}, check=False).returncode)


if __name__ == "__main__":
    main()
