"""Messages and views of every kind that Slack takes, and those it refuses with what is wrong about them."""


def plain(text="x"):
    return {"type": "plain_text", "text": text}


def mrkdwn(text="x"):
    return {"type": "mrkdwn", "text": text}


def section(text="x", **more):
    return {"type": "section", "text": mrkdwn(text), **more}


def button(**more):
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def actions(*elements):
    return {"type": "actions", "elements": list(elements)}


def option(value="v", text="x", **more):
    return {"text": plain(text), "value": value, **more}


def options(count):
    return [option(f"v{number}") for number in range(count)]


def field(element, **more):
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def menu(**more):
    return {"type": "static_select", "action_id": "m", **more}


def modal(*blocks, **more):
    submit = {"submit": plain("Save")} if any(one["type"] == "input" for one in blocks) else {}
    return {"type": "modal", "title": plain("T"), "blocks": list(blocks) or [section()], **submit, **more}


def raw(text="x"):
    return {"type": "raw_text", "text": text}


def rich(*pieces):
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": list(pieces) or [{"type": "text", "text": "x"}]}],
    }


def confirm(**more):
    return {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain(), **more}


def data_table(rows, **more):
    return {"type": "data_table", "caption": "c", "rows": rows, **more}


def chart(**more):
    return {"type": "data_visualization", "title": "t", "chart": more}


def bars(points=2, series=1, **axis):
    labels = [f"l{number}" for number in range(points)]
    data = [{"label": label, "value": 1} for label in labels]
    return chart(
        type="bar",
        series=[{"name": f"s{number}", "data": data} for number in range(series)],
        axis_config={"categories": labels, **axis},
    )


def pie(segments):
    return chart(type="pie", segments=[{"label": f"l{n}", "value": n + 1} for n in range(segments)])


IMAGE = {"type": "image", "alt_text": "a", "image_url": "https://parcels.example/a.png"}


VIDEO = {
    "type": "video",
    "alt_text": "a",
    "title": plain("t"),
    "thumbnail_url": "https://parcels.example/t.png",
    "video_url": "https://parcels.example/v",
}


FINE_IN_A_MESSAGE = {
    "a section of 3000": [section("x" * 3000)],
    "a section of fields": [{"type": "section", "fields": [mrkdwn("x" * 1000)] * 10}],
    "50 blocks": [{"type": "divider"}] * 50,
    "a header": [{"type": "header", "text": plain("x" * 150), "level": 4}],
    "a context": [{"type": "context", "elements": [mrkdwn(), IMAGE, plain()]}],
    "25 buttons": [actions(*[button(action_id=f"b{n}") for n in range(25)])],
    "the same action_id in two blocks": [actions(button()), actions(button())],
    "a full button": [
        actions(
            button(
                text=plain("x" * 75),
                value="v" * 2000,
                url="https://parcels.example",
                style="danger",
                accessibility_label="a" * 75,
                confirm=confirm(title=plain("x" * 100), text=plain("x" * 300), deny=plain("x" * 30)),
            )
        )
    ],
    "a menu of 100": [section(accessory=menu(options=options(100), initial_option=option("v7")))],
    "an option of 150": [section(accessory=menu(options=[option("v" * 150, "x" * 75)]))],
    "groups": [section(accessory=menu(option_groups=[{"label": plain(), "options": options(2)}]))],
    "an overflow of 5": [
        actions({"type": "overflow", "action_id": "o", "options": [option("v", url="https://parcels.example")] * 5})
    ],
    "checkboxes with mrkdwn": [
        actions({"type": "checkboxes", "action_id": "c", "options": [{"text": mrkdwn(), "value": "v"}]})
    ],
    "an image": [{**IMAGE, "title": plain("t" * 2000)}],
    "an image of Slack's": [{"type": "image", "alt_text": "a", "slack_file": {"id": "F1"}}],
    "rich text": [
        rich(
            {"type": "text", "text": "x", "style": {"bold": True}},
            {"type": "user", "user_id": "U1"},
            {"type": "link", "url": "https://parcels.example"},
            {"type": "emoji", "name": "package"},
        )
    ],
    "a video": [VIDEO],
    "markdown": [{"type": "markdown", "text": "x" * 12_000}],
    "a table": [{"type": "table", "rows": [[raw(), rich()]] * 100, "column_settings": [None, {"align": "right"}]}],
    "a data table": [data_table([[raw()] * 20] * 101, page_size=100, row_header_column_index=0)],
    "numbers in a data table": [data_table([[raw()], [{"type": "raw_number", "value": 1.5, "text": "1.50"}]])],
    "bars": [bars(20, 6, x_label="x" * 50)],
    "a pie": [pie(6)],
    "a card": [{"type": "card", "title": mrkdwn("x" * 150), "body": mrkdwn("x" * 200), "actions": [button()]}],
    "a carousel": [{"type": "carousel", "elements": [{"type": "card", "title": mrkdwn()}] * 10}],
    "a container": [{"type": "container", "title": plain("x" * 150), "child_blocks": [section()] * 10}],
    "an input in a message": [field({"type": "plain_text_input", "action_id": "i"})],
}


