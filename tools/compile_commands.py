#!/usr/bin/python3
"""Writes compile_commands.json at the top of the tree, for clang-tidy and clangd.

Asks Bazel how it compiles each file, and has it generate the headers that the files include; nothing is compiled.
Paths into Bazel's folders are made absolute, so that the commands hold whatever is built next.

Usage: tools/compile_commands.py [TARGET_PATTERN...]   (default //...)
"""

import json
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BAZEL = ["bazel", *shlex.split(os.environ.get("BAZEL_STARTUP_FLAGS", ""))]
# GCC's own flags, macros that clang will not have redefined, and -Werror: what is an error is for .clang-tidy to say.
LEFT_OUT = ("-fno-canonical-system-headers", "-Wno-free-nonheap-object", "-Wunused-but-set-parameter", "-Werror",
            "-D__DATE__=", "-D__TIME__=", "-D__TIMESTAMP__=")


def bazel(*arguments):
    return subprocess.run([*BAZEL, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def absolute(argument, output_base, execution_root):
    """Rewrites the path in an argument, which may stand behind -I or -iquote, if it is one of Bazel's."""
    for flag in ("-I", "-iquote", "-isystem", ""):
        path = argument[len(flag):]
        if argument.startswith(flag) and path.startswith("external/"):
            return f"{flag}{output_base}/{path}"
        if argument.startswith(flag) and path.startswith("bazel-out/"):
            return f"{flag}{execution_root}/{path}"
    return argument


def main():
    patterns = sys.argv[1:] or ["//..."]
    bazel("build", "--keep_going", "--ui_event_filters=-info,-debug", "--noshow_progress",
          "--output_groups=compilation_prerequisites_INTERNAL_", "--", *patterns)
    query = f'mnemonic("CppCompile", {" + ".join(patterns)})'
    actions = json.loads(bazel("aquery", "--ui_event_filters=-info,-debug", "--noshow_progress",
                               "--output=jsonproto", "--include_commandline", query))
    output_base = bazel("info", "--ui_event_filters=-info,-debug", "output_base").strip()
    execution_root = bazel("info", "--ui_event_filters=-info,-debug", "execution_root").strip()
    commands = {}
    for action in actions.get("actions", []):
        arguments = action["arguments"]
        source = arguments[arguments.index("-c") + 1]
        if source.startswith(("external/", "bazel-out/")):
            continue
        compiler = "clang" if source.endswith(".c") else "clang++"
        kept = [absolute(argument, output_base, execution_root)
                for argument in arguments[1:] if not argument.startswith(LEFT_OUT)]
        commands[source] = {"directory": str(ROOT), "file": source, "arguments": [compiler, *kept]}
    text = json.dumps([commands[source] for source in sorted(commands)], indent=1)
    (ROOT / "compile_commands.json").write_text(text + "\n", encoding="utf-8")
    print(f"compile_commands.json: {len(commands)} files")


if __name__ == "__main__":
    main()
