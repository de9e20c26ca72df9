# shellcheck shell=bash
# The Python packages that the tests and the benchmark's peer use beside rclpy. The local ROS 2 holds
# them; for an installed one they go into a virtual environment over the system's Python.
# Sourced; needs progress.sh, lock.sh, environment.sh, SCRIPTS, STATE, ROS_PREFIX, ROS_ID.

choose_python() {
  [[ "$ROS_PREFIX" != "$LOCAL_PREFIX" ]] || return 0
  local key environment="$STATE/python-$ROS_ID"
  key="$({ printf '%s\n' "$environment"; cat "$SCRIPTS/python-requirements.txt"; } | digest)"
  stamped "python-$ROS_ID" "$key" || locked build_python
  prepend PATH "$environment/bin"
}

# Reads choose_python's variables.
build_python() {
  stamped "python-$ROS_ID" "$key" && return
  need python3 'run the tests over rclpy' 'python3 python3-venv'
  python3 -c 'import venv, ensurepip' 2>/dev/null ||
    fail 'the venv module of python3 is missing; it is needed to install what the tests use.' \
      'Install it with: sudo apt install python3-venv'
  unstamp "python-$ROS_ID"
  step 'installing the Python packages that the tests use'
  rm -rf "$environment"
  logged python.log python3 -m venv --system-site-packages "$environment"
  logged python.log env PIP_USER=0 "$environment/bin/python3" -m pip --disable-pip-version-check \
    --no-input install --progress-bar off -r "$SCRIPTS/python-requirements.txt"
  stamp "python-$ROS_ID" "$key"
}
