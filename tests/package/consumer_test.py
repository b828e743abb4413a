#!/usr/bin/env python3
"""Builds and runs a program that uses the library, in each of the ways in which it can be had."""
import shutil
import sys

from support import arguments, blocks, first_of, run, write_flows


def main():
    args = arguments()
    way, *compilers = args.rest
    {"found": found, "pkg_config": pkg_config, "embedded": embedded}[way](args, first_of(compilers))


def found(args, compiler):
    """find_package: shared in C++20, static in C++23, and what only one compiler needs to show."""
    project = args.work / "project"
    shutil.copytree(args.source / "tests/package/consumer", project)
    header, wrapper = blocks(args.source / "docs/guides/cpp17.md", "cpp")
    (project / "dataworks_wrapper.h").write_text(header.text)
    (project / "dataworks_wrapper.cc").write_text(wrapper.text)
    (project / "wrapper.cmake").write_text(blocks(args.source / "docs/guides/cpp17.md", "cmake")[0].text)
    write_flows(args.source, project / "flows.json")
    configure(project, args.work / "build", compiler, f"-DCMAKE_PREFIX_PATH={args.prefix}")
    run("cmake", "--build", args.work / "build")
    print(run("ctest", "--test-dir", args.work / "build", "--output-on-failure"))


def pkg_config(args, compiler):
    directory = next(args.prefix.rglob("dataworks.pc")).parent
    flags = run("pkg-config", "--cflags", "--libs", "dataworks", env={"PKG_CONFIG_PATH": str(directory)}).split()
    program = args.work / "consumer"
    run(compiler, "-std=c++20", args.source / "tests/package/consumer/consumer.cc", *flags, "-o", program)
    print(run(program, env={"LD_LIBRARY_PATH": str(directory.parent)}))


def embedded(args, compiler):
    """add_subdirectory and FetchContent, under a parent with an nlohmann/json of its own. One is built, the other configured."""
    project = args.source / "tests/package/embedded"
    shutil.copytree("/usr/include/nlohmann", args.work / "parents_own/nlohmann")
    options = (f"-DDATAWORKS_SOURCE={args.source}", f"-DPARENTS_OWN={args.work / 'parents_own'}", "-DDATAWORKS_PCH=ON")
    fetched, added = args.work / "fetched", args.work / "added"
    configure(project, fetched, compiler, *options, "-DFETCH=ON")
    configure(project, added, compiler, *options, "-DFETCH=OFF")
    run("cmake", "--build", added, "--parallel", "2", "--target", "consumer")
    print(run(added / "consumer"))
    run("cmake", "--install", added, "--prefix", args.work / "installed")
    leaked = list((args.work / "installed").rglob("*"))
    if leaked:
        sys.exit(f"an embedded dataworks installs files with its parent: {leaked}")
    # Ours must have seen the parent's json, not the system's.
    if "parents_own/nlohmann" not in run("cmake", "--build", added, "--", "-t", "deps"):
        sys.exit("the parent's nlohmann/json was not used")


def configure(project, build, compiler, *options):
    run("cmake", "-S", project, "-B", build, "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={compiler}", "-DCMAKE_BUILD_TYPE=Debug",
        "-DCMAKE_CXX_FLAGS_DEBUG=-O0", *options)


if __name__ == "__main__":
    main()
