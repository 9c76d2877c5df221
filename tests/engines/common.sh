# What the tests of engines share: sourced, not run. Each is called as NAME.sh SOURCE BIN WORK, runs one engine on a
# small batch in WORK, and ends with 77 (skipped) where the engine is not installed.
set -euo pipefail
source=$1 bin=$2 work=$3
engines=scripts/engines
export PATH=$bin:$PATH

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

need() {  # COMMAND PACKAGE
  command -v "$1" >/dev/null || { echo "SKIPPED: no $1 here; it is in the Debian package $2"; exit 77; }
}

wait_for() {  # SECONDS WHAT COMMAND...
  local tries=$(($1 * 20)) what=$2
  shift 2
  until "$@"; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] || fail "waited in vain for $what"
    sleep 0.05
  done
}

expect_status() {  # STATUS COMMAND...
  local expected=$1 status=0
  shift
  "$@" >last.log 2>&1 || status=$?
  cat last.log
  [ $status = "$expected" ] || fail "'$*' ended with $status, not $expected"
}

# Two photos and a spec for them.
make_photos() {
  rm -rf "$work"
  mkdir -p "$work"
  cd "$work"
  ln -s "$source/scripts" scripts
  local photo seed
  for photo in anna ben; do
    seed=${#photo}
    cat >"$photo-scene.json" <<END
{ "seed": $seed, "width_px": 240, "height_px": 200, "px_per_mm": 8, "surface": { "kind": "plane" }, "skin": { "tone": $seed } }
END
    smp-phantom "$photo-scene.json" -o "$photo.png" --quiet
  done
  cat >spec.json <<'END'
{ "smp": 1, "photo": { "scale": { "px_per_mm": 8 } }, "skin": { "tone": { "fitzpatrick": "II" } },
  "regions": [ { "outline": [[20, 20], [220, 20], [220, 180], [20, 180]], "density_per_cm2": 150 } ] }
END
}

# night.jsonl: eight jobs on two photos, and their results in plain/ as smp-batch alone makes them.
make_batch() {
  make_photos
  local photo seed
  for seed in 1 2 3 4; do
    for photo in anna ben; do
      printf '{"photo": "%s.png", "spec": "spec.json", "output": "%s/%d.png", "set": {"/seed": %d}}\n' \
        "$photo" "$photo" $seed $seed
    done
  done >night.jsonl
  smp-batch night.jsonl -o plain --quiet
}

# long.jsonl: some seconds of work, to interrupt.
make_long_batch() {
  sed 's/"width_px": 240/"width_px": 2000/; s/"height_px": 200/"height_px": 1500/' anna-scene.json >long-scene.json
  smp-phantom long-scene.json -o long.png --quiet
  local seed
  for seed in 1 2 3 4 5 6 7 8; do
    printf '{"photo": "long.png", "spec": "spec.json", "output": "%d.png", "set": {"/seed": %d}}\n' $seed $seed
  done >long.jsonl
}

# The first block of commands in docs/FILE that holds TEXT, so that what is tested is what is documented.
documented() {  # FILE TEXT
  awk -v text="$2" '
    /^```sh$/ { inside = 1; block = ""; next }
    /^```/ { if (inside && index(block, text)) { printf "%s", block; found = 1; exit } inside = 0; next }
    inside { block = block $0 "\n" }
    END { exit !found }' "$source/docs/$1" || fail "docs/$1 has no commands with $2"
}

expect_same_results() {  # FOLDER [PLAIN]
  diff -rq --exclude='smp-journal*' --exclude='*.log' --exclude='.smp*' "${2:-plain}" "$1" >&2 ||
    fail "results in $1 differ from those of smp-batch alone"
}

# Which files of a folder these are, and when they were written: a result made anew is another file.
result_files() {
  find "$1" -name '*.png' -printf '%P %i %T@\n' | sort
}

# Takes one result away: merge has to see the gap, RUN... to fill it and to leave all others alone.
expect_gap_is_healed() {  # FOLDER RUN...
  local folder=$1
  shift
  expect_same_results "$folder"
  rm "$folder/ben/3.png"
  expect_status 1 smp-batch merge night.jsonl -o "$folder"
  grep -q 'ben/3.png' last.log || fail "merge does not name the gap"
  result_files "$folder" >before
  "$@"
  expect_same_results "$folder"
  result_files "$folder" | grep -v '^ben/3.png ' >after
  cmp before after || fail "results were made a second time"
}

# A batch with a photo that is none: the engine does all the rest.
add_refused_job() {
  echo 'no photo' >broken.png
  cp night.jsonl refused.jsonl
  echo '{"photo": "broken.png", "spec": "spec.json", "output": "broken.png"}' >>refused.jsonl
}
