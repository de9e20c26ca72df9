"""What rcl makes of values and names, for the tests to compare with.

stdin: {"values": ["yes", ...], "topics": ["/a", ...]}; stdout: for each value how `-p x:=VALUE` arrives in a
node, as [type, text], or null where rcl refuses it; for each topic whether a node may subscribe to it.
"""

import json
import sys

import rclpy
from rclpy.expand_topic_name import expand_topic_name
from rclpy.node import Node
from rclpy.validate_full_topic_name import validate_full_topic_name
from rclpy.validate_topic_name import validate_topic_name


def read(value):
    context = rclpy.Context()
    try:
        rclpy.init(args=['--ros-args', '-p', f'x:={value}'], context=context)
        options = {'automatically_declare_parameters_from_overrides': True}
        node = Node('reader', context=context, start_parameter_services=False, **options)
        parameter = node.get_parameter('x')
        node.destroy_node()
        return [parameter.type_.name.lower(), str(parameter.value)]
    except Exception:
        return None
    finally:
        context.try_shutdown()


def allows(topic):
    try:
        validate_topic_name(topic)
        validate_full_topic_name(expand_topic_name(topic, 'vljepa', '/robot1'))
        return True
    except Exception:
        return False


asked = json.load(sys.stdin)
json.dump(
    {
        'values': [read(value) for value in asked['values']],
        'topics': [allows(topic) for topic in asked['topics']],
    },
    sys.stdout,
)
