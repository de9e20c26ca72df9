"""Many DDS participants in one process: each with a context, a node and a subscription of its own.

    python3 test/ros/participants.py COUNT

Writes a line once all are there, and ends with its stdin.
"""

import sys

import rclpy
from rclpy.node import Node
from std_msgs.msg import String


def main():
    nodes = []
    for index in range(int(sys.argv[1])):
        context = rclpy.Context()
        rclpy.init(args=[], context=context)
        node = Node(f'participant{index}', context=context)
        node.create_publisher(String, '/chatter', 1)
        node.create_subscription(String, '/chatter', lambda _: None, 1)
        nodes.append((context, node))
    print(len(nodes), flush=True)
    sys.stdin.read()
    for context, node in nodes:
        node.destroy_node()
        context.try_shutdown()


if __name__ == '__main__':
    main()
