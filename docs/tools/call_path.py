#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the files that one createManualDag runs through before libcurl gets the request: the figures in docs/architecture.md.

    call_path.py [FOLDER]     builds what it needs in FOLDER, build/call-path by default, without inlining any call away

Callgrind writes a dump whenever libcurl is about to take a request. dataworks_compare has made two calls, the first of which makes an
event loop, when it lets callgrind collect.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench"))
from run import TRIGGERED, SlowServer  # noqa: E402


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/call-path").resolve()
    build(folder)
    show("the first call of a program", executed(folder, 1, ["--toggle-collect=dataworks::DataWorksClient::createManualDag*"]))
    show("every other", executed(folder, 3, []))


def build(folder):
    configure = ["cmake", "-S", ROOT, "-B", folder, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=-O0 -g1",
                 "-DDATAWORKS_BUILD_TESTS=OFF", "-DDATAWORKS_BUILD_EXAMPLES=OFF", "-DDATAWORKS_BUILD_TOOLS=OFF", "-DDATAWORKS_BUILD_BENCH=ON"]
    subprocess.run(configure, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["cmake", "--build", folder, "--target", "dataworks_compare"], check=True, stdout=subprocess.DEVNULL)


def executed(folder, dump, collect):
    """The files of ours with a line that was executed up to that dump."""
    with tempfile.TemporaryDirectory() as out:
        subprocess.run(["valgrind", "--tool=callgrind", "--collect-atstart=no", "--compress-strings=no", "--dump-before=curl_multi_add_handle",
                        f"--callgrind-out-file={out}/out", *collect, folder / "bin/dataworks_compare", "--calls", "ours", "1",
                        SlowServer(TRIGGERED).url], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        profile = pathlib.Path(f"{out}/out.{dump}").read_text()
    hit, current = set(), None
    for line in profile.splitlines():
        if file := re.match(r"f[lie]=(.*)$", line):
            current = os.path.normpath(file[1])
        elif re.match(r"[+\-*\d]", line):
            hit.add(current)
    return {ours[1] for name in hit if (ours := re.search(r"(?:^|/)((?:src|include/dataworks)/.*)", name)) and "/usr/" not in name}


def show(which, files):
    sources = {file for file in files if file.startswith("src/")}
    places = {re.sub(r"(_posix|_linux|_windows|_other)?\.(cc|h)$", "", file) for file in sources}
    print(f"{which}: {len(sources)} files in src/, {len(places)} with a header and its source counted once, "
          f"{len(files - sources)} public headers")
    print("\n".join(f"  {file}" for file in sorted(files)))


if __name__ == "__main__":
    main()
