# A Slurm of one node, for tests: sourced, not run. start_slurm FOLDER starts munged, slurmctld and slurmd with
# everything they keep in FOLDER, and points SLURM_CONF at it; stop_slurm ends exactly those. Needs root. FOLDER
# must have a short name, for sockets lie in it.

slurm_pids=()

free_port() {
  local port
  while port=$((20000 + RANDOM % 12000)); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
  done
  echo "$port"
}

# More CPUs than there are, so that small arrays start at once; a task that is requeued waits for cred_expire (s).
write_slurm_conf() {  # FOLDER NODE
  cat <<END
ClusterName=smp-test
SlurmctldHost=$2(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmdPort=$(free_port)
SlurmUser=root
AuthType=auth/munge
AuthInfo=socket=$1/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$1/state
SlurmdSpoolDir=$1/spool
SlurmctldPidFile=$1/slurmctld.pid
SlurmdPidFile=$1/slurmd.pid
SlurmctldLogFile=$1/slurmctld.log
SlurmdLogFile=$1/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=sched_interval=1,batch_sched_delay=1
MpiDefault=none
MailProg=/bin/true
ReturnToService=2
KillWait=5
SlurmdParameters=config_overrides
NodeName=$2 NodeAddr=127.0.0.1 CPUs=8 State=UNKNOWN
PartitionName=test Nodes=$2 Default=YES MaxTime=INFINITE State=UP
END
}

start_slurm() {
  local folder=$1 node
  node=$(hostname -s)
  mkdir -p "$folder/state" "$folder/spool"
  chmod 755 "$folder"
  (umask 077 && head -c 1024 /dev/urandom >"$folder/munge.key")
  munged --foreground --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" \
    --pid-file="$folder/munged.pid" --seed-file="$folder/munged.seed" --log-file="$folder/munged.log" \
    >"$folder/munged.out" 2>&1 &
  slurm_pids+=($!)
  wait_for 10 "munged" test -S "$folder/munge.socket"

  export SLURM_CONF=$folder/slurm.conf
  write_slurm_conf "$folder" "$node" >"$SLURM_CONF"
  slurmctld -D >"$folder/slurmctld.out" 2>&1 &
  slurm_pids+=($!)
  slurmd -D >"$folder/slurmd.out" 2>&1 &
  slurm_pids+=($!)
  wait_for 20 "an idle node" node_is_idle
}

node_is_idle() {
  [ "$(sinfo -h -o %T 2>/dev/null)" = idle ]
}

stop_slurm() {
  [ ${#slurm_pids[@]} = 0 ] || kill "${slurm_pids[@]}" 2>/dev/null || true
  wait
  slurm_pids=()
}

need_slurm() {
  need munged munge
  need slurmctld slurmctld
  need slurmd slurmd
  need sbatch slurm-client
  [ "$(id -u)" = 0 ] || { echo "SKIPPED: only root can start a Slurm of its own"; exit 77; }
}
