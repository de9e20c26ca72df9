"""`ros2 param dump NODE` and `ros2 param load NODE FILE` as ros2cli's ros2param package does them.

The wheels that the tests run on do not carry the command line tools; this is their logic (ros2param/verb/
dump.py, ros2param/api) on the same classes of rclpy. dump prints YAML, load one line for each parameter.
"""

import sys

import rclpy
import yaml
from rclpy.node import Node
from rclpy.parameter import (
    PARAMETER_SEPARATOR_STRING,
    parameter_dict_from_yaml_file,
    parameter_value_to_python,
)
from rclpy.parameter_client import AsyncParameterClient


def insert(dictionary, key, value):
    first, separator, rest = key.partition(PARAMETER_SEPARATOR_STRING)
    if separator:
        insert(dictionary.setdefault(first, {}), rest, value)
    else:
        dictionary[key] = value


def answer(node, future):
    rclpy.spin_until_future_complete(node, future, timeout_sec=20)
    if future.result() is None:
        raise RuntimeError(f'no answer: {future.exception()}')
    return future.result()


def dump(node, client, name):
    names = sorted(answer(node, client.list_parameters(None)).result.names)
    described = answer(node, client.describe_parameters(names)).descriptors
    if [descriptor.name for descriptor in described] != names:
        raise RuntimeError('describe_parameters answers for other names')
    parameters = {}
    for key, value in zip(names, answer(node, client.get_parameters(names)).values, strict=True):
        insert(parameters, key, parameter_value_to_python(value))
    tree = {name: {'ros__parameters': parameters}}
    sys.stdout.write(yaml.dump(tree, default_flow_style=False))


def load(node, client, path):
    names = [p.name for p in parameter_dict_from_yaml_file(path, True).values()]
    results = answer(node, client.load_parameter_file(path, True)).results
    for name, result in zip(names, results, strict=True):
        sys.stdout.write(f'{name}: {"set" if result.successful else result.reason}\n')


def main():
    verb, name, *path = sys.argv[1:]
    rclpy.init()
    node = Node('ros2param')
    client = AsyncParameterClient(node, name)
    if not client.wait_for_services(20):
        raise RuntimeError(f'{name} has no parameter services')
    if verb == 'dump':
        dump(node, client, name)
    else:
        load(node, client, *path)
    rclpy.shutdown()


main()
