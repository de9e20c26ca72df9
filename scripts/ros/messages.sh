# shellcheck shell=bash
# This package's messages, built for the chosen ROS 2 and laid over it: sets MESSAGES_PREFIX.
# Sourced; needs progress.sh, lock.sh, interfaces.sh, environment.sh, ROOT, STATE, ROS_PREFIX, ROS_ID.

messages_key() {
  {
    printf '%s\n' "$ROOT" "$ROS_ID"
    interface_digest "$ROOT"
    cat "$ROOT"/{package.xml,CMakeLists.txt}
  } | digest
}

# Prints the prefix of a vljepa in the environment that has the checkout's messages, and no others.
sourced_messages() {
  local prefix
  prefix="$(prefix_of vljepa)"
  [[ -n "$prefix" && "$prefix" != "$STATE"/* ]] || return 0
  [[ "$(interface_digest "$ROOT")" == "$(interface_digest "$prefix/share/vljepa")" ]] || return 0
  printf '%s' "$prefix"
}

choose_messages() {
  local key site
  MESSAGES_PREFIX="$(sourced_messages)"
  if [[ -n "$MESSAGES_PREFIX" ]]; then
    return
  fi
  key="$(messages_key)"
  MESSAGES_PREFIX="$STATE/messages/$ROS_ID/$key"
  stamped "messages-$ROS_ID" "$key" || locked build_messages "$key"
  prepend AMENT_PREFIX_PATH "$MESSAGES_PREFIX"
  prepend CMAKE_PREFIX_PATH "$MESSAGES_PREFIX"
  prepend LD_LIBRARY_PATH "$MESSAGES_PREFIX/lib"
  # site-packages is Python's own name for the folder, dist-packages Debian's.
  for site in "$MESSAGES_PREFIX"/{lib,local/lib}/python3*/{site,dist}-packages; do
    [[ ! -d "$site" ]] || prepend PYTHONPATH "$site"
  done
}

need_compilers() {
  need cmake "build this package's messages" cmake
  need make "build this package's messages" make
  need g++ "compile this package's messages" g++
}

build_messages() {
  local key="$1" build="$STATE/build/messages-$ROS_ID" python=()
  stamped "messages-$ROS_ID" "$key" && return
  need_compilers
  unstamp "messages-$ROS_ID"
  step 'building the messages'
  # Elsewhere the ROS 2 itself knows its Python.
  [[ "$ROS_PREFIX" != "$LOCAL_PREFIX" ]] || python=("-DPython3_EXECUTABLE=$LOCAL_PREFIX/bin/python3")
  rm -rf "$build" "$STATE/messages/$ROS_ID"
  logged messages.log cmake -S "$ROOT" -B "$build" -DVLJEPA_MESSAGES_ONLY=ON \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_INSTALL_PREFIX="$MESSAGES_PREFIX" "${python[@]}"
  logged messages.log cmake --build "$build" --parallel "$(nproc)"
  logged messages.log cmake --install "$build"
  stamp "messages-$ROS_ID" "$key"
}
