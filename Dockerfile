# An image that runs the node:
#
#   docker build -t vljepa .
#   docker run --rm --network host --ipc host vljepa \
#     ros2 launch vljepa perception.launch.py image_topic:=/camera/image_raw
#
# --network host is for DDS discovery, --ipc host for its shared memory. It runs as root, as the ros
# images do: Fast DDS shares no memory between users, so that with --user the camera driver must run as
# that user too.
ARG ROS_DISTRO=jazzy
ARG NODE_VERSION=22.23.3

FROM node:${NODE_VERSION}-bookworm-slim AS node

# What builds and tests the package; .devcontainer stops here.
FROM ros:${ROS_DISTRO}-ros-base AS tools
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
COPY --from=node /usr/local/ /usr/local/
COPY package.xml /tmp/vljepa/
# Debian's packages follow the base image. The keys nodejs and npm are what COPY --from=node brings.
# hadolint ignore=DL3008
RUN apt-get update \
  && apt-get install -y --no-install-recommends cmake g++ make python3-pip python3-venv util-linux \
  && rosdep update --rosdistro "$ROS_DISTRO" \
  && rosdep install --from-paths /tmp/vljepa -y --ignore-src --skip-keys 'nodejs npm' \
  && rm -rf /var/lib/apt/lists/* /tmp/vljepa

FROM tools AS build
WORKDIR /ws
COPY . src/vljepa
RUN source "/opt/ros/$ROS_DISTRO/setup.bash" \
  && colcon build --packages-select vljepa --cmake-args -DBUILD_TESTING=OFF

FROM ros:${ROS_DISTRO}-ros-base
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
COPY --from=node /usr/local/bin/node /usr/local/bin/
COPY package.xml /tmp/vljepa/
RUN apt-get update \
  && rosdep update --rosdistro "$ROS_DISTRO" \
  && rosdep install --from-paths /tmp/vljepa -y --ignore-src --skip-keys 'nodejs npm' \
    --dependency-types exec \
  && rm -rf /var/lib/apt/lists/* /tmp/vljepa
COPY --from=build /ws/install /ws/install
# ros2 launch and the node end in order at SIGINT.
STOPSIGNAL SIGINT
ENTRYPOINT ["/bin/bash", "-c", "source /ws/install/setup.bash && exec \"$@\"", "vljepa"]
CMD ["ros2", "launch", "vljepa", "perception.launch.py"]
