#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the files that one createManualDag runs through before libcurl gets the request: the figure in docs/architecture.md.

    call_path.py FOLDER     an -O0 -g build with tools and examples, in which no call is inlined away

Callgrind collects inside createManualDag and writes its first dump when libcurl is about to take the request.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile


def main():
    programs = pathlib.Path(sys.argv[1]).resolve() / "bin"
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out"
        subprocess.run([programs / "dataworks-emulator", "--", "valgrind", "--tool=callgrind", "--toggle-collect=dataworks::DataWorksClient::createManualDag*",
                        "--dump-before=curl_multi_add_handle", f"--callgrind-out-file={out}", programs / "example_create", "test_project", "test_flow"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        files = sorted(executed(pathlib.Path(f"{out}.1").read_text()))
    print("\n".join(files))
    print(f"{sum(file.startswith('src/') for file in files)} files in src/, {sum(file.startswith('include/') for file in files)} public headers")


def executed(profile):
    """The files of ours with a line that was executed. A file has its name where it first occurs, then a number only."""
    names, hit, current = {}, set(), None
    for line in profile.splitlines():
        if file := re.match(r"(c?)f[lie]=\((\d+)\)(?: (.*))?$", line):
            called, number, name = file.groups()
            if name:
                names[number] = os.path.normpath(name)
            if not called:
                current = number
        elif re.match(r"[+\-*\d]", line):
            hit.add(names[current])
    return {ours[1] for name in hit if (ours := re.search(r"(?:^|/)((?:src|include/dataworks)/.*)", name)) and "/usr/" not in name}


if __name__ == "__main__":
    main()
