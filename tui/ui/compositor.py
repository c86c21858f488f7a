"""Drawing only what a change can have touched: Textual renders every widget for one changed line."""

from __future__ import annotations

from collections.abc import Iterable

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip


class NarrowCompositor(Compositor):
    """For a partial update, Textual 8 asks all widgets of the screen for all of their lines and then
    throws away those that did not change. With two dozen widgets that is most of the cost of a key; here
    a widget is asked only for its lines within the rows of the update, and only when it can be seen there."""

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        """Region, clip and strips of each widget in `crop`, front to back; of all without one."""
        if crop is None:
            yield from super()._get_renders()
            return
        band = Region(0, crop.y, self.size.width, crop.height)
        for widget, (region, clip) in self.visible_widgets.items():
            shown = region.intersection(clip).intersection(band)
            if shown and crop.overlaps(shown):
                lines = Region(shown.x - region.x, shown.y - region.y, shown.width, shown.height)
                yield region, clip.intersection(band), widget.render_lines(lines)
                if shown.contains_region(crop):
                    # Whatever comes now lies behind this one.
                    return
