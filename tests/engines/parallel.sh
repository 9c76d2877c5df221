#!/usr/bin/env bash
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
need parallel parallel
make_batch
documented cluster.md parallel.sh >run.sh
run() { expect_status 0 bash -euo pipefail run.sh; }

run
expect_gap_is_healed results run

add_refused_job
expect_status 1 $engines/parallel.sh refused.jsonl refused 4
expect_same_results refused
! grep -P '\t(?!0\t|1\t)\d+\t\d+\tsmp-batch' refused/parallel-last.log || fail "a shard failed"

# Everything dies in the middle of the run; the same command then goes on.
session_pids() {  # SESSION
  local stat
  for stat in /proc/[0-9]*/stat; do
    sed -n "s/^\([0-9]*\) (.*) [A-Z] [0-9]* [0-9]* $1 .*/\1/p" "$stat" 2>/dev/null || true
  done
}
results_there() { [ "$(find killed -name '*.png' -not -name '.*' 2>/dev/null | wc -l)" -ge "$1" ]; }

make_long_batch
setsid $engines/parallel.sh long.jsonl killed 4 >killed.log 2>&1 &
wait_for 30 "a first result" results_there 1
kill -9 $(session_pids $!) || true
wait || true
! results_there 8 || fail "the run was over before it was killed"
expect_status 0 $engines/parallel.sh long.jsonl killed 4
smp-batch long.jsonl -o long --quiet
expect_same_results killed long
