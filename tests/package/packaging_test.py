#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The recipes in packaging/ agree with what they build: version, options, files. Each is also read as far as is possible without the tool
that it is for. And what packagers set, absolute folders above all, gets into the .pc file and the programs."""
import importlib.util
import json
import re
import sys
import types
from unittest import mock

from support import arguments, run, version


def main():
    args = arguments()
    folder = args.source / "packaging"
    recipes = {path: path.read_text() for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "README.md"}
    problems = [*unknown_options(args, recipes), *vcpkg(args, folder / "vcpkg/dataworks-cpp"), *conan(args, folder / "conan/conanfile.py"),
                *nix(args, folder / "nix/package.nix"), *containerfile(args, folder / "Containerfile"), *bills_of_materials(args),
                *folders(args)]
    told = (folder / "README.md").read_text()
    problems += [f"packaging/README.md says nothing of {path.relative_to(folder).parts[0]}" for path in recipes
                 if path.relative_to(folder).parts[0].lower() not in told.lower()]
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(recipes)} files agree")


def unknown_options(args, recipes):
    there = set(re.findall(r"option\((DATAWORKS_\w+)", "\n".join(path.read_text() for path in build_files(args))))
    for path, text in recipes.items():
        named = set(re.findall(r"-D(DATAWORKS_\w+)=", text))
        yield from (f"{path.name}: there is no option {name}" for name in sorted(named - there))


def build_files(args):
    return [args.source / "CMakeLists.txt", *args.source.glob("cmake/*.cmake")]


def vcpkg(args, port):
    manifest = json.loads((port / "vcpkg.json").read_text())
    if manifest["version"] != version(args.source):
        yield f"vcpkg.json is of version {manifest['version']}"
    names = {entry if isinstance(entry, str) else entry["name"] for entry in manifest["dependencies"]}
    needed = {"CURL": "curl", "OpenSSL": "openssl", "nlohmann_json": "nlohmann-json", "pugixml": "pugixml"}
    found = re.findall(r"find_package\((\w+)", (args.source / "cmake/Dependencies.cmake").read_text())
    yield from (f"vcpkg.json does not depend on {name}" for name in found if name != "Threads" and needed.get(name) not in names)


def conan(args, path):
    """Conan itself is played: what the recipe asks of it is noted."""
    played = {name: types.ModuleType(name) for name in ("conan", "conan.tools", "conan.tools.build", "conan.tools.cmake", "conan.tools.files")}
    played["conan"].ConanFile = object
    played["conan.tools.build"].check_min_cppstd = mock.Mock()
    for name in ("CMake", "CMakeDeps", "cmake_layout"):
        setattr(played["conan.tools.cmake"], name, mock.MagicMock())
    toolchain = types.SimpleNamespace(cache_variables={}, generate=lambda: None)
    played["conan.tools.cmake"].CMakeToolchain = lambda _: toolchain
    copied = []
    played["conan.tools.files"].copy = lambda _, pattern, source, *__: copied.append((pattern, source))
    played["conan.tools.files"].load = lambda _, file: open(file, encoding="utf-8").read()
    played["conan.tools.files"].rmdir = lambda *_: None
    with mock.patch.dict(sys.modules, played):
        spec = importlib.util.spec_from_file_location("conanfile", path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    recipe = module.DataworksConan()
    recipe.recipe_folder, recipe.export_sources_folder = str(path.parent), str(args.work)
    recipe.set_version()
    if recipe.version != version(args.source):
        yield f"conanfile.py is of version {recipe.version}"
    recipe.export_sources()
    yield from (f"conanfile.py copies {pattern}, which is not there" for pattern, _ in copied if not list(args.source.glob(pattern)))
    recipe.generate()
    known = "\n".join(file.read_text() for file in build_files(args))
    yield from (f"conanfile.py: there is no option {name}" for name in toolchain.cache_variables if f"option({name} " not in known)


def nix(args, path):
    text = path.read_text()
    pattern = re.search(r'builtins\.match "(.*)" \(builtins\.readFile ([^\s)]+)\)', text)
    header = (path.parent / pattern[2]).read_text()
    found = re.fullmatch(pattern[1].replace('\\"', '"'), header, re.DOTALL)
    if not found or found[1] != version(args.source):
        yield "package.nix is of another version"
    yield from (f"package.nix takes {name}, which is not there" for name in re.findall(r"\.\./\.\./[\w./]+", text)
                if not (path.parent / name).exists())


def containerfile(args, path):
    text = path.read_text()
    yield from (f"Containerfile copies {name}, which is not there" for names in re.findall(r"(?m)^COPY (.*) \S+$", text)
                for name in names.split() if not (args.source / name).exists())
    verbs = re.findall(r"\[(\w+)\]=", (args.source / "dev").read_text())
    yield from (f"Containerfile: there is no ./dev {verb}" for verb in re.findall(r"\./dev (\w+)", text) if verb not in verbs)


BILLS = {  # what each lists: what is found by the build files that its package is made of
    "dataworks.cdx.json": (["cmake/Dependencies.cmake"], set()),
    "dataworks-tools.cdx.json": (["tools/dataworks/CMakeLists.txt", "tools/emulator/CMakeLists.txt"], {"dataworkscpp", "openssl", "nlohmannjson"}),
}


def bills_of_materials(args):
    for name, (files, besides) in BILLS.items():
        bill = json.loads(next(args.prefix.rglob(name)).read_text())
        if bill["metadata"]["component"]["version"] != version(args.source):
            yield f"{name} is of another version"
        yield from (f"{name}: no version of {part['name']}" for part in bill["components"] if not re.match(r"\d+\.\d", part["version"]))
        if sorted(bill["dependencies"][0]["dependsOn"]) != sorted(part["bom-ref"] for part in bill["components"]):
            yield f"{name}: what it depends on is not what it lists"
        text = "\n".join((args.source / file).read_text() for file in files)
        wanted = {OTHER_NAMES.get(found, letters(found)) for found in re.findall(r"find_package\((\w+)", text)} - {None} | besides
        listed = {letters(part["name"]) for part in bill["components"]}
        if listed != wanted:
            yield f"{name} lists {sorted(listed)}, the build files find {sorted(wanted)}"


OTHER_NAMES = {"CURL": "libcurl", "httplib": "cpphttplib", "Threads": None, "PkgConfig": None}  # than CMake finds them by


def letters(name):
    return re.sub("[^a-z0-9]", "", name.lower())


FOLDERS = [  # what is set beside the prefix /opt/it, where the .pc file says that libraries and headers are, where programs look
    (["LIBDIR=lib/arch", "INCLUDEDIR=include", "BINDIR=bin"], "${prefix}/lib/arch", "${prefix}/include", "$ORIGIN/../lib/arch"),
    (["LIBDIR=lib64", "INCLUDEDIR=include", "BINDIR=libexec/it"], "${prefix}/lib64", "${prefix}/include", "$ORIGIN/../../lib64"),
    (["LIBDIR=/nix/it/lib", "INCLUDEDIR=/nix/dev/include", "BINDIR=bin"], "/nix/it/lib", "/nix/dev/include", "/nix/it/lib"),
    (["LIBDIR=lib", "INCLUDEDIR=include", "BINDIR=/nix/bin/bin"], "${prefix}/lib", "${prefix}/include", "/opt/it/lib"),
]


def folders(args):
    build = args.work / "build"
    for options, libraries, headers, looks in FOLDERS:
        run("cmake", "-S", args.source, "-B", build, "-G", "Ninja", "-DDATAWORKS_BUILD_TESTS=OFF", "-DCMAKE_INSTALL_PREFIX=/opt/it",
            *(f"-DCMAKE_INSTALL_{option}" for option in options))
        described = (build / "dataworks.pc").read_text()
        found = {*re.findall('NEW_RPATH "(.*)"', (build / "cmake_install.cmake").read_text().replace("\\", ""))} - {"$ORIGIN"}
        if f"\nlibdir={libraries}\n" not in described or f"\nincludedir={headers}\n" not in described or found != {looks}:
            yield f"{options}: programs look in {found}, and dataworks.pc says\n{described}"


if __name__ == "__main__":
    main()
