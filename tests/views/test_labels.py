"""Labels choose their side in the order of importance and never cover one another."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from netintel.views._labels import Label, around, place, rectangle_of

SIZE = (400.0, 300.0)
labels = st.lists(
    st.builds(
        Label, st.uuids().map(str), st.text("abcdef", min_size=1, max_size=14), st.floats(0, 400), st.floats(0, 300)
    ),
    max_size=25,
)


def apart(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@given(labels)
def test_no_label_covers_another_or_leaves_the_map(wanted: list[Label]) -> None:
    sides = place(wanted, [], SIZE)
    boxes = [rectangle_of(label, sides[label.key]) for label in wanted if label.key in sides]
    assert all(apart(a, b) for a, b in combinations(boxes, 2))
    assert all(a[0] >= 0 and a[1] >= 0 and a[2] <= SIZE[0] and a[3] <= SIZE[1] for a in boxes)


def test_the_first_label_has_the_first_choice_and_one_without_room_is_left_out() -> None:
    crowd = [Label(str(i), "crowded", 200, 150) for i in range(20)]
    sides = place(crowd, [], SIZE)
    assert sides["0"] == "middle right"
    assert 2 <= len(sides) < 20


def test_a_label_keeps_off_what_must_not_be_covered() -> None:
    assert place([Label("a", "Malta", 200, 150)], [around(230, 150, 20)], SIZE) == {"a": "middle left"}


def test_a_label_prefers_the_side_without_lines() -> None:
    line = [(210.0 + i, 150.0) for i in range(30)]
    assert place([Label("a", "Malta", 200, 150)], [], SIZE, lines=line) == {"a": "middle left"}
