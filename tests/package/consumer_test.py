#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Builds and runs a program that uses the library, in each of the ways in which it can be had, in C++20 and C++23, with GCC and clang."""
import re
import shutil
import sys

from support import arguments, blocks, fails, first_of, run, write_flows

STANDARDS = (20, 23)
DIALECTS = {20: "c++20", 23: "c++2b"}  # "c++23" is younger than some compilers

# Which files belong to which component.
COMPONENTS = {
    "runtime": r"lib/.*\.so\..*|share/doc/libdataworks\d+\.\d+/.*",
    "dev": r"include/.*|lib/.*(\.a|\.so|\.pc|/dataworks(Static)?(Config|Targets).*\.cmake)|share/doc/libdataworks-dev/.*",
    "tools": r"bin/.*|lib/.*/dataworksToolTargets.*\.cmake|share/(man|bash-completion)/.*|share/doc/dataworks-tools/.*",
}


def main():
    args = arguments()
    way, *compilers = args.rest
    {"found": found, "pkg_config": pkg_config, "embedded": embedded, "components": components}[way](args, compilers)


def found(args, compilers):
    """find_package: shared and static, which must not be mixed; and from C++17."""
    compiler = first_of(compilers)
    project = consumer_project(args)
    options = (f"-DCMAKE_PREFIX_PATH={args.prefix}", "-DCOMPONENTS=emulator", f"-DSTANDARDS={';'.join(map(str, STANDARDS))}")
    configure(project, args.work / "build", compiler, *options, f"-DWRAPPER={'ON' if compiler == 'g++' else 'OFF'}")
    run("cmake", "--build", args.work / "build")
    print(run("ctest", "--test-dir", args.work / "build", "--output-on-failure"))
    if "no component \"emulater\"" not in fails(*cmake(project, args.work / "wrong", compiler, *options, "-DCOMPONENTS=emulater")):
        sys.exit("nobody names a component that does not exist")
    without_dependencies(args, compiler)
    if "DATAWORKS_LINKAGE" not in fails(*cmake(project, args.work / "mixed", compiler, *options, "-DMIXED=ON")):
        sys.exit("nobody says why a static and a shared library cannot be linked together")


def without_dependencies(args, compiler):
    """Who links the shared library needs nothing of what it was built from, and may bring that under the same names."""
    project = args.work / "vendoring"
    shutil.copytree(args.source / "tests/package/vendoring", project)
    shutil.copy(args.source / "tests/package/consumer/consumer.cc", project)
    configure(project, args.work / "vendored", compiler, f"-DCMAKE_PREFIX_PATH={args.prefix}", f"-DSOURCE={args.source}")
    run("cmake", "--build", args.work / "vendored")


def consumer_project(args):
    project = args.work / "project"
    shutil.copytree(args.source / "tests/package/consumer", project)
    guide = args.source / "docs/guides/cpp17.md"
    header, wrapper = blocks(guide, "cpp")
    (project / "dataworks_wrapper.h").write_text(header.text)
    (project / "dataworks_wrapper.cc").write_text(wrapper.text)
    (project / "wrapper.cmake").write_text(blocks(guide, "cmake")[0].text)
    write_flows(args.source, project / "flows.json")
    return project


def pkg_config(args, compilers):
    compiler = first_of(compilers)
    libraries = shared_libraries(args.prefix)
    for standard in STANDARDS:
        program = args.work / f"consumer{standard}"
        run(compiler, f"-std={DIALECTS[standard]}", args.source / "tests/package/consumer/consumer.cc", "-ldataworks_report",
            *flags(libraries), "-o", program)
        print(run(program, env={"LD_LIBRARY_PATH": str(libraries)}))
    by_an_older_compiler(args, compiler)


def by_an_older_compiler(args, compiler):
    """From C++17, the umbrella header is one error, which names the guide; with each other header it is the first."""
    program = args.work / "main17.cc"
    for header in sorted((args.prefix / "include").glob("dataworks/**/*.h")):
        name = header.relative_to(args.prefix / "include")
        program.write_text(f"#include <{name}>\nint main() {{}}\n")
        umbrella = name.name == "dataworks.h"
        errors = re.findall(r"error: (.*)", fails(compiler, "-std=c++17", "-fsyntax-only", *([] if umbrella else ["-Wfatal-errors"]),
                                                  f"-I{args.prefix}/include", program))
        if "docs/guides/cpp17.md" not in errors[0] or (umbrella and len(errors) != 1):
            sys.exit(f"a C++17 compiler reads {errors} from {name}")


