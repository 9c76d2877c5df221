#!/usr/bin/env bash
# run.sh SOURCE BIN WORK: runs every command of README.md, block by block, in a copy of the examples.
# Of the commands in scripts/ itself (not in its folders) it only checks that they are there. Links must lead to files.
set -euo pipefail
source=$1 bin=$2 work=$3

fail() {
  echo "README.md: $*" >&2
  exit 1
}

while read -r link; do
  [[ $link == http* || -e $source/$link ]] || fail "no file behind the link $link"
done < <(grep -oE '\]\([^)#]+' "$source/README.md" | cut -c3-)

rm -rf "$work"
mkdir -p "$work/blocks"
cp -r "$source/examples" "$work/"
ln -s "$source/scripts" "$work/scripts"
awk -v folder="$work/blocks" '
  /^```sh$/ { block = sprintf("%s/%03d.sh", folder, ++count); next }
  /^```/ { block = ""; next }
  block { print > block }' "$source/README.md"

count=0
for block in "$work"/blocks/*.sh; do
  while read -r script; do
    [ -f "$source/$script" ] && [ -x "$source/$script" ] || fail "$script is not an executable file"
  done < <(grep -oE '^scripts/[a-z/.-]+' "$block" || true)
  sed -i -E '/^scripts\/[a-z-]+( |$)/d' "$block"
  (cd "$work" && PATH="$bin:$PATH" bash -euo pipefail "$block" </dev/null) ||
    fail "this block fails:"$'\n'"$(cat "$block")"
  count=$((count + 1))
done
[ "$count" -ge 10 ] || fail "only $count blocks of commands found"
echo "$count blocks of commands ran"
rm -rf "$work"
