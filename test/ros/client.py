"""The other side of the tests over DDS: an rclpy node that is steered by JSON lines.

stdin, one request a line:  {"id": 1, "do": "publish", "topic": "/x", "message": {...}}
stdout, one line each:      {"id": 1, "result": ...}, {"id": 1, "error": "..."} or, for what a
subscription hears,         {"subscription": 3, "message": {...}}

Messages are JSON objects of their fields; bytes are {"base64": "..."}, and a number that JSON does
not know is the string "nan", "inf" or "-inf". The process ends with its stdin.
"""

import base64
import importlib
import json
import math
import sys
import threading
import time
from array import array

import rclpy
from rclpy._rclpy_pybind11 import RCLError
from rclpy.executors import MultiThreadedExecutor
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy
from std_srvs.srv import Trigger


def interface(name):
    """The class of 'package/msg/Name' or 'package/srv/Name'."""
    package, kind, short = name.split('/')
    return getattr(importlib.import_module(f'{package}.{kind}'), short)


def quality(depth=10, reliability='reliable', durability='volatile'):
    return QoSProfile(
        depth=depth,
        reliability=ReliabilityPolicy[reliability.upper()],
        durability=DurabilityPolicy[durability.upper()],
    )


def to_json(value):
    if hasattr(value, 'get_fields_and_field_types'):
        return {name: to_json(getattr(value, name)) for name in value.get_fields_and_field_types()}
    if isinstance(value, (bytes, bytearray)):
        return {'base64': base64.b64encode(value).decode()}
    if isinstance(value, (str, bool)):
        return value
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    return [to_json(item) for item in (value.tolist() if hasattr(value, 'tolist') else value)]


def fill(message, fields):
    """Sets the given fields of a message; the others keep their defaults."""
    types = message.get_fields_and_field_types()
    for name, value in fields.items():
        setattr(message, name, from_json(types[name], getattr(message, name), value))
    return message


def from_json(type_name, present, value):
    if isinstance(value, dict) and 'base64' in value:
        content = base64.b64decode(value['base64'])
        if type_name == 'sequence<octet>':
            return [bytes([byte]) for byte in content]
        return array('B', content)
    if hasattr(present, 'get_fields_and_field_types'):
        return fill(present, value)
    if isinstance(value, list):
        element = type_name.removeprefix('sequence<').removesuffix('>')
        if '/' in element:
            package, short = element.split('/')
            return [fill(interface(f'{package}/msg/{short}')(), item) for item in value]
        return [float(item) for item in value] if element in ('double', 'float') else value
    if type_name in ('double', 'float'):
        return float(value)
    return value


class Client:
    def __init__(self, node):
        self.node = node
        self.publishers = {}
        self.subscriptions = {}
        self.clients = {}
        self.services = []
        self.output = threading.Lock()

    def say(self, line):
        text = json.dumps(line, allow_nan=False)
        with self.output:
            sys.stdout.write(text + '\n')
            sys.stdout.flush()

    def advertise(self, topic, type, **qos):
        for left in reversed(range(100)):
            try:
                publisher = self.node.create_publisher(interface(type), topic, quality(**qos))
                self.publishers[topic] = publisher
                return
            except RCLError:
                # A publisher of another type that was withdrawn just now may not be quite gone.
                if not left:
                    raise
                time.sleep(0.1)

    def withdraw(self, topic):
        self.node.destroy_publisher(self.publishers.pop(topic))

    def listeners(self, topic):
        """Subscriptions that the publisher of that topic has found."""
        return self.publishers[topic].get_subscription_count()

    def publish(self, topic, message):
        publisher = self.publishers[topic]
        publisher.publish(fill(publisher.msg_type(), message))

    def publish_serialized(self, topic, base64_bytes):
        self.publishers[topic].publish(base64.b64decode(base64_bytes))

    def stream(self, topic, message, stamp_ns, step_ns, count, hz):
        """One message again and again: `hz` a second by the wall, `step_ns` apart by their stamps."""
        publisher = self.publishers[topic]
        filled = fill(publisher.msg_type(), message)
        start = time.monotonic()
        for i in range(count):
            time.sleep(max(0.0, start + i / hz - time.monotonic()))
            stamp = int(stamp_ns) + i * int(step_ns)
            filled.header.stamp.sec, filled.header.stamp.nanosec = divmod(stamp, 1_000_000_000)
            publisher.publish(filled)

    def subscribe(self, key, topic, type, **qos):
        self.subscriptions[key] = self.node.create_subscription(
            interface(type),
            topic,
            lambda message: self.say({'subscription': key, 'message': to_json(message)}),
            quality(**qos),
        )

    def unsubscribe(self, key):
        self.node.destroy_subscription(self.subscriptions.pop(key))

    def serve(self, key, service):
        """Offers std_srvs/Trigger; what calls it is heard as a message."""

        def answer(_, response):
            self.say({'subscription': key, 'message': {}})
            response.success = True
            return response

        self.services.append(self.node.create_service(Trigger, service, answer))

    def call(self, service, type, request, seconds):
        kind = interface(type)
        client = self.clients.get(service)
        if client is None:
            client = self.clients[service] = self.node.create_client(kind, service)
        if not client.wait_for_service(seconds):
            raise TimeoutError(f'there is no service {service}')
        # DDS loses an answer where the server has not found this client yet. Asking for parameters
        # again changes nothing.
        tries = 3 if service.endswith('_parameters') else 1
        for _ in range(tries):
            answered = threading.Event()
            future = client.call_async(fill(kind.Request(), request))
            future.add_done_callback(lambda _, answered=answered: answered.set())
            if answered.wait(seconds / tries):
                return to_json(future.result())
        raise TimeoutError(f'{service} did not answer')

    def endpoints(self, topic):
        def describe(info):
            return {
                'node': f'{info.node_namespace.rstrip("/")}/{info.node_name}',
                'type': info.topic_type,
                'type_hash': str(info.topic_type_hash),
                'reliability': info.qos_profile.reliability.name.lower(),
                'durability': info.qos_profile.durability.name.lower(),
            }

        return {
            'publishers': [describe(i) for i in self.node.get_publishers_info_by_topic(topic)],
            'subscriptions': [describe(i) for i in self.node.get_subscriptions_info_by_topic(topic)],
        }

    def names(self):
        """Fully qualified names of the nodes, and of the topics with their types."""
        nodes = self.node.get_node_names_and_namespaces()
        return {
            'nodes': [f'{namespace.rstrip("/")}/{name}' for name, namespace in nodes],
            'topics': dict(self.node.get_topic_names_and_types()),
            'services': dict(self.node.get_service_names_and_types()),
        }

    def answer(self, request):
        number = request.pop('id')
        try:
            result = getattr(self, request.pop('do'))(**request)
            self.say({'id': number, 'result': result})
        except Exception as error:
            self.say({'id': number, 'error': f'{type(error).__name__}: {error}'})


def main():
    rclpy.init()
    node = Node('test_client')
    client = Client(node)
    executor = MultiThreadedExecutor(2)
    executor.add_node(node)
    threading.Thread(target=executor.spin, daemon=True).start()
    client.say({'id': 0, 'result': node.get_fully_qualified_name()})
    lasting = {'stream', 'call'}
    for line in sys.stdin:
        request = json.loads(line)
        if request['do'] in lasting:
            threading.Thread(target=client.answer, args=(request,), daemon=True).start()
        else:
            client.answer(request)
    executor.shutdown(0)
    rclpy.shutdown()


main()