REFUSED_IN_A_MESSAGE = {
    "51 blocks": ([{"type": "divider"}] * 51, "no more than 50 items allowed"),
    "an unknown block": ([{"type": "sektion"}], "unsupported type: sektion"),
    "a block without a type": ([{}], "missing required field: type"),
    "a file block": ([{"type": "file", "external_id": "x", "source": "remote"}], "unsupported type: file"),
    "an unknown property": ([section(colour="red")], "invalid additional property: colour"),
    "a property of null": ([section(accessory=None)], "invalid additional property: accessory"),
    "an empty text": ([section("")], "must be more than 0 characters"),
    "a text of 3001": ([section("x" * 3001)], "must be less than 3001 characters"),
    "a section without text": ([{"type": "section"}], "missing required field: text or fields"),
    "no fields": ([{"type": "section", "fields": []}], "no less than 1 items required"),
    "11 fields": ([{"type": "section", "fields": [mrkdwn()] * 11}], "no more than 10 items allowed"),
    "a field of 2001": ([{"type": "section", "fields": [mrkdwn("x" * 2001)]}], "must be less than 2001"),
    "a text of no known type": ([{"type": "section", "text": {"type": "html", "text": "x"}}], "unsupported type"),
    "a header in mrkdwn": ([{"type": "header", "text": mrkdwn()}], "unsupported type: mrkdwn"),
    "a header of 151": ([{"type": "header", "text": plain("x" * 151)}], "must be less than 151"),
    "a header of level 5": ([{"type": "header", "text": plain(), "level": 5}], "must be less than 5"),
    "an empty context": ([{"type": "context", "elements": []}], "no less than 1 items required"),
    "a context of 11": ([{"type": "context", "elements": [mrkdwn()] * 11}], "no more than 10 items"),
    "a button in a context": ([{"type": "context", "elements": [button()]}], "unsupported type: button"),
    "no actions": ([actions()], "no less than 1 items required"),
    "26 actions": ([actions(*[button(action_id=f"b{n}") for n in range(26)])], "no more than 25 items"),
    "an input among actions": (
        [actions({"type": "plain_text_input", "action_id": "i"})],
        "unsupported type: plain_text_input",
    ),
    "the same action_id twice": ([actions(button(), button())], "action_id already exists: go"),
    "the same block_id twice": ([section(block_id="a"), section(block_id="a")], "block_id already exists: a"),
    "a block_id of 256": ([section(block_id="b" * 256)], "must be less than 256"),
    "an action_id of 256": ([actions(button(action_id="a" * 256))], "must be less than 256"),
    "a button in mrkdwn": ([actions(button(text=mrkdwn()))], "unsupported type: mrkdwn"),
    "a button of 76": ([actions(button(text=plain("x" * 76)))], "must be less than 76"),
    "a button's value of 2001": ([actions(button(value="v" * 2001))], "must be less than 2001"),
    "a button that leads nowhere": ([actions(button(url="parcels"))], "must be a valid URL"),
    "a button's colour": ([actions(button(style="green"))], "must be one of: primary, danger"),
    "a confirmation without deny": (
        [actions(button(confirm={"title": plain(), "text": plain(), "confirm": plain()}))],
        "missing required field: deny",
    ),
    "a confirmation's title of 101": (
        [actions(button(confirm=confirm(title=plain("x" * 101))))],
        "must be less than 101",
    ),
    "a confirmation's text of 301": (
        [actions(button(confirm=confirm(text=plain("x" * 301))))],
        "must be less than 301",
    ),
    "101 options": ([section(accessory=menu(options=options(101)))], "no more than 100 items"),
    "no options": ([section(accessory=menu(options=[]))], "no less than 1 items"),
    "neither options nor groups": ([section(accessory=menu())], "exactly one of options and option_groups"),
    "an option's text of 76": ([section(accessory=menu(options=[option("v", "x" * 76)]))], "less than 76"),
    "an option's value of 151": ([section(accessory=menu(options=[option("v" * 151)]))], "less than 151"),
    "an option's url in a menu": (
        [section(accessory=menu(options=[option(url="https://parcels.example")]))],
        "invalid additional property: url",
    ),
    "an option's description of 76": (
        [section(accessory=menu(options=[option(description=plain("x" * 76))]))],
        "must be less than 76",
    ),
    "an initial option that is none": (
        [section(accessory=menu(options=options(2), initial_option=option("v9")))],
        "initial_option must exactly match",
    ),
    "an initial option with other words": (
        [section(accessory=menu(options=options(2), initial_option=option("v0", "y")))],
        "initial_option must exactly match",
    ),
    "a placeholder of 151": (
        [section(accessory=menu(options=options(1), placeholder=plain("x" * 151)))],
        "must be less than 151",
    ),
    "an overflow of 6": (
        [actions({"type": "overflow", "action_id": "o", "options": options(6)})],
        "no more than 5 items",
    ),
    "11 checkboxes": (
        [actions({"type": "checkboxes", "action_id": "c", "options": options(11)})],
        "no more than 10 items",
    ),
    "11 radio buttons": (
        [actions({"type": "radio_buttons", "action_id": "c", "options": options(11)})],
        "no more than 10 items",
    ),
    "too much chosen at first": (
        [
            section(
                accessory={
                    "type": "multi_static_select",
                    "action_id": "m",
                    "options": options(3),
                    "initial_options": options(2),
                    "max_selected_items": 1,
                }
            )
        ],
        "no more than 1 items",
    ),
    "a day that does not exist": (
        [actions({"type": "datepicker", "action_id": "d", "initial_date": "2026-02-30"})],
        "must be a date that exists",
    ),
    "a time of 24": (
        [actions({"type": "timepicker", "action_id": "d", "initial_time": "24:00"})],
        "must be a time as HH:mm",
    ),
    "an image without words": ([{"type": "image", "image_url": "https://parcels.example/a"}], "alt_text"),
    "an image from two places": ([{**IMAGE, "slack_file": {"id": "F1"}}], "exactly one of image_url"),
    "an image from nowhere": ([{"type": "image", "alt_text": "a"}], "exactly one of image_url"),
    "a video over http": ([{**VIDEO, "video_url": "http://parcels.example"}], "must be a valid URL"),
    "a video's author of 50": ([{**VIDEO, "author_name": "x" * 50}], "must be less than 50"),
    "empty rich text": ([rich({"type": "text", "text": ""})], "must be more than 0 characters"),
    "an unknown piece of rich text": ([rich({"type": "mention"})], "unsupported type: mention"),
    "markdown of 12001 in two": (
        [{"type": "markdown", "text": "x" * 6000}, {"type": "markdown", "text": "x" * 6001}],
        "no more than 12000 characters of markdown",
    ),
    "two tables": ([{"type": "table", "rows": [[raw()]]}] * 2, "no more than 1 table blocks"),
    "a table of 101 rows": ([{"type": "table", "rows": [[raw()]] * 101}], "no more than 100 items"),
    "a table of 21 columns": ([{"type": "table", "rows": [[raw()] * 21]}], "no more than 20 items"),
    "a table of 10001 characters": ([{"type": "table", "rows": [[raw("x" * 10_001)]]}], "10000 characters"),
    "a data table of its header": ([data_table([[raw()]])], "no less than 2 items"),
    "a data table of 102 rows": ([data_table([[raw()]] * 102)], "no more than 101 items"),
    "a ragged data table": ([data_table([[raw()], [raw(), raw()]])], "same number of cells"),
    "rich text in a header": ([data_table([[rich()], [raw()]])], "rich_text is not allowed in the header"),
    "a page of 101": ([data_table([[raw()], [raw()]], page_size=101)], "must be less than 101"),
    "a pie of 7": ([pie(7)], "no more than 6 items"),
    "bars of 7 series": ([bars(2, 7)], "no more than 6 items"),
    "bars of 21": ([bars(21)], "no more than 20 items"),
    "bars beside their axis": ([bars(2, categories=["a", "b"])], "labels must match the categories"),
    "a chart's title of 51": ([{**pie(1), "title": "t" * 51}], "must be less than 51"),
    "three charts": ([pie(1)] * 3, "no more than 2 data_visualization blocks"),
    "an empty card": ([{"type": "card"}], "at least one is required"),
    "a card's body of 201": ([{"type": "card", "body": mrkdwn("x" * 201)}], "must be less than 201"),
    "11 cards": ([{"type": "carousel", "elements": [{"type": "card", "title": mrkdwn()}] * 11}], "10 items"),
    "a container without a title": ([{"type": "container", "child_blocks": [section()]}], "at least one is"),
    "a container of 11": (
        [{"type": "container", "title": plain(), "child_blocks": [section()] * 11}],
        "no more than 10 items",
    ),
    "a container in a container": (
        [
            {
                "type": "container",
                "title": plain(),
                "child_blocks": [{"type": "container", "title": plain(), "child_blocks": [section()]}],
            }
        ],
        "unsupported type: container",
    ),
    "an alert in a message": ([{"type": "alert", "text": mrkdwn()}], "alert is not supported in a message"),
    "too many words in all": ([section("x" * 3000)] * 5, "the text of all blocks is too long"),
    "a file field in a message": ([field({"type": "file_input", "action_id": "f"})], "only supported in a modal"),
}


