"""The vljepa node, its parameters from a file, from these arguments, or from both.

An argument that is given overrides the file; one that is left empty changes nothing.
"""

from launch import LaunchDescription
from launch.actions import DeclareLaunchArgument, OpaqueFunction
from launch.substitutions import LaunchConfiguration
from launch_ros.actions import Node
from launch_ros.parameter_descriptions import ParameterValue

ARGUMENTS = {
    'image_topic': 'one camera, named "camera", on this sensor_msgs/Image or CompressedImage topic',
    'params_file': 'YAML file with ROS parameters (config/perception.yaml shows all of them)',
    'pack': 'model pack: a name in models/ or the path of a pack folder',
    'query': 'text query X_q, for packs that read queries',
    'namespace': 'namespace of the node, one for each robot',
    'use_sim_time': 'true takes the time from /clock',
    'autostart': 'false leaves the lifecycle node unconfigured, for a lifecycle manager',
    'log_level': 'debug, info, warn, error or fatal',
}

# The ROS parameters behind the arguments of the same meaning. The types are given: launch would
# otherwise read a query such as "yes" as a boolean.
PARAMETERS = {
    'image_topic': ('cameras.camera.topic', str),
    'pack': ('pack', str),
    'query': ('query', str),
    'use_sim_time': ('use_sim_time', bool),
    'autostart': ('autostart', bool),
}


def perception(context):
    """Return the node action for the arguments of this launch."""
    given = {name: LaunchConfiguration(name).perform(context) for name in ARGUMENTS}
    overrides = {
        parameter: ParameterValue(LaunchConfiguration(argument), value_type=value_type)
        for argument, (parameter, value_type) in PARAMETERS.items()
        if given[argument]
    }
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
