#!/bin/sh
# A clinic's night run, for cron: renders FOLDER/photos by FOLDER/spec.json into FOLDER/results.
#   30 21 * * * /opt/smpkit/share/smpkit/engines/night.sh /srv/smp
# Says nothing where all went well; what it prints otherwise, cron mails. docs/clinic.md has the rest.
set -u
umask 077  # previews of patients: for this user only
tools=$(CDPATH= cd "$(dirname "$0")" && pwd) || exit 66
PATH=$tools/../../../bin:$PATH  # of an installed kit
cd "${1:?usage: night.sh FOLDER}" || exit 66

"$tools/folder-manifest.sh" photos spec.json >night.jsonl.new
listed=$?
case $listed in
  0 | 65) mv night.jsonl.new night.jsonl ;;  # 65: named the photos that it had to leave out
  *) exit "$listed" ;;
esac
[ -s night.jsonl ] || exit "$listed"  # no photos, no work

smp-batch night.jsonl -o results --quiet --log-json 2>>night.log
status=$?
if [ $status != 0 ]; then
  case $status in
    1) echo "some photos were refused; the others are done" ;;
    74) echo "read or write error; is the disk full?" ;;
    75) echo "interrupted, or another run is at work; the next run goes on" ;;
  esac
  echo "smp-batch ended with status $status; messages are in $PWD/night.log"
  [ ! -d results ] || smp-batch status results
  exit $status
fi
exit "$listed"