FINE_VIEWS = {
    "a modal": modal(section()),
    "a modal of 100 blocks": modal(*[{"type": "divider"}] * 100),
    "a full modal": modal(
        field({"type": "plain_text_input", "action_id": "a", "focus_on_load": True, "max_length": 3000}),
        private_metadata="m" * 3000,
        callback_id="c" * 255,
        external_id="e" * 255,
        close=plain("x" * 24),
        title=plain("x" * 24),
        clear_on_close=True,
        notify_on_close=True,
    ),
    "an alert": modal({"type": "alert", "text": mrkdwn("x" * 200), "level": "warning"}),
    "a file field": modal(field({"type": "file_input", "action_id": "f", "max_files": 10})),
    "a number": modal(
        field({"type": "number_input", "action_id": "n", "is_decimal_allowed": True, "min_value": "0.5"})
    ),
    "a Home": {"type": "home", "blocks": [section(), data_table([[raw()], [raw()]])]},
}


REFUSED_VIEWS = {
    "no view": ({"type": "tab", "blocks": []}, "must be modal or home"),
    "a modal without a title": ({"type": "modal", "blocks": [section()]}, "missing required field: title"),
    "a title in mrkdwn": (modal(title=mrkdwn()), "unsupported type: mrkdwn"),
    "a title of 25": (modal(title=plain("x" * 25)), "must be less than 25"),
    "a submit of 25": (modal(submit=plain("x" * 25)), "must be less than 25"),
    "a close of 25": (modal(close=plain("x" * 25)), "must be less than 25"),
    "an input without submit": (
        {"type": "modal", "title": plain(), "blocks": [field({"type": "plain_text_input"})]},
        "missing required field: submit",
    ),
    "metadata of 3001": (modal(private_metadata="m" * 3001), "must be less than 3001"),
    "metadata that is no text": (modal(private_metadata={"case": 1}), "must be a string"),
    "a callback_id of 256": (modal(callback_id="c" * 256), "must be less than 256"),
    "an external_id of 256": (modal(external_id="c" * 256), "must be less than 256"),
    "101 blocks": (modal(*[{"type": "divider"}] * 101), "no more than 100 items"),
    "no blocks": ({"type": "modal", "title": plain(), "blocks": []}, "no less than 1 items"),
    "a label in mrkdwn": (modal(field({"type": "plain_text_input"}, label=mrkdwn())), "unsupported type"),
    "a label of 2001": (modal(field({"type": "plain_text_input"}, label=plain("x" * 2001))), "less than 2001"),
    "a hint of 2001": (modal(field({"type": "plain_text_input"}, hint=plain("x" * 2001))), "less than 2001"),
    "a button as a field": (modal(field(button())), "unsupported type: button"),
    "two fields in focus": (
        modal(*[field({"type": "plain_text_input", "focus_on_load": True})] * 2),
        "focus_on_load can be set on one element only",
    ),
    "lengths the wrong way round": (
        modal(field({"type": "plain_text_input", "min_length": 5, "max_length": 4})),
        "min_length must not be greater",
    ),
    "a max_length of 3001": (modal(field({"type": "plain_text_input", "max_length": 3001})), "less than 3001"),
    "a number that is one": (
        modal(field({"type": "number_input", "is_decimal_allowed": False, "min_value": 1})),
        "must be a string",
    ),
    "numbers the wrong way round": (
        modal(field({"type": "number_input", "is_decimal_allowed": False, "min_value": "2", "max_value": "1"})),
        "min_value must not be greater",
    ),
    "11 files": (modal(field({"type": "file_input", "max_files": 11})), "must be less than 11"),
    "a table in a modal": (modal({"type": "table", "rows": [[raw()]]}), "table is not supported in a modal"),
    "a chart in a Home": ({"type": "home", "blocks": [pie(1)]}, "data_visualization is not supported in a home"),
    "markdown in a Home": ({"type": "home", "blocks": [{"type": "markdown", "text": "x"}]}, "not supported in a"),
    "a Home with a title": ({"type": "home", "title": plain(), "blocks": [section()]}, "property: title"),
    "a Home with submit": ({"type": "home", "submit": plain(), "blocks": [section()]}, "property: submit"),
    "an alert of 201": (modal({"type": "alert", "text": mrkdwn("x" * 201)}), "must be less than 201"),
    "a view of 250 KB": (modal(*[section("é" * 3000)] * 45), "larger than 250 KB"),
}
