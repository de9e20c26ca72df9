# shellcheck shell=bash
# What Node.js is started with wherever a script starts the program: sourced by scripts/with-ros in a
# checkout and by lib/vljepa/perception in an installed package.

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

# As in src/nodeFlags.ts, which says why.
export_tunables() {
  local tunables='glibc.malloc.arena_max=1:glibc.malloc.mmap_threshold=67108864'
  tunables+=':glibc.malloc.trim_threshold=134217728:glibc.malloc.hugetlb=1'
  export GLIBC_TUNABLES="${GLIBC_TUNABLES:-$tunables}"
}
