# shellcheck shell=bash
# Progress of the set-up on stderr, one line a step, and errors that say what to do.
# Sourced; needs ROOT and STATE (the checkout and its .ros folder).

# Seconds since the command started stand before each line.
step() {
  printf 'vljepa [%3d s] %s\n' "$SECONDS" "$*" >&2
}

fail() {
  printf 'vljepa: %s\n' "$@" >&2
  exit 1
}

# logged LOG CMD...: runs CMD with its output in .ros/LOG; shows the log's end where CMD fails.
logged() {
  local log="$STATE/$1"
  shift
  mkdir -p "$STATE"
  printf '\n$ %s\n' "$*" >>"$log"
  if "$@" >>"$log" 2>&1 </dev/null; then
    return 0
  fi
  tail -n 30 "$log" >&2
  fail "this command failed: $*" "the whole log is ${log#"$ROOT"/} in $ROOT"
}

# need TOOL WHY PACKAGES: fails where TOOL is not on the PATH.
need() {
  command -v "$1" >/dev/null ||
    fail "$1 is missing; it is needed to $2." "Install it with: sudo apt install $3"
}

# A short name for the contents of stdin.
digest() {
  sha256sum | cut -c1-16
}
