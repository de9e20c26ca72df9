# shellcheck shell=bash
# Which Node.js will do: sourced by scripts/with-ros, the build and the launcher, bin/vljepa.

# Prints the oldest Node.js that will do, as the package.json $1 has it.
wanted_node() {
  sed -n 's/^ *"node": ">=\([0-9.]*\)".*/\1/p' "$1"
}

# new_enough WANTED VERSION: both as 20.20.2.
new_enough() {
  local wanted have part
  IFS=. read -ra wanted <<<"$1"
  IFS=. read -ra have <<<"${2%%-*}"
  for part in 0 1 2; do
    if ((${have[part]:-0} != ${wanted[part]:-0})); then
      ((${have[part]:-0} > ${wanted[part]:-0}))
      return
    fi
  done
}
