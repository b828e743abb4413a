#!/usr/bin/env python3
"""Every code block of the README and the guides: C++ is compiled, commands are run against the emulator, CMake is configured with the
package, flows files are checked."""
import json
import os
import re
import shlex
import signal
import subprocess
import sys

from support import arguments, blocks, documents, run, write_flows

# What the fragments of the guides take for granted.
PREAMBLE = """
#include <dataworks/dataworks.h>
#include <dataworks/report.h>
#include <dataworks/testing/manual_clock.h>
#include <dataworks/testing/scripted_transport.h>
#include <fstream>
#include <iostream>
#include <sstream>
#include <thread>
namespace dw = dataworks;
using namespace std::chrono_literals;
struct Coroutine {
  struct promise_type {
    Coroutine get_return_object() { return {}; }
    std::suspend_never initial_suspend() { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    void unhandled_exception() {}
  };
};
struct Given {
  dw::Result<dw::DataWorksClient> client;
  dw::CreateManualDagRequest request;
  dw::Error error;
  std::string secret, securityToken, token, uri, providerArn, tokenFile;
};
"""


def main():
    args = arguments()
    cpp(args)
    cmake(args)
    flows(args)
    problems = links(args) + shell(args)
    if problems:
        sys.exit("\n".join(problems))


def links(args):
    """Of all documents: what they point at inside the project must be there."""
    pages = [*args.source.glob("*.md"), *args.source.glob("docs/**/*.md")]
    prose = {page: re.sub(r"(?s)```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8")) for page in pages}
    targets = [(page, target) for page in pages for target in re.findall(r"\]\(([^)#\s]+)", prose[page])]
    return [f"{page.relative_to(args.source)}: there is no {target}" for page, target in targets
            if "://" not in target and not (page.parent / target).exists()]


# --- C++: all fragments in one translation unit, each in a namespace of its own ----------------------------------------------------


def cpp(args):
    fragments = [block for path in documents(args.source) if path.name != "cpp17.md" for block in blocks(path, "cpp")]
    includes = sorted({line for block in fragments for line in block.text.splitlines() if line.startswith("#include")})
    unit = args.work / "fragments.cc"
    unit.write_text("\n".join(includes) + PREAMBLE + "".join(wrapped(i, block) for i, block in enumerate(fragments)))
    run("c++", "-std=c++20", "-fsyntax-only", f"-I{args.prefix}/include", unit)
    print(f"C++: {len(fragments)} blocks compiled")


def wrapped(number, block):
    text = re.sub(r"(?m)^#include.*", "", block.text)
    if re.search(r"(?m)^(struct |class |int main|[\w:]+ \w+\(.*\{$)", text):
        body = f"{place(block)}{text}"
    else:
        if all(line.startswith(".") for line in text.splitlines() if line.strip()):
            text = re.sub(r"(?m)^(\..*?)(\s*//.*)?$", r"(void)dw::ClientOptions{\1};", text)  # a field of the options
        taken = "auto& [client, request, error, secret, securityToken, token, uri, providerArn, tokenFile] = given;"
        coroutine = "co_await" in text
        body = (f"{'Coroutine' if coroutine else 'void'} fragment(Given& given) {{ {taken}\n{{\n{place(block)}{text}\n}} "
                f"{'co_return;' if coroutine else ''} }}\n")
    return f"namespace block{number} {{\n{body}}}\n"


def place(block):
    return f'#line {block.line} "{block.path}"\n'


# --- CMake: each block as a directory of one project --------------------------------------------------------------------------------


def cmake(args):
    listed = [block for path in documents(args.source) for block in blocks(path, "cmake")]
    project = args.work / "cmake"
    for number, block in enumerate(listed):
        directory = project / str(number)
        directory.mkdir(parents=True)
        text = block.text
        used = set(re.findall(r"(?:target_link_libraries\(|TARGET_FILE:)(\w+)", text))
        made = set(re.findall(r"add_(?:library|executable)\((\w+)", text))
        for name in used | made:
            text = re.sub(rf"\b{name}\b(?!\.)", f"{name}_{number}", text)  # targets are global, blocks are not
        stubs = "".join(f"add_executable({name}_{number} empty.cc)\n" for name in used - made)
        for name in {"empty.cc", *re.findall(r"\w+\.cc", text)}:
            (directory / name).touch()
        (directory / "CMakeLists.txt").write_text(stubs + text)
    (project / "CMakeLists.txt").write_text("cmake_minimum_required(VERSION 3.22)\nproject(blocks LANGUAGES CXX)\nenable_testing()\n"
                                            "find_package(dataworks 0.1 REQUIRED)\n"
                                            + "".join(f"add_subdirectory({number})\n" for number in range(len(listed))))
    run("cmake", "-S", project, "-B", project / "build", "-G", "Ninja", f"-DCMAKE_PREFIX_PATH={args.prefix}")
    print(f"CMake: {len(listed)} blocks configured")


