#!/bin/sh
# status.sh JOB: running, success or failed, as Snakemake asks for it. Without this it would wait for ever for a
# job that Slurm has killed.
case $(scontrol show job "$1" 2>/dev/null | sed -n 's/.*JobState=\([A-Z_]*\).*/\1/p') in
  COMPLETED) echo success ;;
  PENDING | CONFIGURING | RUNNING | COMPLETING | SUSPENDED | REQUEUED | "") echo running ;;
  *) echo failed ;;
esac
