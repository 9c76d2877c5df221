#!/usr/bin/env bash
# The night run of a clinic, as docs/clinic.md has it; needs no engine.
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
make_photos
mkdir -p photos/p17
cp anna.png photos/
cp ben.png photos/p17/front.PNG
cp ben.png 'photos/Jürgen "the \ head" {1}.png'
sed 's/150/60/' spec.json >photos/anna.json
cp anna.png $'photos/two\nlines.png'
cp anna.png $'photos/latin-\xfc.png'
touch photos/notes.txt photos/.hidden.png

# Every photo is there with its spec, but those whose names no manifest can hold: they are named, and the rest is done.
status=0
$engines/folder-manifest.sh photos spec.json >night.jsonl 2>left-out.log || status=$?
[ $status = 65 ] && [ "$(wc -l <left-out.log)" = 2 ] || fail "names that no manifest can hold: $(cat left-out.log)"
cat >expected.jsonl <<'END'
{"photo": "photos/Jürgen \"the \\ head\" {1}.png", "spec": "spec.json", "output": "Jürgen \"the \\ head\" {1}.png"}
{"photo": "photos/anna.png", "spec": "photos/anna.json", "output": "anna.png"}
{"photo": "photos/p17/front.PNG", "spec": "spec.json", "output": "p17/front.PNG"}
END
diff expected.jsonl night.jsonl || fail "the manifest is another"
rm photos/two* photos/latin*

# The commands of the page, one after another.
documented clinic.md folder-manifest.sh >run.sh
expect_status 0 bash -euo pipefail run.sh
documented clinic.md moments.jsonl >run.sh
expect_status 0 bash -euo pipefail run.sh
[ -s moments/anna.5y.png ] && [ -s results/p17/front.PNG ] || fail "results are missing"
smp-render photos/anna.png photos/anna.json -o alone.png --quiet
cmp alone.png results/anna.png || fail "a photo was not rendered by its own spec"

# The script says nothing where all went well, and tells what went wrong where it did not.
rm -r results night.jsonl
expect_status 0 $engines/night.sh .
[ ! -s last.log ] || fail "night.sh talks although all went well"
cmp alone.png results/anna.png || fail "night.sh made another picture"
[ "$(stat -c %a results/anna.png night.jsonl night.log | sort -u)" = 600 ] || fail "others may read what it wrote"
echo 'no photo' >photos/zoe.jpg
expect_status 1 $engines/night.sh .
grep -q 'zoe.jpg' night.log || fail "the log does not name the refused photo"
mkdir -p empty/photos
cp spec.json empty/
expect_status 0 $engines/night.sh empty
rmdir empty/photos  # a share that is not mounted
expect_status 66 $engines/night.sh empty
