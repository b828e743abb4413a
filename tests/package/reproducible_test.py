#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Libraries and programs are the same to the byte wherever they were built, and hardened. Built twice for people, in folders of different
depth: of few sources, with our build files; with the argument `whole`, which takes minutes, of all (packaging/README.md)."""
import filecmp
import re
import shutil
import sys

from support import arguments, run

BUILT = ("src/libdataworks.so", "src/libdataworks_report.so", "bin/dataworks", "bin/dataworks-emulator")
# In place of most sources. It says where it was compiled, and copies what the compiler cannot know to fit.
PROBE = """#include <cstring>
namespace dataworks {{
__attribute__((visibility("default"))) const char* {name}(const char* text) {{
  static char kept[32];
  char copy[32];
  std::strcpy(copy, text);
  std::memcpy(kept, copy, sizeof kept);
  return text[0] == 'f' ? __FILE__ : kept;
}}
}}
{main}"""


def main():
    args = arguments()
    whole = args.rest == ["whole"]
    trees = [args.work / "a", args.work / "one/that/lies/deeper"]
    for tree in trees:
        copy_sources(args, tree, whole)
        build(tree, whole)
    problems = [f"{name} depends on the folder it is built in" for name in BUILT if not filecmp.cmp(*(tree / "build" / name for tree in trees), shallow=False)]
    problems += [f"{name} is not hardened: no {lack}" for name in BUILT for lack in lacks(trees[0] / "build" / name)]
    # What is installed by this build, which may be one for debugging.
    problems += [f"{path.name} is not bound at its start" for path in installed(args) if "BIND_NOW" not in readelf(path)]
    if problems:
        sys.exit("\n".join(problems))
    print(f"{', '.join(BUILT)}: the same twice, and hardened")


def copy_sources(args, tree, whole):
    for name in ("CMakeLists.txt", "LICENSE", "cmake", "include", "src", "tools", "docs/api"):
        origin, copy = args.source / name, tree / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        if origin.is_dir():
            shutil.copytree(origin, copy)
        else:
            shutil.copy(origin, copy)
    if not whole:
        for path in [*tree.glob("src/**/*.cc"), *tree.glob("tools/**/*.cc")]:
            put_in_place_of(path)


def put_in_place_of(path):
    """The emulator's sources are named, and some of the terminal's, so each has to be there."""
    if path.name in ("client.cc", "model.cc", "main.cc"):
        path.write_text(PROBE.format(name=f"{path.stem}Probe", main=MAIN if path.name == "main.cc" else ""))
    elif path.parent.name in ("emulator", "terminal", "text"):
        path.write_text("")
    elif path.name != "codes.cc":
        path.unlink()


MAIN = """namespace dataworks {
const char* clientProbe(const char* text);
}
int main(int count, char** words) {
  return count + dataworks::mainProbe(words[0])[0] + dataworks::clientProbe(words[0])[0];
}
"""


def build(tree, whole):
    """As `./dev package` configures it. A compiler's cache would hide what depends on the folder."""
    run("cmake", "-S", tree, "-B", tree / "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_CXX_FLAGS_RELEASE=-O2 -DNDEBUG",
        "-DDATAWORKS_BUILD_TESTS=OFF", "-DDATAWORKS_BUILD_EXAMPLES=OFF", f"-DCMAKE_UNITY_BUILD={'ON' if whole else 'OFF'}",
        "-DCMAKE_CXX_COMPILER_LAUNCHER=", "-DDATAWORKS_TOOLS_FLAGS=-Og")
    run("cmake", "--build", tree / "build", "--target", "dataworks", "dataworks_report", "dataworks_cli", "dataworks_emulator")


def lacks(path):
    said = readelf(path)
    wanted = {"full RELRO": "GNU_RELRO", "BIND_NOW": "BIND_NOW", "position independence": r"Type:\s+DYN",
              "stack protector": "__stack_chk_fail", "fortified calls": r"__\w+_chk@"}
    if path.parent.name == "bin":
        wanted["position independence of a program"] = r"Flags: NOW PIE|\bPIE\b"
    return [name for name, pattern in wanted.items() if not re.search(pattern, said)]


def readelf(path):
    return run("readelf", "--wide", "--file-header", "--program-headers", "--dynamic", "--dyn-syms", path)


def installed(args):
    return [*args.prefix.glob("bin/*"), *(path for path in args.prefix.rglob("*.so.*") if not path.is_symlink())]


if __name__ == "__main__":
    main()
