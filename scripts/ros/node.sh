# shellcheck shell=bash
# The Node side: dependencies as package-lock.json pins them, rclnodejs's addon built for the chosen
# ROS 2, and its JavaScript messages. Addons and the latest messages are kept in .ros/node/ under what
# they were built for, so that another `npm ci` or another ROS 2 costs a copy, not a build.
# Sourced; needs progress.sh, lock.sh, interfaces.sh, node-version.sh, ROS_PREFIX, ROS_ID, MESSAGES_PREFIX,
# SCRIPTS, and ROOT, the folder with package.json, and STATE, the folder for logs and what is kept.

RCLNODEJS="$ROOT/node_modules/rclnodejs"

# Fails where there is no Node.js or npm that will do.
check_node() {
  local wanted version
  wanted="$(wanted_node "$ROOT/package.json")"
  command -v node >/dev/null ||
    fail "node is missing; the program runs on Node.js $wanted or newer." "$(node_advice)"
  version="$(node --version)"
  new_enough "$wanted" "${version#v}" ||
    fail "the program runs on Node.js $wanted or newer; $(command -v node) is $version." \
      "$(node_advice)"
  need npm 'install the Node dependencies' npm
}

node_advice() {
  printf '%s' 'Install it with: curl -fsSL https://deb.nodesource.com/setup_22.x | sudo -E bash -' \
    ' && sudo apt install -y nodejs'
}

choose_node() {
  local dependencies addon messages
  dependencies="$({ uname -m; cat "$ROOT/package-lock.json"; } | digest)"
  # What the addon is compiled from: two packages and a ROS 2. It uses Node-API: every Node.js that will
  # do loads it.
  addon="$({
    grep -A 3 -E '"node_modules/(rclnodejs|node-addon-api)": \{' "$ROOT/package-lock.json"
    printf '%s\n' "$(uname -m)" "$ROS_ID"
  } | digest)"
  # A workspace that is sourced may be built again, with other messages in the same place.
  messages="$({
    printf '%s\n' "$addon" "$MESSAGES_PREFIX"
    interface_digest "$MESSAGES_PREFIX/share/vljepa"
  } | digest)"
  node_up_to_date || locked build_node
}

# Reads choose_node's keys. The stamps live in node_modules, and go when it goes.
node_up_to_date() {
  [[ -f "$ROOT/node_modules/.vljepa" ]] &&
    [[ "$(<"$ROOT/node_modules/.vljepa")" == "$dependencies $addon $messages" ]]
}

build_node() {
  local current=() mark="$ROOT/node_modules/.vljepa"
  node_up_to_date && return
  [[ ! -f "$mark" ]] || read -ra current <"$mark"
  rm -f "$mark"
  if [[ "${current[0]:-}" != "$dependencies" ]]; then
    install_dependencies
    current=()
  fi
  if [[ "${current[1]:-}" != "$addon" ]]; then
    install_addon
  fi
  install_messages
  printf '%s\n' "$dependencies $addon $messages" >"$mark"
}

install_dependencies() {
  step 'installing the Node dependencies'
  logged npm.log npm ci --prefix "$ROOT" --ignore-scripts --include=dev --include=optional \
    --no-audit --no-fund
}

# rclnodejs rebuilds itself at every start, without saying why, where its addon cannot be loaded;
# so it is loaded here once, and the first error is the one shown. The addon has one place: one that
# rclnodejs ships for this Ubuntu and ROS 2 is moved there.
install_addon() {
  local kept="$STATE/node/addon-$addon.node" shipped
  rm -rf "$RCLNODEJS/build"
  mkdir -p "$STATE/node"
  shipped="$(shipped_addon)"
  if [[ ! -f "$kept" && -f "$shipped" ]] && node -e 'require(process.argv[1])' "$shipped" 2>/dev/null
  then
    cp "$shipped" "$kept.new"
    mv "$kept.new" "$kept"
  fi
  rm -rf "$RCLNODEJS/prebuilds"
  [[ -f "$kept" ]] || build_addon "$kept"
  mkdir -p "$RCLNODEJS/build/Release"
  cp "$kept" "$RCLNODEJS/build/Release/rclnodejs.node"
  logged addon.log node -e 'require(process.argv[1])' "$RCLNODEJS/build/Release/rclnodejs.node"
  # Read by src/ros/loadRclnodejs.ts.
  printf '%s\n' "$ROS_DISTRO" >"$ROOT/node_modules/.ros-distro"
}

# Prints where the addon for this Ubuntu, ROS 2 and processor would be.
shipped_addon() {
  local codename platform
  codename="$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)"
  platform="$(node -p 'process.arch')"
  printf '%s' "$RCLNODEJS/prebuilds/linux-$platform/$ROS_DISTRO-$codename-$platform-node-rclnodejs.node"
}

build_addon() {
  local kept="$1" root="$STATE/node/root-$ROS_ID" headers gyp arguments=()
  need g++ "compile rclnodejs's addon" g++
  need make "compile rclnodejs's addon" make
  need python3 "compile rclnodejs's addon (node-gyp)" python3
  step "building rclnodejs's addon for this ROS 2 (about a minute)"
  # Its build takes the folder of the executable ros2 for ROS's, which need not be so.
  rm -rf "$root"
  mkdir -p "$root/bin"
  ln -s "$ROS_PREFIX/lib" "$ROS_PREFIX/include" "$root/"
  printf '#!/bin/sh\n' >"$root/bin/ros2"
  chmod +x "$root/bin/ros2"
  # Node's own headers where they lie beside it; else node-gyp downloads them.
  headers="$(dirname "$(dirname "$(node -p process.execPath)")")"
  [[ ! -f "$headers/include/node/node.h" ]] || arguments=("--nodedir=$headers")
  gyp="$ROOT/node_modules/node-gyp/bin/node-gyp.js"
  logged addon.log env PATH="$root/bin:$PATH" MAKEFLAGS= \
    node "$gyp" rebuild --directory "$RCLNODEJS" --jobs "$(nproc)" "${arguments[@]}"
  cp "$RCLNODEJS/build/Release/rclnodejs.node" "$kept.new"
  mv "$kept.new" "$kept"
}

install_messages() {
  local kept="$STATE/node/messages-$messages"
  if [[ ! -d "$kept" ]]; then
    step 'generating the JavaScript messages'
    logged javascript-messages.log "$SCRIPTS/javascript-messages" \
      "$RCLNODEJS" "$MESSAGES_PREFIX" "$ROS_PREFIX"
    rm -rf "$STATE"/node/messages-*
    mkdir -p "$kept.new"
    cp -r "$RCLNODEJS/generated" "$RCLNODEJS/types/interfaces.d.ts" "$kept.new/"
    mv "$kept.new" "$kept"
  fi
  rm -rf "$RCLNODEJS/generated"
  cp -rp "$kept/generated" "$RCLNODEJS/"
  cp -p "$kept/interfaces.d.ts" "$RCLNODEJS/types/"
}