# --- JSON ---------------------------------------------------------------------------------------------------------------------------


def flows(args):
    listed = [block for path in documents(args.source) for block in blocks(path, "json")]
    checked = 0
    for block in listed:
        if '"nodes"' in block.text:
            file = args.work / "flows.json"
            file.write_text(block.text)
            run(args.prefix / "bin/dataworks-emulator", "--check", file)
            checked += 1
        else:
            read_json(block)
    print(f"JSON: {len(listed)} blocks read, {checked} of them flows files")


def read_json(block):
    """One document, or a line each (`-o jsonl`)."""
    try:
        json.loads(block.text)
    except ValueError:
        for number, line in enumerate(block.text.splitlines(), block.line):
            try:
                json.loads(line)
            except ValueError as error:
                sys.exit(f"{block.path}:{number}: {error}")


# --- commands -----------------------------------------------------------------------------------------------------------------------


# Stands before each program: makes it quick, and notes who was called wrongly (exit code 2) or broke (70 and above).
WRAPPER = """#!/bin/bash
extra=()
case "$0 $1" in
  *dataworks\\ run | *dataworks\\ watch) extra=(--poll-interval 10ms) ;;
  *emulator*) [[ " $* " == *" -- "* || " $* " == *" --check "* ]] || extra=(-- true) ;;
esac
{program} "$@" "${{extra[@]}}"
code=$?
[ $code -eq 2 ] || [ $code -ge 70 ] && echo "$WHERE: exit code $code of $0 $*" >>{noted}
exit $code
"""


def shell(args):
    """Lines that begin with one of our programs are run, against one emulator."""
    env = environment(args)
    emulator = subprocess.Popen([args.prefix / "bin/dataworks-emulator", "--speed", "100", "--exit-with-parent",
                                 "--flows", write_flows(args.source, args.work / "emulated.json")],
                                stdout=subprocess.PIPE, text=True)
    try:
        env["ALIBABA_CLOUD_ENDPOINT"] = emulator.stdout.readline().strip()
        # The id that the documents name becomes that of a run which is there.
        dag_id = run(args.prefix / "bin/dataworks", "create", "nightly", "-p", "sales", "-q", env=env).strip()
        lines = [(block, line) for path in documents(args.source) for block in blocks(path, "sh") for line in commands(args, block)]
        for block, line in lines:
            one_command(args, env, block, line.replace("332455685", dag_id))
    finally:
        emulator.send_signal(signal.SIGTERM)
        emulator.wait()
    noted = args.work / "noted"
    print(f"shell: {len(lines)} commands run")
    return noted.read_text().splitlines() if noted.exists() else []


def environment(args):
    wrappers, home = args.work / "wrappers", args.work / "home"
    wrappers.mkdir()
    home.mkdir()
    for program in ("dataworks", "dataworks-emulator"):
        wrapper = wrappers / program
        wrapper.write_text(WRAPPER.format(program=shlex.quote(str(args.prefix / "bin" / program)), noted=shlex.quote(str(args.work / "noted"))))
        wrapper.chmod(0o755)
    return {"PATH": f"{wrappers}:{os.environ['PATH']}", "HOME": str(home), "XDG_STATE_HOME": str(home), "NO_PROXY": "127.0.0.1",
            "ALIBABA_CLOUD_ACCESS_KEY_ID": "testid", "ALIBABA_CLOUD_ACCESS_KEY_SECRET": "testsecret",
            "ALIBABA_CLOUD_REGION_ID": "cn-shanghai"}


def commands(args, block):
    """The lines that are calls of our programs, continued lines joined. Of `./dev VERB` only the verb is looked at."""
    verbs = re.findall(r"(?m)^  ([a-z]+) ", run(args.source / "dev", "help"))
    for line in re.sub(r"\\\n\s*", " ", block.text).splitlines():
        line = re.sub(r"\s+#\s.*", "", line).strip()
        dev = re.match(r"\./dev (\w+)", line)
        if dev and dev.group(1) not in verbs:
            sys.exit(f"{block.path}: there is no ./dev {dev.group(1)}")
        if re.match(r"dataworks(-emulator)? ", line):
            yield line


def one_command(args, env, block, line):
    where = f"{block.path.name}:{block.line}"
    done = subprocess.run(["bash", "-c", line], cwd=args.work, env={**os.environ, **env, "WHERE": where}, text=True, timeout=120,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print(f"{where}: {line}  → {done.returncode}")
    if done.returncode not in (0, 1, 3, 5):
        print(done.stdout)


if __name__ == "__main__":
    main()
