"""The floor plan of an episode: a corridor along x, rooms on both sides, furniture in them.

Metres; the corridor's middle line is y = 0. A room on side 1 lies at y > 0, on side -1 at y < 0.
"""

from dataclasses import dataclass, field

import numpy as np

from . import kinds
from .kinds import KINDS
from .styles import Style

WALL = 0.14
"""Between two rooms."""
DOOR_WIDTH, DOOR_HEIGHT = 1.0, 2.05
BASE_RADIUS = 0.3
CORRIDOR = 'corridor'
EMPTY = 'empty room'

FURNISHING = {
    # What must be there, what may be there, what stands in the middle with its seats.
    'kitchen': (
        ('kitchen counter', 'stove', 'fridge'),
        ('cabinet', 'bin', 'plant'),
        'dining table',
    ),
    'office': (
        ('desk', 'filing cabinet', 'whiteboard'),
        ('copier', 'bookcase', 'bin', 'plant', 'desk'),
        None,
    ),
    'bedroom': (
        ('bed', 'wardrobe', 'bedside table'),
        ('chest of drawers', 'floor lamp', 'armchair', 'stool', 'treadmill'),
        None,
    ),
    'living room': (
        ('sofa', 'television'),
        ('bookcase', 'floor lamp', 'plant', 'beanbag', 'armchair', 'piano', 'grandfather clock'),
        'coffee table',
    ),
    'library': (
        ('bookcase', 'bookcase', 'bookcase', 'bookcase'),
        ('bookcase', 'ladder', 'armchair', 'grandfather clock', 'chair'),
        'reading table',
    ),
    'bathroom': (
        ('bathtub', 'toilet', 'washbasin'),
        ('washing machine', 'bin', 'stool', 'bucket'),
        None,
    ),
    'workshop': (
        ('workbench', 'tool cabinet'),
        ('storage shelf', 'ladder', 'toolbox', 'crate', 'barrel', 'workbench', 'fan'),
        None,
    ),
    'storage room': (
        ('storage shelf', 'storage shelf'),
        ('storage shelf', 'crate', 'box', 'box', 'cart', 'barrel', 'ladder', 'crate'),
        None,
    ),
    EMPTY: ((), (), None),
    CORRIDOR: ((), ('bench', 'plant', 'coat rack', 'cabinet', 'stool', 'grandfather clock'), None),
}
SEATS = {'dining table': 'chair', 'reading table': 'chair'}
AT_DESK = 'office chair'


@dataclass
class Item:
    """A piece of furniture or an obstacle that stands somewhere."""

    id: str
    kind: str
    colour: str | None
    x: float
    y: float
    heading: float
    """Where it faces, rad."""

    def reach(self) -> tuple[float, float]:
        """Half its size along x and y."""
        kind = KINDS[self.kind]
        c, s = abs(np.cos(self.heading)), abs(np.sin(self.heading))
        return (kind.depth * c + kind.width * s) / 2, (kind.depth * s + kind.width * c) / 2


@dataclass
class Room:
    id: str
    kind: str
    x0: float
    x1: float
    y0: float
    y1: float
    side: int
    """1 or -1 of the corridor; 0 for the corridor itself."""
    items: list[Item] = field(default_factory=list)

    def holds(self, x: float, y: float, margin: float = 0.0) -> bool:
        return self.x0 + margin < x < self.x1 - margin and self.y0 + margin < y < self.y1 - margin


@dataclass(frozen=True)
class Door:
    """A doorway between the corridor and `room`, centred at (x, y) of the wall's middle."""

    id: str
    room: str
    x: float
    y: float
    side: int
    hinge: int
    """-1 or 1: at the lower or the higher x of the opening."""

    def beyond(self, distance: float) -> tuple[float, float]:
        """The place `distance` behind the wall's middle, in the room."""
        return self.x, self.y + self.side * distance


@dataclass
class Plan:
    style: Style
    rooms: list[Room]
    """The corridor first."""
    doors: list[Door]

    def room(self, key: str) -> Room:
        return next(room for room in self.rooms if room.id == key)

    def room_at(self, x: float, y: float) -> Room:
        """A doorway belongs to its two rooms by halves."""
        for room in self.rooms[1:]:
            if room.holds(x, y, -WALL / 2):
                return room
        return self.rooms[0]

    def items(self) -> list[Item]:
        return [item for room in self.rooms for item in room.items]


