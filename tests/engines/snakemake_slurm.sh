#!/usr/bin/env bash
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
. "$(dirname "${BASH_SOURCE[0]}")/slurm_node.sh"
need snakemake snakemake
need_slurm
make_batch
node=$(mktemp -d /tmp/smp-slurm.XXXXXX)
trap 'stop_slurm; rm -rf "$node"' EXIT
start_slurm "$node"
export CI=true  # makes Snakemake look after its jobs every second instead of every ten

documented cluster.md --profile >run.sh
run() { expect_status 0 bash -euo pipefail run.sh; }

run
expect_gap_is_healed results run
