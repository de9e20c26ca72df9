# shellcheck shell=bash
# The package's interfaces, messages and services, as they lie in a folder: no script and no CMake file
# names one of them. Sourced; needs progress.sh.

# Prints the interface files below folder $1, one a line, as msg/NAME.msg or srv/NAME.srv.
interface_files() {
  local file
  for file in "$1"/msg/*.msg "$1"/srv/*.srv; do
    [[ ! -f "$file" ]] || printf '%s\n' "${file#"$1/"}"
  done
}

# A short name for the interface files below folder $1 and what they say.
interface_digest() {
  local file
  interface_files "$1" | while IFS= read -r file; do
    printf '%s\n' "$file"
    cat "$1/$file"
  done | digest
}
