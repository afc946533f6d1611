# shellcheck shell=bash
# Sourced by tools/lint and tools/format: which files are ours, and the programs that look after them. Lists end each
# name with a NUL; files that are not committed yet count too, ignored ones do not.

# shellcheck disable=SC2034  # used by those that source this
buildifier=tools/node/node_modules/.bin/buildifier
# The shell and Python rules are still Bazel's own in the version that this tree is built with.
# shellcheck disable=SC2034
buildifier_warnings="-warnings=-native-sh-binary,-native-sh-library,-native-sh-test,-native-py"
# shellcheck disable=SC2034
buf=tools/node/node_modules/.bin/buf

# Leaves out files that are deleted but still in git's index.
existing() {
  local name
  while IFS= read -r -d '' name; do
    if [[ -f $name ]]; then
      printf '%s\0' "$name"
    fi
  done
}

list_files() { git ls-files -z --cached --others --exclude-standard -- "$@" | existing; }

list_cpp() { list_files '*.cc' '*.h' '*.c'; }

list_build_files() { list_files 'BUILD' '*/BUILD' '*.bazel' '*.bzl' 'WORKSPACE' '*/WORKSPACE'; }

# Bash and sh scripts, most of which have no ending.
list_scripts() {
  local name first
  while IFS= read -r -d '' name; do
    if [[ -h $name ]]; then
      continue
    fi
    read -r first <"$name" 2>/dev/null || true
    case $first in
      '#!/bin/bash'* | '#!/bin/sh'* | '#!/usr/bin/env bash'* | '# shellcheck shell='*) printf '%s\0' "$name" ;;
    esac
  done < <(list_files tools .ci tests examples apps bindings)
}
