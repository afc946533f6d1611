# shellcheck shell=bash
# Sourced by tools/lint, tools/test, tools/check-sanitizers and .ci/run: records what passed and what failed, and
# ends with the line "N passed, N failed".
#
# A script that runs another one hands it its own record in RINGBACK_RESULTS, so that the sums add up.

results=$(mktemp)
trap 'rm -f "$results"' EXIT

# record pass|fail|skip NAME
record() { printf '%s\t%s\n' "$1" "$2" >>"$results"; }

failures() { grep -c '^fail' "$results" || true; }

# run_part NAME COMMAND...: runs a part that records its results itself, and says how long it took. A part that
# ends badly without having recorded a failure is a failure too.
run_part() {
  local name=$1 status=0 before start=$SECONDS
  shift
  before=$(failures)
  echo "== $name"
  RINGBACK_RESULTS=$results "$@" || status=$?
  if ((status != 0 && $(failures) == before)); then
    record fail "$name: ended with status $status"
  fi
  echo "== $name: $((SECONDS - start)) s"
}

# Prints the sums, and, unless a script above does that, what failed; returns 1 when anything did.
finish() {
  local passed failed skipped
  passed=$(grep -c '^pass' "$results" || true)
  failed=$(failures)
  skipped=$(grep -c '^skip' "$results" || true)
  if [[ -n ${RINGBACK_RESULTS:-} ]]; then
    cat "$results" >>"$RINGBACK_RESULTS"
  else
    sed -n 's/^skip\t/skipped: /p' "$results" | sort
    sed -n 's/^fail\t/failed: /p' "$results" | sort
  fi
  if ((skipped > 0)); then
    echo "$skipped skipped"
  fi
  echo "$passed passed, $failed failed"
  ((failed == 0))
}
