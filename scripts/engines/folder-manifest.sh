#!/usr/bin/env bash
# Prints the manifest of a folder of photos, one job for each, sub-folders included:
#   scripts/engines/folder-manifest.sh PHOTOS SPEC [MEMBERS] > night.jsonl
# A photo with a spec of its own beside it (anna.json beside anna.jpg) gets that one, all others get SPEC (where
# there is no such file, their jobs are refused). Results are named like their photos, in the same sub-folders.
# MEMBERS are put into every line as they stand, for example '"at": ["healed", "5y"]'. Run it in the folder where
# the manifest will lie: names in it are relative to that.
set -euo pipefail
export LC_ALL=C
shopt -s globstar nullglob nocasematch
if [ $# -lt 2 ]; then
  echo "usage: folder-manifest.sh PHOTOS SPEC [MEMBERS]: a folder and a file" >&2
  exit 64
fi
if [ ! -d "$1" ]; then
  printf 'folder-manifest.sh: there is no folder %q here; is its disk or share mounted?\n' "$1" >&2
  exit 66
fi
photos=${1%/} spec=$2 members=${3:+, $3}

# TEXT as a JSON string, in `json`. Fails where a manifest cannot hold it: control characters, bytes that are no
# UTF-8, more than the 200 characters of an id.
to_json() {
  [[ $1 != *[[:cntrl:]]* ]] && [ ${#1} -le 200 ] || return 1
  if [[ $1 == *[![:ascii:]]* ]]; then
    iconv -f UTF-8 -t UTF-8 <<<"$1" >/dev/null 2>&1 || return 1
  fi
  json=${1//\\/\\\\}
  json=\"${json//\"/\\\"}\"
}

status=0
for photo in "$photos"/**/*; do
  result=${photo#"$photos"/}
  case $photo in
    *.jpg | *.jpeg | *.png | *.tif | *.tiff | *.webp) ;;
    *.heic | *.heif) result=$result.jpg ;;  # read, but never written
    *) continue ;;
  esac
  [ -f "$photo" ] || continue
  own=${photo%.*}.json
  [ -f "$own" ] || own=$spec
  if to_json "$photo" && photo_json=$json && to_json "$own" && spec_json=$json && to_json "$result"; then
    printf '{"photo": %s, "spec": %s, "output": %s%s}\n' "$photo_json" "$spec_json" "$json" "$members"
  else
    printf 'folder-manifest.sh: left out, its name is too long or no plain UTF-8 text: %q\n' "$photo" >&2
    status=65
  fi
done
exit $status
