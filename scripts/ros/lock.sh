# shellcheck shell=bash
# One set-up at a time in a checkout, and stamps: a finished step leaves its key in .ros/NAME.stamp,
# removed before the step is done again, so that an interrupted one is never taken for finished.
# Sourced; needs progress.sh, place.sh, STATE.

# locked FUNCTION ARGS...: runs FUNCTION while no other command sets up this checkout. FUNCTION
# looks again whether there is anything left to do.
locked() {
  check_writable "$STATE"
  exec {lock}>"$STATE/lock"
  if ! flock -n "$lock"; then
    step 'another command is setting up this checkout: waiting for it'
    flock "$lock"
  fi
  "$@"
  exec {lock}>&-
}

stamped() {
  [[ -f "$STATE/$1.stamp" && "$(<"$STATE/$1.stamp")" == "$2" ]]
}

stamp() {
  mkdir -p "$STATE"
  printf '%s\n' "$2" >"$STATE/$1.stamp"
}

unstamp() {
  rm -f "$STATE/$1.stamp"
}
