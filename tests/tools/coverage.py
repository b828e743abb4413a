#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints which lines and branches of src/ and include/ the tests reached, worst files first, and fails below the limits.

    coverage.py BUILD_DIRECTORY LINES% BRANCHES%       (needs llvm-cov; BUILD_DIRECTORY/all.profdata holds the counts)
"""
import json
import pathlib
import subprocess
import sys


def main():
    build, limits = pathlib.Path(sys.argv[1]), {"lines": float(sys.argv[2]), "branches": float(sys.argv[3])}
    data = export(build)
    for file in sorted(data["files"], key=lambda file: file["summary"]["lines"]["percent"])[:15]:
        print(f"{percent(file['summary'], 'lines')} lines {percent(file['summary'], 'branches')} branches  "
              f"{pathlib.Path(file['filename']).relative_to(pathlib.Path.cwd())}")
    print(f"{percent(data['totals'], 'lines')} lines {percent(data['totals'], 'branches')} branches  of all {len(data['files'])} files")
    if missed := [name for name, limit in limits.items() if data["totals"][name]["percent"] < limit]:
        sys.exit(f"coverage: fewer {' and '.join(missed)} than wanted ({limits})")


def export(build):
    unit, loopback = (build / f"bin/dataworks_{name}_tests" for name in ("unit", "loopback"))
    command = ["llvm-cov", "export", unit, "-object", loopback, "-instr-profile", build / "all.profdata", "-summary-only",
               "-ignore-filename-regex", "^/usr/", pathlib.Path("src").resolve(), pathlib.Path("include").resolve()]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["data"][0]


def percent(summary, name):
    return f"{summary[name]['percent']:6.1f} %"


if __name__ == "__main__":
    main()
