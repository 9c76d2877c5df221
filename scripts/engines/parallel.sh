#!/usr/bin/env bash
# Runs a batch under GNU parallel, one task for each shard, then merges:
#   scripts/engines/parallel.sh MANIFEST FOLDER SHARDS [options of smp-batch]
# One machine needs no engine, since smp-batch fills it by itself. For several, options for parallel go into
# PARALLEL: PARALLEL='--sshloginfile machines --workdir . --jobs 1' (the folder is shared, smp-batch is in each PATH).
set -euo pipefail
if [ $# -lt 3 ]; then
  echo "usage: parallel.sh MANIFEST FOLDER SHARDS [options of smp-batch]" >&2
  exit 64
fi
manifest=$1 folder=$2 shards=$3
shift 3

# The log makes an interrupted run go on where it stopped. A run that came to its end puts it away, because
# smp-batch knows better what is still done when photos, specs or results have changed since.
mkdir -p "$folder"
log=$folder/parallel-of-$shards.log
if [ -e "$log" ]; then
  awk -F '\t' 'NF >= 9' "$log" >"$log.whole"  # a power cut may leave half a line, which parallel does not read
  mv "$log.whole" "$log"
fi
seq "$shards" | parallel --quote --line-buffer --joblog "$log" --resume-failed --termseq TERM,5000,KILL \
  smp-batch "$manifest" -o "$folder" --shard "{}/$shards" --threads 1 "$@" || true
mv -f "$log" "$folder/parallel-last.log"
smp-batch merge "$manifest" -o "$folder"
