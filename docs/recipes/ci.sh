#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A CI job that rehearses a deployment: the same command as in production, against the emulator and its rehearsal of the
# flows (FLOWS). Jenkins and GitLab show nightly.junit.xml; nightly.html is for people.
#
#   GitLab:  script: ./ci.sh
#            artifacts: { when: always, paths: [nightly.html], reports: { junit: nightly.junit.xml } }
set -eu

rc=0
dataworks-emulator --flows "${FLOWS:-flows.json}" --speed 20 -- \
  dataworks run nightly -p sales --timeout 5m --save nightly.junit.xml --save nightly.html || rc=$?

case $rc in
  0 | 1) exit "$rc" ;;  # the pipeline is green or red, and the reports say why
  *) echo "the rehearsal itself did not work: dataworks explain $rc" && exit "$rc" ;;
esac
