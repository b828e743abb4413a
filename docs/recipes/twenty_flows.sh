#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Triggers many flows and watches them together: one client, one rate limit, one line per run.
#   ./twenty_flows.sh PROJECT FLOW...
set -eu
trap 'exit 130' INT # Ctrl-C ends this script too, also if the command ends with 6

project=$1
shift
ids=
failure=0

for flow in "$@"; do
  rc=0
  id=$(dataworks create "$flow" -p "$project" -q) || rc=$?
  case $rc in
    0) ids="$ids $id" ;;
    6) failure=6 ;;  # stderr has the details; this script never triggers the flow again
    *) [ "$failure" = 6 ] || failure=$rc ;;
  esac
done

# Word splitting is intended: one word per id.
rc=0
[ -z "$ids" ] || dataworks watch $ids -p "$project" --save runs.html || rc=$?

[ "$failure" != 6 ] || rc=6 # an unknown outcome outranks all others: a person has to check
[ "$rc" != 0 ] || rc=$failure
exit "$rc"
