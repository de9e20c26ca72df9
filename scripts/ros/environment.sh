# shellcheck shell=bash
# Finds a ROS 2 and exports its environment: sets ROS_PREFIX (the prefix that holds rcl) and
# ROS_ID (changes whenever something built against that ROS 2 has to be built again).
# Sourced; needs progress.sh, lock.sh and, to choose one, local.sh.

# Puts folder $2 first in the path list named $1, once.
prepend() {
  local -n list="$1"
  case ":${list:-}:" in
    *":$2:"*) ;;
    *) list="$2${list:+:$list}" ;;
  esac
  export "${!list}"
}

# Prints the first prefix of AMENT_PREFIX_PATH with package $1.
prefix_of() {
  local prefix prefixes
  IFS=: read -ra prefixes <<<"${AMENT_PREFIX_PATH:-}"
  for prefix in "${prefixes[@]}"; do
    if [[ -f "$prefix/share/$1/package.xml" ]]; then
      printf '%s' "$prefix"
      return
    fi
  done
}

# Prints the setup file of the ROS 2 to take from /opt/ros: Jazzy, else the newest by name.
installed_setup() {
  local setup found=''
  for setup in /opt/ros/*/setup.bash; do
    [[ -f "$setup" && -f "${setup%/*}/share/rcl/package.xml" ]] || continue
    found="$setup"
    [[ "$setup" == /opt/ros/jazzy/* ]] && break
  done
  printf '%s' "$found"
}

choose_ros() {
  local setup
  ROS_PREFIX="$(prefix_of rcl)"
  if [[ -z "$ROS_PREFIX" ]]; then
    setup="$(installed_setup)"
    if [[ -n "$setup" ]]; then
      set +u
      # shellcheck disable=SC1090
      source "$setup"
      set -u
      ROS_PREFIX="$(prefix_of rcl)"
    fi
  fi
  if [[ -z "$ROS_PREFIX" || "$ROS_PREFIX" == "$LOCAL_PREFIX" ]]; then
    ROS_PREFIX="$LOCAL_PREFIX"
    local_up_to_date || locked build_local
    export_local
  elif [[ -z "${ROS_DISTRO:-}" ]]; then
    fail "AMENT_PREFIX_PATH names a ROS 2 in $ROS_PREFIX but ROS_DISTRO is not set." \
      "Source the setup.bash of that ROS 2 again, in full."
  fi
  identify_ros
}

identify_ros() {
  ROS_ID="$({
    printf '%s\n' "$ROS_PREFIX" "$ROS_DISTRO" "$(readlink -f "$(command -v python3)")"
    cat "$ROS_PREFIX/share/rcl/package.xml"
  } | digest)"
}
