#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Debian packages, installed into a clean root, and a new project there that does what the README says and nothing else."""
import re
import sys

from support import arguments, blocks, first_of, run, runtime_package

# What each package must bring along. The names of libraries differ between releases; their stems do not.
def needs(runtime):
    return {
        runtime: ["libc6", "libcurl4", "libssl", "libpugixml", "libstdc++6"],
        "libdataworks-dev": [runtime],
        "dataworks-tools": [runtime, "libcpp-httplib", "libssl"],
    }


def main():
    args = arguments()
    for tool in ("dpkg", "dpkg-shlibdeps", "file"):
        first_of([tool])
    packages = build(args)
    for name, wanted in needs(runtime_package(args.source)).items():
        depends = run("dpkg-deb", "--field", packages[name], "Depends")
        missing = [need for need in wanted if not re.search(rf"(^|, ){re.escape(need)}", depends)]
        if missing:
            sys.exit(f"{name} does not depend on {missing}, but on {depends}")
    root = install(args, packages.values())
    adopt(args, root / "usr")
    libraries = f"lib/{run('dpkg-architecture', '-qDEB_HOST_MULTIARCH').strip()}"
    for file in (f"{libraries}/libdataworks.so", f"{libraries}/libdataworks.a", f"{libraries}/pkgconfig/dataworks.pc",
                 "share/man/man1/dataworks.1", "share/man/man1/dataworks-emulator.1", "share/bash-completion/completions/dataworks"):
        (root / "usr" / file).stat()


def build(args):
    """Packs the build tree, which is laid out as that of `./dev package`, though not optimized."""
    directory = args.work / "packages"
    run("cpack", "--config", args.build / "CPackConfig.cmake", "-G", "DEB", "-B", directory,
        "-D", "CPACK_DEBIAN_COMPRESSION_TYPE=gzip")
    packages = {run("dpkg-deb", "--field", path, "Package").strip(): path for path in directory.glob("*.deb")}
    if set(packages) != set(needs(runtime_package(args.source))):
        sys.exit(f"packages: {sorted(packages)}")
    return packages


def install(args, packages):
    root = args.work / "root"
    (root / "var/lib/dpkg/info").mkdir(parents=True)
    (root / "var/lib/dpkg/status").touch()
    # What they depend on is taken from the machine.
    run("dpkg", f"--root={root}", "--force-not-root", "--force-depends", "--force-script-chrootless", "--log=/dev/null",
        "--install", *packages)
    return root


def adopt(args, prefix):
    """The README's program and CMake file, and the emulator instead of an account."""
    readme = args.source / "README.md"
    project = args.work / "project"
    project.mkdir()
    (project / "main.cc").write_text(blocks(readme, "cpp")[0].text)
    (project / "CMakeLists.txt").write_text(blocks(readme, "cmake")[0].text)
    # A clean root has no headers of what the library was built from.
    absent = [f"-DCMAKE_DISABLE_FIND_PACKAGE_{name}=ON" for name in ("CURL", "OpenSSL", "pugixml", "nlohmann_json")]
    run("cmake", "-S", project, "-B", project / "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={prefix}", *absent)
    run("cmake", "--build", project / "build")
    print(run(prefix / "bin/dataworks-emulator", "--speed", "100", "--", project / "build/my_program"))
    print(run(prefix / "bin/dataworks", "--version"))


if __name__ == "__main__":
    main()
