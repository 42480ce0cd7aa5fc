"""Charts and tables, as Slack draws them.

Source of their form: https://docs.slack.dev/reference/block-kit/blocks/data-table-block and
https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block
"""

from collections.abc import Sequence

from handlers.language import brief, shortened, unturned
from handlers.views.kit import Block

LABEL_LONGEST, CHART_TITLE_LONGEST = 20, 50


def table(caption: str, block_id: str, head: Sequence[str], rows: Sequence[Sequence[str | int]]) -> Block:
    """A table below a caption; numbers are sorted as numbers."""
    cells = [[_cell(one) for one in row] for row in ([*head], *rows)]
    return {"type": "data_table", "block_id": block_id, "caption": caption, "page_size": 10, "rows": cells}


def chart(
    kind: str, title: str, block_id: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]]
) -> Block:
    """A chart of lines or bars: for each label the value of each series."""
    drawn = [
        {
            "name": label(name),
            "data": [{"label": label, "value": value} for label, value in zip(labels, values, strict=True)],
        }
        for name, values in series
    ]
    return {
        "type": "data_visualization",
        "block_id": block_id,
        "title": shortened(title, CHART_TITLE_LONGEST),
        "chart": {"type": kind, "series": drawn, "axis_config": {"categories": list(labels)}},
    }


def label(text: str) -> str:
    """A name as short as charts take it."""
    return shortened(unturned(brief(text, LABEL_LONGEST)), LABEL_LONGEST) or "–"


def _cell(value: str | int) -> Block:
    if isinstance(value, int):
        return {"type": "raw_number", "value": value, "text": str(value)}
    return {"type": "raw_text", "text": shortened(unturned(brief(value, 60)), 60) or "–"}
