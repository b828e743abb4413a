#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Runs a flow and handles every way in which the run can end. It is safe to start it again at any time:
#   - --once triggers the flow at most once for each business date; a later start watches the run that was triggered.
#   - Until that date is over, the date stays the same, also past midnight (FLOW.bizdate).
#   - An ending is reported once: after it, a further start for the same date does nothing (FLOW.over).
# For cron and systemd, see the files beside this one. How to go on after a failure: README.md in this folder.
set -eu

flow=${1:-nightly}
project=${2:-sales}

yesterday=$(TZ=Asia/Shanghai date -d yesterday +%F)
test -s "$flow.bizdate" || echo "$yesterday" >"$flow.bizdate"
bizdate=$(cat "$flow.bizdate")

if read -r over code 2>/dev/null <"$flow.over" && [ "$over" = "$bizdate" ]; then
  rm -f "$flow.bizdate"
  exit "$code"
fi

rc=0
dataworks run "$flow" -p "$project" --bizdate "$bizdate" --once --timeout 6h --save "$flow.html" || rc=$?

case $rc in
  0) echo "$flow: done" ;;
  1) echo "$flow: failed, see $flow.html" ;;
  2 | 3 | 4) echo "$flow: not started, and repeating will not help: dataworks explain $rc" ;;
  5) echo "$flow: not started, may be repeated: start this script again" ;;
  6) echo "$flow: it is unknown whether it started: check Operation Center before anything else" ;;
  7 | 124) echo "$flow: started, no longer watched: start this script again" ;;
  129 | 130 | 143) echo "$flow: ended by a signal, perhaps before the trigger: start this script again" ;;
  *) echo "$flow: unexpected code $rc" ;;
esac
case $rc in
  0 | 1 | 2 | 3 | 4 | 6) # over, or a person has to act
    rm -f "$flow.bizdate"
    echo "$bizdate $rc" >"$flow.over"
    ;;
esac
# That may have been an earlier night, which this script had not finished. Then this night is still to be run.
case $rc in 0 | 1) [ "$bizdate" = "$yesterday" ] || exec "$0" "$@" ;; esac
exit "$rc"
