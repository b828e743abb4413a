#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The archive, unpacked into some folder, runs there with the libraries that it brings along; and the packages for systems with rpm."""
import re
import shutil
import sys
import tarfile

from support import arguments, run, runtime_package, version


def main():
    args = arguments()
    archive(args)
    if shutil.which("rpmbuild"):
        rpm(args)
    else:
        print("SKIPPED: no rpmbuild")


def packed(args, generator, pattern):
    directory = args.work / generator
    # As it is built for debugging it is large; what is tested is not how small it gets.
    run("cpack", "--config", args.build / "CPackConfig.cmake", "-G", generator, "-B", directory, "-D", "CPACK_RPM_COMPRESSION_TYPE=gzip")
    return sorted(directory.glob(pattern))


def archive(args):
    (path,) = packed(args, "TGZ", "*.tar.gz")
    if not re.fullmatch(rf"dataworks-{re.escape(version(args.source))}-linux-\w+\.tar\.gz", path.name):
        sys.exit(f"the archive is named {path.name}")
    with tarfile.open(path) as file:
        file.extractall(args.work)
    root = args.work / path.name.removesuffix(".tar.gz")
    programs = [root / "bin/dataworks", root / "bin/dataworks-emulator"]
    brought = [line for binary in [*programs, next(root.rglob("libdataworks.so"))] for line in run("ldd", binary).splitlines()
               if re.search("dataworks|pugixml|httplib", line) and "=>" in line]
    outside = [line.strip() for line in brought if str(root.resolve()) not in line]
    if outside or not any("pugixml" in line for line in brought) or not any("httplib" in line for line in brought):
        sys.exit(f"the archive does not bring along what its programs need: {outside or brought}")
    for name in ("include/dataworks/client.h", f"share/doc/{runtime_package(args.source)}/copyright", "share/man/man1/dataworks.1"):
        (root / name).stat()
    print(run(programs[1], "--speed", "100", "--", programs[0], "run", "test_flow", "-p", "test_project", "--poll-interval", "20ms",
              env={"DATAWORKS_JOURNAL": "off"}))


def rpm(args):
    packages = {run("rpm", "--query", "--package", "--queryformat", "%{NAME}", path): path for path in packed(args, "RPM", "*.rpm")}
    runtime = runtime_package(args.source)
    if set(packages) != {runtime, "libdataworks-dev", "dataworks-tools"}:
        sys.exit(f"packages: {sorted(packages)}")
    needs = {runtime: ["libcurl.so.4", "libpugixml.so.1"], "libdataworks-dev": [f"{runtime} = {version(args.source)}"],
             "dataworks-tools": [f"{runtime} = {version(args.source)}", "libcpp-httplib.so"]}
    holds = {runtime: "libdataworks.so.", "libdataworks-dev": "dataworks/client.h", "dataworks-tools": "bin/dataworks-emulator"}
    for name, path in packages.items():
        required = run("rpm", "--query", "--package", "--requires", path)
        missing = [need for need in needs[name] if need not in required]
        if missing:
            sys.exit(f"{name} does not require {missing}, but {required}")
        if holds[name] not in run("rpm", "--query", "--package", "--list", path):
            sys.exit(f"{name} lacks {holds[name]}")
        if run("rpm", "--query", "--package", "--queryformat", "%{LICENSE}", path) != "Apache-2.0":
            sys.exit(f"{name} has another licence")


if __name__ == "__main__":
    main()
