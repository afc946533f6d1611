#!/bin/bash
# Reports on the command line: the same from a file and from a server, for people, programs and spreadsheets.
set -euo pipefail
ringbackd=$PWD/$1
ringback=$PWD/$2
folder=$(mktemp -d)
cd "$folder"
server=""
failed=0

# shellcheck disable=SC2317  # the trap calls it
finish() {
  [[ -z $server ]] || { kill "$server" && wait "$server"; } 2>/dev/null || true
  rm -rf "$folder"
}
trap finish EXIT

fail() {
  printf '%s\n' "$@"
  failed=1
}

# says WORDS FILE: the words are in it.
says() { grep -qF -- "$1" "$2" || fail "expected \"$1\" in $2:" "$(cat "$2")"; }

# expect CODE WORDS ARGUMENT...: ringback ends with this code, and says the words.
expect() {
  local code=$1 words=$2 said got=0
  shift 2
  said=$("$ringback" --store sqlite:calls.db "$@" 2>&1) || got=$?
  if [[ $got != "$code" ]] || ! grep -qF -- "$words" <<< "$said"; then
    fail "expected $code and \"$words\", got $got from: $*" "$said"
  fi
}

rb() { "$ringback" --store sqlite:calls.db "$@"; }

# What happens: a lead that is won, one with a hostile name that is lost, a dud, one that nobody touches.
rb tenant update default --display-name "Sample Heating" --time-zone America/New_York > /dev/null
rb agent create tracy --display-name Tracy --team closers > /dev/null
robert=$(rb -q caller create --given-name Robert --family-name Jones --phone +12024561414)
mallory=$(rb -q caller create --given-name "=HYPERLINK(\"x\")" --family-name Sample --phone +12025550143)
lead() { rb -q lead create --owner tracy --source web-form "$@"; }
won=$(lead --caller "$robert" --interest "a new boiler" --value 450000 --currency EUR)
lost=$(lead --caller "$mallory" --interest "a heat pump")
dud=$(lead --caller "$mallory" --interest "nothing")
lead --caller "$robert" --interest "a second boiler" > /dev/null
rb attempt record --lead "$won" --agent tracy --campaign "=1+1" --outcome connected > /dev/null
rb attempt record --lead "$lost" --agent tracy --outcome no-answer > /dev/null
rb note create "wants warmth" --lead "$won" --agent tracy --milestone let-us-lead --milestone committed > /dev/null
rb lead update "$won" --state advanced > /dev/null
rb lead update "$won" --state won > /dev/null
rb lead update "$lost" --state lost --close-reason "too dear" > /dev/null
rb lead update "$dud" --state returned --close-reason "a wrong number" > /dev/null

this_week=$(TZ=America/New_York date +%G-W%V)
ask() {
  local to=$1
  shift
  "$@" report conversion --week "$this_week" > "$to-conversion"
  "$@" report conversion --from -1h --by source > "$to-source"
  "$@" report followup --week "$this_week" --by agent > "$to-followup"
  "$@" report coaching --week "$this_week" --csv > "$to-coaching.csv"
  "$@" report conversion --week "$this_week" --by campaign --csv > "$to-campaign.csv"
  "$@" report records --week "$this_week" --figure conversion-rate --total > "$to-records"
  "$@" --json report records --week "$this_week" --figure untouched-leads > "$to-records.json"
  "$@" report weekly --week "$this_week" > "$to-weekly"
}
ask file "$ringback" --store sqlite:calls.db

says "Leads that came in   3" file-conversion
says "Won of those closed  50 %          1 of 2" file-conversion
says "web form" file-source
says "Tracy" file-followup
says "lead" file-records.json
says "$won" file-records
says "$lost" file-records
says "Sample Heating" file-weekly
says "$this_week, so far" file-weekly
says "4,500 EUR  Robert Jones, a new boiler (tracy)" file-weekly
says "too dear" file-weekly
says "a second boiler (tracy)" file-weekly
says "1 beside 3" file-weekly
grep -q $'\x1b' file-weekly && fail "colours where there is no terminal"
awk 'length > 400' file-weekly | grep -q . && fail "lines that no terminal has"

# A spreadsheet gets text where a formula was meant, numbers as numbers, and lines that end as RFC 4180 says.
says "'=1+1,'=1+1,1,0,0,0,,0,0,0,,0,0,,0,0,,0,0" file-campaign.csv
for file in file-*.csv; do
  [[ $(grep -c $'\r$' "$file") == "$(wc -l < "$file")" ]] || fail "$file has lines without CR LF"
  grep -qE '(^|,)[=+@-][^,]*[A-Za-z(]' "$file" && fail "a formula in $file:" "$(cat "$file")"
done

expect 2 '--week: "2026-W99" is not a week; write 2026-W47' report conversion --week 2026-W99
expect 2 '--from: "yesterday" is not a time' report followup --from yesterday
expect 2 '--to requires --from' report followup --to now
expect 2 'end_time: must be after start_time' report followup --from now --to -1h
expect 2 '--csv and --json' report coaching --csv --json
expect 2 '--by: "owner" is none of' report coaching --by owner
expect 2 'filter.agent' report coaching --agent "Tracy Sample"
expect 2 '--figure' report records
expect 0 'All tenants' --tenant - report weekly

# The same from a server.
"$ringbackd" --store sqlite:calls.db --listen 127.0.0.1:0 2> log &
server=$!
for _ in $(seq 200); do
  grep -q listening log && break
  kill -0 "$server" 2>/dev/null || { cat log; exit 1; }
  sleep 0.05
done
address=$(sed -n 's/.*listening on \(127[^,]*\),.*/\1/p' log)
ask served "$ringback" --server "$address"
for file in file-*; do
  served=served-${file#file-}
  # Periods end now, and ages grow, from one minute to the next.
  plain() { sed -E 's/[0-9]+ (s|min)\b/TIME/g; s/[0-9]{2}:[0-9]{2}/TIME/g; s/ +/ /g; s/"value":[0-9.]+//' "$1"; }
  diff <(plain "$file") <(plain "$served") || fail "$file and $served differ"
done
exit "$failed"
