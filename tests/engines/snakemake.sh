#!/usr/bin/env bash
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
need snakemake snakemake
make_batch
documented cluster.md --cores >run.sh
run() { expect_status 0 bash -euo pipefail run.sh; }

run
expect_gap_is_healed results run

add_refused_job
expect_status 1 snakemake -s $engines/Snakefile --config manifest=refused.jsonl out=refused shards=3 --cores 2
expect_same_results refused
! grep -q 'Error in rule shard' last.log || fail "a shard failed"
