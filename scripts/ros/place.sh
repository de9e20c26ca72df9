# shellcheck shell=bash
# Where a checkout or a build folder may lie. Sourced; needs progress.sh.

# Fails where the path $1 has characters that the tools of the set-up break on, minutes later and without
# naming them: ROS 2's message generators read ASCII alone, make and node-gyp split at spaces, lists of
# paths at colons. CMakeLists.txt refuses the same.
check_place() {
  local LC_ALL=C
  [[ "$1" != *[^A-Za-z0-9._/+@~,-]* ]] ||
    fail "expected a path of letters from A to z, digits and . _ / + @ ~ , - because ROS 2's message\
 generators, make and node-gyp break on others, got $1: move it."
}

# Fails where there is something to set up in the folder $1 and it cannot be written.
check_writable() {
  { mkdir -p "$1" && [[ -w "$1" ]]; } 2>/dev/null ||
    fail "$ROOT is not set up yet, and $1 cannot be written: set it up where it can be."
}