def embedded(args, compilers):
    """From source: add_subdirectory and FetchContent, each with each compiler. The library is built once, with install rules in the end,
    and what the other trees compiled is linked with what that installed."""
    compilers = [compiler for compiler in compilers if shutil.which(compiler)] or [first_of(compilers)]
    parents_own, project = parent(args)
    trees = [(way, compiler) for way in ("added", "fetched") for compiler in compilers]
    for way, compiler in trees:
        configure(project, tree(args, way, compiler), compiler, parents_own, f"-DWAY={way}")
    for way, compiler in trees[1:]:
        run("cmake", "--build", tree(args, way, compiler), "--parallel", "2", "--target", *map(object_of, programs()))
    built = tree(args, *trees[0])
    run("cmake", "--build", built, "--parallel", "2")
    for program in programs():
        print(run(built / program))
    # Ours must have seen the parent's json, not the system's.
    if "parents_own/nlohmann" not in run("cmake", "--build", built, "--", "-t", "deps"):
        sys.exit("the parent's nlohmann/json was not used")
    leaked = installed(built, args.work / "nothing")
    if leaked:
        sys.exit(f"an embedded dataworks installs files with its parent: {leaked}")

    absolute = args.work / "absolute"
    run("cmake", "-DDATAWORKS_INSTALL=ON", f"-DCMAKE_INSTALL_LIBDIR={absolute}", built)
    if f"libdir={absolute}\n" not in next(built.rglob("dataworks.pc")).read_text():
        sys.exit("an absolute folder of libraries is taken for a relative one")
    run("cmake", "-DDATAWORKS_INSTALL=ON", "-DCMAKE_INSTALL_LIBDIR=lib", built)
    prefix = args.work / "static"
    if not [file for file in installed(built, prefix) if file.endswith(".a")] or list(prefix.rglob("*.so")):
        sys.exit("static libraries were built, and others installed")
    link_with(args, prefix, trees[1:])
    configure(consumer_project(args), args.work / "build", compilers[-1], f"-DCMAKE_PREFIX_PATH={prefix}", "-DSTANDARDS=20")
    run("cmake", "--build", args.work / "build")
    print(run("ctest", "--test-dir", args.work / "build", "--output-on-failure"))


def parent(args):
    """A project with the sources in it, and the two ways of the guide to use them."""
    project = args.work / "parent"
    shutil.copytree(args.source / "tests/package/embedded", project)
    shutil.copy(args.source / "tests/package/consumer/consumer.cc", project)
    (project / "third_party").mkdir()
    (project / "third_party/dataworks-cpp").symlink_to(args.source)
    of_the_guide = [block.text for block in blocks(args.source / "docs/guides/install.md", "cmake") if "third_party" in block.text]
    for way, text in zip(("added", "fetched"), of_the_guide, strict=True):
        (project / f"{way}.cmake").write_text(text)
    shutil.copytree("/usr/include/nlohmann", args.work / "parents_own/nlohmann")
    return f"-DPARENTS_OWN={args.work / 'parents_own'}", project


def tree(args, way, compiler):
    return args.work / f"{way}_{compiler}"


def programs():
    return ("my_program", "my_program23")


def object_of(program):
    return f"CMakeFiles/{program}.dir/consumer.cc.o"


def link_with(args, prefix, trees):
    libraries = next(prefix.rglob("libdataworks.a")).parent
    for way, compiler in trees:
        for program in programs():
            linked = tree(args, way, compiler) / program
            run(compiler, tree(args, way, compiler) / object_of(program), "-ldataworks_report", *flags(libraries), "-o", linked)
            print(run(linked))


def components(args, _):
    """Each component has its files, together they are all, and who lacks the tools is told where the emulator is."""
    whole = sorted(str(file.relative_to(args.prefix)) for file in args.prefix.rglob("*") if not file.is_dir())
    parts = {name: installed(args.build, args.work / name, "--component", name) for name in COMPONENTS}
    problems = [f"{file} belongs to {name}" for name, files in parts.items() for file in files if not re.fullmatch(COMPONENTS[name], file)]
    if problems or sorted(sum(parts.values(), [])) != whole:
        sys.exit("\n".join(problems) or f"the components are not the whole: {parts}")
    installed(args.build, args.work / "runtime", "--component", "dev")
    project = consumer_project(args)
    compiler = first_of(["c++"])
    configure(project, args.work / "build", compiler, f"-DCMAKE_PREFIX_PATH={args.work / 'runtime'}")
    without_tools = cmake(project, args.work / "without_tools", compiler, f"-DCMAKE_PREFIX_PATH={args.work / 'runtime'}",
                          "-DCOMPONENTS=emulator")
    if "dataworks-tools" not in fails(*without_tools):
        sys.exit("nobody says that the emulator comes with the tools")


def installed(build, prefix, *options):
    """What gets installed there."""
    run("cmake", "--install", build, "--prefix", prefix, *options)
    return sorted(str(file.relative_to(prefix)) for file in prefix.rglob("*") if not file.is_dir())


def shared_libraries(prefix):
    return next(prefix.rglob("libdataworks.so")).parent


def flags(libraries):
    return run("pkg-config", "--cflags", "--libs", "dataworks", env={"PKG_CONFIG_PATH": str(libraries / "pkgconfig")}).split()


def cmake(project, build, compiler, *options):
    return ("cmake", "-S", project, "-B", build, "-G", "Ninja", f"-DCMAKE_CXX_COMPILER={compiler}", "-DCMAKE_BUILD_TYPE=Debug",
            "-DCMAKE_CXX_FLAGS_DEBUG=-O0", *options)


def configure(project, build, compiler, *options):
    run(*cmake(project, build, compiler, *options))


if __name__ == "__main__":
    main()
