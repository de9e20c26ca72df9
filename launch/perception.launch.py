"""The vljepa node, its parameters from a file, from these arguments, or from both.

An argument that is given overrides the file; one that is left empty changes nothing.
"""

from pathlib import Path
from typing import List

from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue
import yaml

FASTDDS_PROFILE = Path(__file__).parent.parent / 'config' / 'fastdds.xml'
FASTDDS_VARIABLES = ('FASTRTPS_DEFAULT_PROFILES_FILE', 'FASTDDS_DEFAULT_PROFILES_FILE')
RESPAWN_DELAY_SECONDS = 1.0

ARGUMENTS = {
    'image_topic': 'one camera, named "camera", on this sensor_msgs/Image or CompressedImage topic',
    'transport': 'of the camera "camera": auto, raw or compressed',
    'reliability': 'of the camera "camera": best_effort or reliable',
    'params_file': 'YAML file with ROS parameters (config/perception.yaml shows all of them)',
    'pack': 'model pack: a name in models/ or the path of a pack folder',
    'query': 'text query X_q, for packs that read queries',
    'labels': 'words or phrases to classify every window by: "door, person" or "[door, person]"',
    'threshold': 'selective_decoding.threshold: the change score above which a change can give a text',
    'namespace': 'namespace of the node, one for each robot',
    'use_sim_time': 'true takes the time from /clock',
    'autostart': 'false leaves the lifecycle node unconfigured, for a lifecycle manager',
    'respawn': 'true restarts the node when its process ends',
    'log_level': 'debug (each decision and its reason), info, warn, error or fatal',
    'fastdds_profile': 'Fast DDS profile of the node, "off" for none; empty: config/fastdds.xml of '
    'this package, unless ' + ' or '.join(FASTDDS_VARIABLES) + ' is set',
}

# The ROS parameters behind the arguments of the same meaning. The types are given: launch would
# otherwise read a query such as "yes" as a boolean.
PARAMETERS = {
    'image_topic': ('cameras.camera.topic', str),
    'transport': ('cameras.camera.transport', str),
    'reliability': ('cameras.camera.reliability', str),
    'pack': ('pack', str),
    'query': ('query', str),
    'threshold': ('selective_decoding.threshold', float),
    'use_sim_time': ('use_sim_time', bool),
    'autostart': ('autostart', bool),
}


def labels(text):
    """Return the labels of a YAML list, or of words and phrases with commas between them."""
    if text.lstrip().startswith('['):
        # As strings, whatever they look like.
        return yaml.load(text, Loader=yaml.BaseLoader)
    return [label.strip() for label in text.split(',') if label.strip()]


def environment(profile, given):
    """Return what the node's environment needs for that Fast DDS profile."""
    if profile == 'off' or not given.get('RMW_IMPLEMENTATION', 'rmw_fastrtps_cpp').startswith(
        ('rmw_fastrtps', 'rmw_fastdds')
    ):
        return {}
    if not profile and any(given.get(variable) for variable in FASTDDS_VARIABLES):
        return {}
    path = Path(profile or FASTDDS_PROFILE).expanduser()
    if not path.is_file():
        raise RuntimeError(f'fastdds_profile: expected a file or "off", got {path}')
    return {variable: str(path) for variable in FASTDDS_VARIABLES}


def perception(context):
    """Return the node action for the arguments of this launch."""
    given = {name: LaunchConfiguration(name).perform(context) for name in ARGUMENTS}
    overrides = {
        parameter: ParameterValue(LaunchConfiguration(argument), value_type=value_type)
        for argument, (parameter, value_type) in PARAMETERS.items()
        if given[argument]
    }
    if labels(given['labels']):
        overrides['labels'] = ParameterValue(labels(given['labels']), value_type=List[str])
    if given['params_file'] and not Path(given['params_file']).is_file():
        raise RuntimeError(f"params_file: expected a file, got {given['params_file']}")
    parameters = [given['params_file']] if given['params_file'] else []
    if overrides:
        parameters.append(overrides)
    return [
        Node(
            package='vljepa',
            executable='perception',
            name='vljepa',
            namespace=given['namespace'],
            parameters=parameters,
            ros_arguments=['--log-level', given['log_level']] if given['log_level'] else [],
            additional_env=environment(given['fastdds_profile'], context.environment),
            respawn=LaunchConfiguration('respawn') if given['respawn'] else False,
            respawn_delay=RESPAWN_DELAY_SECONDS,
            output='screen',
        )
    ]


def generate_launch_description():
    """Return the arguments, each with its description, and the node."""
    return LaunchDescription(
        [
            DeclareLaunchArgument(name, default_value='', description=description)
            for name, description in ARGUMENTS.items()
        ]
        + [OpaqueFunction(function=perception)]
    )
