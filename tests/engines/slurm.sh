#!/usr/bin/env bash
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
. "$(dirname "${BASH_SOURCE[0]}")/slurm_node.sh"
need_slurm
make_batch
node=$(mktemp -d /tmp/smp-slurm.XXXXXX)
trap 'stop_slurm; rm -rf "$node"' EXIT
start_slurm "$node"

no_jobs() { [ -z "$(squeue -h -n "$1" 2>/dev/null)" ]; }
wait_for_jobs() { wait_for 60 "the jobs of Slurm" no_jobs "${1:-smp-batch,wrap}"; }
job_states() {  # ARRAY: the states in which its tasks ended, each once
  scontrol show job "$1" | sed -n 's/.*JobState=\([A-Z_]*\).*/\1/p' | sort -u | tr '\n' ' '
}
submit() {  # ARRAY MANIFEST FOLDER
  job=$(sbatch --parsable --array="$1" $engines/slurm-array.sh "$2" "$3")
  wait_for_jobs
}

# A task that is told of its time limit in the middle of its work queues itself again; see the end for what becomes
# of it, for it has to wait a few seconds.
make_long_batch
long=$(sbatch --parsable --job-name=long --array=1-1 $engines/slurm-array.sh long.jsonl long)
first_result() { [ -e long/1.png ]; }
wait_for 30 "a first result" first_result
scancel --signal=USR1 --batch "${long}_1"

documented cluster.md 'sbatch --parsable' >run.sh
run() {
  rm -f merge.log
  bash -euo pipefail run.sh
  wait_for_jobs
  [ -e merge.log ] || fail "the merge did not run"
}

run
expect_gap_is_healed results run

# Refused jobs are no failure of a task.
add_refused_job
submit 1-2 refused.jsonl refused
[ "$(job_states "$job")" = "COMPLETED " ] || fail "tasks with a refused job ended $(job_states "$job")"
expect_same_results refused
expect_status 1 smp-batch merge refused.jsonl -o refused

# An array that does not tell the number of shards is refused; a number that is told is taken.
submit 2,3 night.jsonl part
[ "$(job_states "$job")" = "FAILED " ] || fail "an array with gaps was taken"
SMP_SHARDS=3 submit 2,3 night.jsonl part
[ "$(job_states "$job")" = "COMPLETED " ] || fail "two shards of three ended $(job_states "$job")"
expect_status 1 smp-batch merge night.jsonl -o part

wait_for_jobs long
scontrol show job "$long" | grep -q 'Restarts=1 ' || fail "the task was not queued again"
[ "$(job_states "$long")" = "COMPLETED " ] || fail "the task that was queued again ended $(job_states "$long")"
expect_status 0 smp-batch merge long.jsonl -o long
