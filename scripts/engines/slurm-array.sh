#!/usr/bin/env bash
# A batch as a Slurm array, one task for each shard. With N tasks:
#   sbatch --array=1-N scripts/engines/slurm-array.sh MANIFEST FOLDER [options of smp-batch]
# Then, when all have ended:
#   sbatch --dependency=afterany:JOB --wrap 'smp-batch merge MANIFEST -o FOLDER'
# To run only some shards of N again: SMP_SHARDS=N sbatch --array=3,7 ... MANIFEST FOLDER
#SBATCH --job-name=smp-batch
#SBATCH --output=smp-batch-%A_%a.log
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --signal=B:USR1@60
set -euo pipefail
if [ $# -lt 2 ] || [ -z "${SLURM_ARRAY_TASK_ID:-}" ]; then
  echo "usage: sbatch --array=1-N slurm-array.sh MANIFEST FOLDER [options of smp-batch]" >&2
  exit 64
fi
manifest=$1 folder=$2
shift 2

# A job belongs to a shard by its id and the number of shards, so tasks must be numbered 1 to that number.
shards=${SMP_SHARDS:-}
if [ -z "$shards" ]; then
  shards=$SLURM_ARRAY_TASK_COUNT
  if [ "$SLURM_ARRAY_TASK_MIN" != 1 ] || [ "$SLURM_ARRAY_TASK_MAX" != "$shards" ]; then
    echo "slurm-array.sh: the array is not 1-N; to run some shards of N again, set SMP_SHARDS=N" >&2
    exit 64
  fi
fi

cpus=${SLURM_CPUS_PER_TASK:-1}
smp-batch "$manifest" -o "$folder" --shard "$SLURM_ARRAY_TASK_ID/$shards" --threads "$cpus" "$@" &
batch=$!

# Slurm sends USR1 a minute before the time limit (--signal): the rest runs in a new turn of the task. TERM comes
# with scancel and preemption: end soon, and leave it to Slurm whether there is another turn.
again=
trap 'again=yes; kill -TERM $batch' USR1
trap 'kill -TERM $batch' TERM
status=0
wait $batch || status=$?
while kill -0 $batch 2>/dev/null; do
  status=0
  wait $batch || status=$?
done

if [ -n "$again" ] && [ $status = 75 ]; then
  scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
fi
[ $status != 1 ] || status=0  # some jobs were refused: said above and by merge, but no failure of the task
exit $status