class Furnisher:
    """Puts furniture into rooms, so that no piece is in another or before a door."""

    def __init__(self, rng, split: str, doors: list[Door]):
        self._rng, self._split, self._doors = rng, split, doors
        self._count = 0

    def item(self, name: str, x: float, y: float, heading: float) -> Item:
        self._count += 1
        colour = kinds.colour_of(self._rng, name, self._split)
        return Item(f'{name.replace(" ", "_")}_{self._count}', name, colour, x, y, heading)

    def fits(self, room: Room, item: Item, gap=0.06) -> bool:
        across, along = item.reach()
        if not (
            room.x0 <= item.x - across
            and item.x + across <= room.x1
            and room.y0 <= item.y - along
            and item.y + along <= room.y1
        ):
            return False
        for other in room.items:
            wide, deep = other.reach()
            if (
                abs(item.x - other.x) < across + wide + gap
                and abs(item.y - other.y) < along + deep + gap
            ):
                return False
        for door in self._doors:
            if room.side == 0:
                near = abs(item.x - door.x) < across + 0.75
                if near and item.y * door.side > 0:
                    return False
            elif door.room == room.id:
                deep = abs(item.y - door.y) - along
                if abs(item.x - door.x) < across + 0.7 and deep < 1.9:
                    return False
                # The leaf stands open at its hinge.
                if abs(item.x - door.x) < across + 0.6 and deep < 1.2:
                    return False
        return True

    def against_wall(self, room: Room, name: str) -> Item | None:
        """Puts a piece with its back to a wall, where there is space for it."""
        kind = KINDS[name]
        back = kind.depth / 2 + 0.02
        for _ in range(30):
            wall = self._rng.choice(
                4, p=(0.28, 0.28, 0.38, 0.06) if room.side else (0, 0, 0.5, 0.5)
            )
            if wall < 2:
                x = room.x0 + back if wall == 0 else room.x1 - back
                y = self._rng.uniform(room.y0 + kind.width / 2, room.y1 - kind.width / 2)
                heading = 0.0 if wall == 0 else np.pi
            else:
                far = (room.side or 1) * (1 if wall == 2 else -1)
                x = self._rng.uniform(room.x0 + kind.width / 2, room.x1 - kind.width / 2)
                y = room.y1 - back if far > 0 else room.y0 + back
                heading = -np.pi / 2 if far > 0 else np.pi / 2
            item = self.item(name, x, y, heading)
            if self.fits(room, item):
                room.items.append(item)
                return item
            self._count -= 1
        return None

    def before(self, room: Room, desk: Item, name: str, distance: float) -> None:
        """Puts a seat in front of a desk, facing it."""
        x = desk.x + distance * np.cos(desk.heading)
        y = desk.y + distance * np.sin(desk.heading)
        seat = self.item(name, x, y, desk.heading + np.pi)
        if self.fits(room, seat, -0.3):
            room.items.append(seat)

    def middle(self, room: Room, name: str) -> None:
        """Puts a table off the middle, and seats at its long sides."""
        turn = self._rng.choice([0.0, np.pi / 2])
        for _ in range(12):
            x = self._rng.uniform(room.x0 + 1.2, room.x1 - 1.2)
            y = self._rng.uniform(room.y0 + 1.2, room.y1 - 1.2)
            table = self.item(name, x, y, turn)
            if not self.fits(room, table, 0.35):
                continue
            room.items.append(table)
            for side in (-1, 1) if name in SEATS else ():
                away = side * (KINDS[name].depth / 2 + 0.16)
                self.seat(room, table, SEATS[name], away, self._rng.uniform(-0.45, 0.45))
            return

    def seat(self, room: Room, table: Item, name: str, away: float, along: float) -> None:
        c, s = np.cos(table.heading), np.sin(table.heading)
        place = table.x + c * away - s * along, table.y + s * away + c * along
        chair = self.item(name, *place, table.heading + (np.pi if away > 0 else 0.0))
        if self.fits(room, chair, -0.25):
            room.items.append(chair)

    def furnish(self, room: Room) -> None:
        must, may, centre = FURNISHING[room.kind]
        for name in must:
            item = self.against_wall(room, name)
            if item is not None and name == 'desk':
                self.before(room, item, AT_DESK, 0.6)
        wide = min(room.x1 - room.x0, room.y1 - room.y0)
        if centre and wide > 3.8 and self._rng.random() < 0.6:
            self.middle(room, centre)
        allowed = [n for n in may if self._split == 'objects' or n not in kinds.HELD_KINDS]
        special = [n for n in allowed if n in kinds.HELD_KINDS]
        count = int(self._rng.integers(2, 5)) if allowed else 0
        for name in special + list(self._rng.permutation(allowed))[:count]:
            self.against_wall(room, str(name))
        if room.kind != EMPTY and self._rng.random() < 0.5:
            self.against_wall(room, kinds.choose(self._rng, kinds.OBSTACLES, self._split))


def lay_out(rng, style: Style, split: str) -> Plan:
    """A corridor and 2 to 4 different rooms, with a door each."""
    width = rng.uniform(*style.corridor)
    count = int(rng.integers(2, 5))
    names = [name for name in FURNISHING if name not in (CORRIDOR, EMPTY)]
    chosen = [str(name) for name in rng.permutation(names)[:count]]
    if rng.random() < 0.6:
        chosen[rng.integers(count)] = EMPTY
    sides = [1, -1, 1, -1][:count]
    begin = {1: rng.uniform(0.2, 1.2), -1: rng.uniform(0.2, 1.2)}
    rooms: list[Room] = []
    doors: list[Door] = []
    for number, (kind, side) in enumerate(zip(chosen, sides, strict=True)):
        across, deep = rng.uniform(*style.room, 2) + 0.8
        x0 = begin[side]
        begin[side] = x0 + across + WALL
        inner = width / 2 + WALL
        y0, y1 = (inner, inner + deep) if side > 0 else (-inner - deep, -inner)
        room = Room(f'room_{number}', kind, x0, x0 + across, y0, y1, side)
        rooms.append(room)
        x = rng.uniform(x0 + 1.1, x0 + across - 1.1)
        if number % 2:
            # Often opposite the door before, so that one can walk from room to room.
            x = float(np.clip(doors[-1].x + rng.uniform(-0.4, 0.4), x0 + 1.1, x0 + across - 1.1))
        hinge = int(rng.choice([-1, 1]))
        doors.append(Door(f'door_{number}', room.id, x, side * (width + WALL) / 2, side, hinge))
    length = max(*begin.values(), 6.5) + rng.uniform(0.3, 1.2)
    corridor = Room(CORRIDOR, CORRIDOR, 0.0, length, -width / 2, width / 2, 0)
    furnisher = Furnisher(rng, split, doors)
    for room in (corridor, *rooms):
        furnisher.furnish(room)
    return Plan(style, [corridor, *rooms], doors)
