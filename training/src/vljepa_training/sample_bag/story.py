"""What happens when: the scenes in their order, their events, and the cut between them."""

from .rooms_scene import END, RoomsScene
from .rooms_scene import EVENTS as ROOM_EVENTS
from .rooms_scene import SCENES as ROOM_SCENES
from .table_scene import END as CUT
from .table_scene import EVENTS as TABLE_EVENTS
from .table_scene import SCENES as TABLE_SCENES
from .table_scene import TableScene

SCENE_BUILDERS: dict[str, type[TableScene] | type[RoomsScene]] = {
    'table': TableScene,
    'rooms': RoomsScene,
}
DURATION = END  # s
EVENTS = TABLE_EVENTS + ROOM_EVENTS
SCENES = TABLE_SCENES + ROOM_SCENES


def scene_at(t: float) -> str:
    """The name of the scene that shows at `t` seconds."""
    return 'table' if t < CUT else 'rooms'
