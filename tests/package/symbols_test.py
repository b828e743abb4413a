#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The shared libraries show the public API and nothing else, a plugin shows nothing of the static one, and the public headers name
only themselves and the standard library; matchers.h alone names GoogleMock."""
import re
import sys

from support import arguments, run


def main():
    args = arguments()
    headers = "\n".join(without_comments(path.read_text()) for path in public_headers(args))
    problems = third_party_includes(args)
    exported = [name for library in ("libdataworks.so", "libdataworks_report.so")
                for _, name in symbols(next(args.prefix.rglob(library)))]
    problems += [f"exported, but not public: {name}" for name in exported if not is_public(name, headers)]
    shown = {part for name in exported for part in path_of(name)}
    problems += [f"public, but not exported: {name}" for name in marked(headers) if name not in shown]
    problems += [f"a typed request, but not exported: {name}" for name in typed_requests(headers) if name not in shown]
    problems += [f"a plugin shows {name}" for name in plugin_shows(args)]
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(exported)} symbols, all public")


def public_headers(args):
    return sorted((args.prefix / "include").rglob("*.h"))


def without_comments(text):
    return re.sub(r"//.*", "", text)


def third_party_includes(args):
    return [f"{path.name} includes {name}" for path in public_headers(args)
            for name in re.findall(r"#include\s*(\S+)", path.read_text())
            if not re.fullmatch(r'<[a-z_]+>|"dataworks/[a-z_/]+\.h"', name) and (path.name, name) != ("matchers.h", "<gmock/gmock.h>")]


def symbols(binary):
    """(kind, demangled name) of everything that a binary defines for others."""
    lines = run("nm", "-DC", "--defined-only", binary).splitlines()
    return [re.fullmatch(r"\S+ (\w) (.*)", line).groups() for line in lines]


def path_of(symbol):
    """`typeinfo for dataworks::A` and `dataworks::A::f(int)` as ["A"] and ["A", "f"]; empty for what is not ours. The typed calls are
    `dataworks::Result<…> dataworks::DataWorksClient::call<dataworks::GetDagRequest>(…)`, as ["DataWorksClient", "call", "GetDagRequest"]."""
    name = re.sub(r"^(typeinfo|typeinfo name|vtable) for ", "", symbol).replace("[abi:cxx11]", "")
    typed = re.match(r"dataworks::(?:Result|Pending)<[\w:]+> dataworks::(DataWorksClient)::(call|callAsync)<dataworks::(\w+)>\(", name)
    if typed:
        return list(typed.groups())
    name = name.split("operator")[0] + "operator" if "operator" in name else name.split("(")[0]
    first, *rest = name.split("::")
    return rest if first == "dataworks" and "<" not in name and "{" not in name else []


def is_public(symbol, headers):
    if re.match(r"typeinfo (name )?for std::", symbol):
        return True  # see src/exports.map
    path = path_of(symbol)
    return bool(path) and all(re.search(rf"\b{re.escape(part.lstrip('~'))}\b", headers) for part in path)


def marked(headers):
    """Names of the classes and functions that the headers mark as exported."""
    headers = re.sub(r"^ *#.*$", "", headers, flags=re.MULTILINE)  # what the macros themselves are made of
    classes = re.findall(r"class DATAWORKS_EXPORT (\w+)", headers)
    functions = re.findall(r"DATAWORKS_(?:REPORT_)?EXPORT [^;({]*?\b(\w+)\(", headers)
    return sorted(set(classes + functions))


def typed_requests(headers):
    """Names of the structs that name their response, which `call` and `callAsync` take."""
    return re.findall(r"struct (\w+Request) \{\s*using Response", headers)


def plugin_shows(args):
    build = args.work / "plugin"
    run("cmake", "-S", args.source / "tests/package/plugin", "-B", build, "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={args.prefix}")
    run("cmake", "--build", build)
    plugin = symbols(build / "libplugin.so")
    if ("T", "pluginEntry") not in plugin:
        sys.exit("the plugin has no entry")
    # Its own copies of inline functions are weak, and the plugin's affair; what comes out of the library would be strong.
    return [name for kind, name in plugin if kind not in "WVu" and name != "pluginEntry"]


if __name__ == "__main__":
    main()
