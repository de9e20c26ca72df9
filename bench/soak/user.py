"""What a robot's other programs do with the node during the soak test: an rclpy client.

    python3 bench/soak/user.py    see bench/soak/user.ts, which starts it

stdin, one request a line:  {"id": 1, "do": "set", "parameters": {...}}, "query", "describe", "transition",
                            "state", "next_state"
stdout, one line each:      {"id": 1, "result": ...} or {"id": 1, "error": "..."}; each message of
~/metrics as {"metrics": {...}}; once a second {"states": {...}} with what came on ~/world_state.
"""

import json
import math
import sys
import threading
import time

import rclpy
from lifecycle_msgs.srv import ChangeState, GetState
from rcl_interfaces.msg import ParameterType, ParameterValue
from rcl_interfaces.msg import Parameter as ParameterMessage
from rcl_interfaces.srv import SetParameters
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.qos import QoSProfile
from std_msgs.msg import String
from std_srvs.srv import Trigger
from vljepa.msg import DecodedText, Metrics, WorldState

NODE = '/vljepa'
ANSWER_SECONDS = 60
# A node that was killed is known until its lease ends, and requests to it are lost.
PROBE_SECONDS = 1
# What a killed node has sent is heard by then.
DRAIN_SECONDS = 0.05


def plain(value):
    """A message as JSON: what is not a number is null."""
    if hasattr(value, 'get_fields_and_field_types'):
        return {name: plain(getattr(value, name)) for name in value.get_fields_and_field_types()}
    if isinstance(value, (str, bool, int)):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return [plain(item) for item in value]


def parameter(value):
    if isinstance(value, bool):
        return ParameterValue(type=ParameterType.PARAMETER_BOOL, bool_value=value)
    if isinstance(value, (int, float)):
        return ParameterValue(type=ParameterType.PARAMETER_DOUBLE, double_value=float(value))
    if isinstance(value, str):
        return ParameterValue(type=ParameterType.PARAMETER_STRING, string_value=value)
    kind = ParameterType.PARAMETER_STRING_ARRAY
    return ParameterValue(type=kind, string_array_value=value)


class User:
    def __init__(self):
        self.node = Node('soak_user')
        self.lock = threading.Lock()
        self.clients = {
            'set': self.node.create_client(SetParameters, f'{NODE}/set_parameters'),
            'describe': self.node.create_client(Trigger, f'{NODE}/describe'),
            'transition': self.node.create_client(ChangeState, f'{NODE}/change_state'),
            'state': self.node.create_client(GetState, f'{NODE}/get_state'),
        }
        self.queries = self.node.create_publisher(String, f'{NODE}/query', 1)
        many = QoSProfile(depth=1000)
        self.node.create_subscription(WorldState, f'{NODE}/world_state', self.state, many)
        self.node.create_subscription(DecodedText, f'{NODE}/text', self.text, many)
        self.node.create_subscription(Metrics, f'{NODE}/metrics', self.metrics, many)
        self.node.create_timer(1.0, self.second)
        self.next = {}
        self.heard = threading.Event()
        self.clear()

    def clear(self):
        self.latencies = []
        self.missing = 0
        self.texts = 0

    def say(self, line):
        with self.lock:
            print(json.dumps(line, allow_nan=False), flush=True)

    def metrics(self, message):
        self.say({'metrics': plain(message)})

    def state(self, message):
        source = message.camera, message.query
        # Counts from 0 since each activation.
        expected = self.next.get(source, 0) if message.sequence else 0
        self.missing += max(0, message.sequence - expected)
        self.next[source] = message.sequence + 1
        self.latencies.append(message.latency)
        self.heard.set()

    def text(self, _):
        self.texts += 1

    def second(self):
        states = {'count': len(self.latencies), 'missing': self.missing, 'texts': self.texts}
        self.say({'states': {**states, 'latencies': self.latencies}})
        self.clear()

    def call(self, name, request, seconds=ANSWER_SECONDS):
        client = self.clients[name]
        if not client.wait_for_service(seconds):
            raise TimeoutError(f'the service {client.srv_name} is not there')
        future = client.call_async(request)
        end = time.monotonic() + seconds
        while not future.done() and time.monotonic() < end:
            time.sleep(0.01)
        if not future.done():
            client.remove_pending_request(future)
            raise TimeoutError(f'{client.srv_name} did not answer within {seconds} s')
        return future.result()

    def answer(self, do, **values):
        if do == 'query':
            self.queries.publish(String(data=values['query']))
            return None
        if do == 'set':
            request = SetParameters.Request(
                parameters=[
                    ParameterMessage(name=name, value=parameter(value))
                    for name, value in values['parameters'].items()
                ]
            )
            return [plain(result) for result in self.call('set', request).results]
        if do == 'describe':
            return plain(self.call('describe', Trigger.Request()))
        if do == 'state':
            return self.call('state', GetState.Request(), PROBE_SECONDS).current_state.label
        if do == 'next_state':
            time.sleep(DRAIN_SECONDS)
            self.heard.clear()
            if not self.heard.wait(ANSWER_SECONDS):
                raise TimeoutError(f'no world state within {ANSWER_SECONDS} s')
            return None
        request = ChangeState.Request()
        request.transition.label = values['transition']
        return self.call('transition', request).success

    def handle(self, request):
        number = request.pop('id')
        try:
            self.say({'id': number, 'result': self.answer(**request)})
        except Exception as error:
            self.say({'id': number, 'error': str(error)})


def main():
    rclpy.init(args=[])
    user = User()
    executor = SingleThreadedExecutor()
    executor.add_node(user.node)
    threading.Thread(target=executor.spin, daemon=True).start()
    for line in sys.stdin:
        threading.Thread(target=user.handle, args=(json.loads(line),), daemon=True).start()
    rclpy.try_shutdown()


if __name__ == '__main__':
    main()
