#!/bin/bash
# A short simulation on the real server: everything holds, the same seed gives the same figures, cadences reach more
# customers, the store is left where it was asked for, and what cannot be run says why.
set -euo pipefail
simulate=$PWD/$1
ringbackd=$PWD/$2
ringback=$PWD/$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
failed=0

fail() {
  printf '%s\n' "$@"
  failed=1
}

run() { "$simulate" --ringbackd "$ringbackd" --days 3 --agents 4 --leads-per-day 12 "$@"; }

run --ringback "$ringback" --store both.db > first || fail "the first run ended with $?:" "$(cat first)"
run --cadences on > second || fail "the second run ended with $?:" "$(cat second)"

[[ $(grep -c "Everything held" first) == 2 ]] || fail "expected both runs to hold:" "$(cat first)"
grep -q "cadences off  *cadences on" first || fail "expected a column a run:" "$(cat first)"
grep -q "2025-W10" first || fail "expected the weekly page:" "$(cat first)"

# The same seed: the column with cadences is the same in both.
column() { sed -n '/leads, without/,/withheld/p' "$1" | sed -E 's/.*[^ ]  +([^ ].*)$/\1/'; }
diff <(column first) <(column second) || fail "the same seed gave other figures"

# The same customers: more are reached with cadences.
reached() { sed -nE 's/^  leads reached +([0-9,]+) .* ([0-9,]+) \(.*/\1 \2/p' first; }
read -r off on <<< "$(reached)"
((on > off)) || fail "expected more leads reached with cadences, got $off without and $on with"

# Both stores are there to be looked at.
for store in both.db both.db.off; do
  "$ringback" --store "sqlite:$store" lead list --limit 1 > /dev/null || fail "$store cannot be opened"
done

# refused WORDS FLAGS...: it ends with an error and says the words.
refused() {
  local words=$1 got=0
  shift
  run "$@" > refused.txt 2>&1 || got=$?
  if [[ $got == 0 ]] || ! grep -q -- "$words" refused.txt; then
    fail "expected an error with \"$words\", got $got:" "$(cat refused.txt)"
  fi
}
refused "is there already" --store both.db
refused "cadences" --cadences sometimes
refused "a store holds one run" --address 127.0.0.1:1

exit "$failed"
