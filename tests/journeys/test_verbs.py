"""The words after `/lost` that do something to one case: note, assign, take, found, notlost, close, reopen."""

import pytest

from bot.playground.people import Person
from handlers.language import Words
from tests.journeys.team import Team, buttons_of, text_of

WHICH = "Which case? Say its reference, for example LOST-0142 or 142. “/lost list” shows the open ones."


async def says(team: Team, text: str, who: str = "lin") -> str:
    """What somebody is told privately for a command."""
    return (await team.types(getattr(team, who), f"/lost {text}")).private[-1].text


async def test_a_note_is_kept_in_the_thread_and_nobody_else_is_told(team: Team) -> None:
    await team.opens()
    assert await says(team, "note 1 The buyer called at noon.") == "Noted in *LOST-0001*."
    assert "The buyer called at noon." in team.story()[-1]
    assert "The buyer called" not in text_of(team.card())


@pytest.mark.parametrize("between", [" ", "\n", "\t", "  "])
async def test_a_note_may_begin_on_a_line_of_its_own(team: Team, between: str) -> None:
    await team.opens()
    assert await says(team, f"note LOST-0001{between}First line.\nSecond line.") == "Noted in *LOST-0001*."
    assert "First line." in team.story()[-1] and "Second line." in team.story()[-1]


async def test_what_no_database_takes_is_left_out_of_a_typed_note(team: Team) -> None:
    await team.opens()
    assert await says(team, "note 1 The buyer\0 called \ud83d.") == "Noted in *LOST-0001*."
    assert "The buyer called ?." in team.story()[-1]


async def test_a_long_note_is_kept_and_read_whole(team: Team) -> None:
    await team.opens()
    words = " ".join(f"word{number}" for number in range(640))
    assert len(words) > 5000
    assert await says(team, f"note 1 {words}") == "Noted in *LOST-0001*."
    told = " ".join(team.story())
    assert [one for one in words.split() if one not in told] == []
    team.check_everything_shown()


async def test_nothing_in_a_note_calls_anybody_or_formats_what_follows(team: Team) -> None:
    await team.opens()
    await says(team, "note 1 <!channel> @here @maya *bold _x_ & <b> #random amazon.de")
    line = team.story()[-1]
    for calling in ("<!", "<@U0MAYA000>", "<#", "<b>"):
        assert calling not in line
    assert "@channel @here @maya" in line and "&amp; &lt;b&gt; #random amazon.de" in line
    assert "&amp;amp;" not in line


@pytest.mark.parametrize("typed", ["note", "note 1", "note LOST-0001   "])
async def test_a_note_of_nothing_is_not_kept(team: Team, typed: str) -> None:
    await team.opens()
    version = await team.version()
    assert await says(team, typed) in (
        WHICH,
        "What is the note? Write it after the reference: /lost note 142 The buyer called.",
    )
    assert await team.version() == version


async def test_a_note_names_its_case_by_number_with_spaces_as_well(team: Team) -> None:
    await team.opens()
    await says(team, "note 1Z 999 AA1 01 2345 6784 Left at a neighbour's.")
    assert "Left at a neighbour's." in team.story()[-1] and "6784 Left" not in team.story()[-1]


@pytest.mark.parametrize(
    ("typed", "owner"), [("@maya", "maya"), ("me", "lin"), ("我", "lin"), ("to @maya please", "maya")]
)
async def test_a_case_is_given_to_somebody(team: Team, typed: str, owner: str) -> None:
    await team.opens()
    person = getattr(team, owner)
    assert await says(team, f"assign 1 {typed}") == f"*LOST-0001* is now <@{person.id}>'s."
    assert (await team.case()).owner == person.id and f"<@{person.id}>" in text_of(team.card())


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("@tracer", "<@U0TRACER0> cannot own a case: that is a bot, or somebody who has left."),
        ("@gone", "<@U0GONE000> cannot own a case: that is a bot, or somebody who has left."),
        ("@gus", "<@U0GUS0000> is a guest here, and guests cannot use Tracer. An admin can allow it: /lost settings."),
        ("<@U0NOBODY0>", "<@U0NOBODY0> is not known here as a member of this workspace, so the case stays as it is."),
        ("@nobody", "To whom? Mention the person: /lost assign 142 @lin"),
        ("", "To whom? Mention the person: /lost assign 142 @lin"),
    ],
)
async def test_a_case_is_not_given_to_whom_it_cannot_belong(team: Team, typed: str, why: str) -> None:
    team.world.add_person(Person("U0GONE000", "gone", "Gone Away", deleted=True))
    await team.opens()
    version = await team.version()
    assert await says(team, f"assign 1 {typed}") == why
    assert (await team.version(), (await team.case()).owner) == (version, None)


async def test_somebody_new_in_the_team_may_own_a_case_at_once(team: Team) -> None:
    await team.opens()
    team.world.add_person(Person("U0NEW0000", "newcomer", "New Comer"))
    await team.settle()
    assert await says(team, "assign 1 @newcomer") == "*LOST-0001* is now <@U0NEW0000>'s."


async def test_a_case_is_taken_once(team: Team) -> None:
    await team.opens()
    assert await says(team, "take 1") == "*LOST-0001* is yours."
    version = await team.version()
    assert await says(team, "take 1", "maya") != "*LOST-0001* is yours."
    assert (await team.version(), (await team.case()).owner) == (version, team.lin.id)


@pytest.mark.parametrize(
    ("typed", "where"),
    [("moving", "moving"), ("customs held for papers", "customs"), ("pickup_point", "pickup_point"),
     ("pickup point in Kassel", "pickup_point"), ("delivered: to a neighbour", "delivered")],
)  # fmt: skip
async def test_a_parcel_that_turned_up_is_noted_with_where(team: Team, typed: str, where: str) -> None:
    await team.opens()
    told = await says(team, f"found 1 {typed}")
    assert told == "*LOST-0001*: noted as found. Its card says what has to be settled now."
    assert (await team.case()).found_at is not None
    log = await team.database.read(lambda tx: tx.cases.log(team.id, 1))
    assert log[-1].details["whereabouts"] == where


@pytest.mark.parametrize(
    ("typed", "form", "chosen"),
    [
        ("refund 1", "decide", "choose_refund"),
        ("决定 LOST-0001", "decide", "choose_refund"),
        ("resend 1", "decide", "choose_resend"),
        ("reply 1", "record", None),
    ],
)
async def test_the_forms_of_the_card_open_by_a_word_as_well(
    team: Team, typed: str, form: str, chosen: str | None
) -> None:
    await team.opens()
    await team.types(team.lin, f"/lost {typed}")
    assert team.lin.view is not None and team.lin.view.callback_id == form
    kinds = [one["element"].get("initial_option") for one in team.lin.view.blocks if one.get("block_id") == "kind"]
    assert [one["value"] for one in kinds if one] == ([chosen] if chosen else [])
    await says(team, "notlost 1 duplicate")
    version = await team.version()
    team.lin.view and await team.lin.closes(team.lin.view)
    assert "is closed" in await says(team, typed) and team.lin.view is None
    assert await team.version() == version


async def test_found_without_a_word_asks_with_a_form(team: Team) -> None:
    await team.opens()
    told = await team.types(team.lin, "/lost found 1")
    assert told.view is not None and (await team.case()).found_at is None
    await team.submits(team.lin, {"whereabouts": "customs"})
    assert (await team.case()).found_at is not None


@pytest.mark.parametrize("typed", ["delivered", "wrong number", "duplicate of LOST-0007"])
async def test_what_was_not_lost_is_closed_with_what_happened(team: Team, typed: str) -> None:
    await team.opens()
    assert await says(team, f"notlost 1 {typed}") == "*LOST-0001* is closed."
    case = await team.case()
    assert (case.is_open, case.outcome) == (False, "not_lost")


async def test_what_happened_may_be_said_in_the_readers_language(team: Team) -> None:
    await team.opens()
    await says(team, "lang zh")
    await says(team, f"未丢 1 {Words('zh_CN').term('delivered')}")
    assert not (await team.case()).is_open


async def test_not_lost_without_a_word_asks_with_a_form(team: Team) -> None:
    await team.opens()
    told = await team.types(team.lin, "/lost notlost 1")
    assert told.view is not None and (await team.case()).is_open
    await team.submits(team.lin, {"outcome": "duplicate"})
    assert not (await team.case()).is_open


async def test_a_case_is_not_closed_while_something_in_it_is_open(team: Team) -> None:
    await team.opens()
    version = await team.version()
    assert await says(team, "close 1") == (
        "The case cannot be closed yet: Search is “not started” (3 open in all). End that first: see “More”."
    )
    assert ((await team.case()).is_open, await team.version()) == (True, version)


async def test_a_closed_case_is_opened_again_with_a_reason(team: Team) -> None:
    await team.opens()
    await says(team, "notlost 1 delivered")
    assert buttons_of(team.card()) == ["Re-open"]
    assert await says(team, "reopen 1") == (
        "Why? Write the reason after the reference: /lost reopen 142 The parcel was scanned again."
    )
    assert not (await team.case()).is_open
    assert await says(team, "reopen 1 The buyer has the wrong parcel.") == "*LOST-0001* is open again."
    assert (await team.case()).is_open and "The buyer has the wrong parcel." in team.story()[-1]


async def test_what_is_open_cannot_be_opened_again_nor_what_is_closed_be_closed(team: Team) -> None:
    await team.opens()
    version = await team.version()
    await says(team, "reopen 1 because")
    assert await team.version() == version
    await says(team, "notlost 1 delivered")
    version = await team.version()
    for typed in ("close 1", "notlost 1 delivered", "assign 1 @maya", "take 1"):
        await says(team, typed)
        assert (await team.version(), (await team.case()).is_open) == (version, False), typed


@pytest.mark.parametrize(
    ("typed", "done"),
    [
        ("备注 1 买家来电", "Noted in *LOST-0001*."),
        ("指派 1 me", "*LOST-0001* is now <@U0LIN0000>'s."),
        ("认领 1", "*LOST-0001* is yours."),
        ("未丢 1 delivered", "*LOST-0001* is closed."),
        ("NOTE 1 in capitals", "Noted in *LOST-0001*."),
        ("owner 1 @maya", "*LOST-0001* is now <@U0MAYA000>'s."),
    ],
)
async def test_verbs_have_other_names(team: Team, typed: str, done: str) -> None:
    await team.opens()
    assert await says(team, typed) == done


@pytest.mark.parametrize("verb", ["note", "assign", "take", "found", "notlost", "close", "reopen", "show"])
async def test_a_verb_without_a_case_asks_which(team: Team, verb: str) -> None:
    await team.opens()
    assert await says(team, verb) == WHICH
    assert await says(team, f"{verb} rubbish") == WHICH
    assert "There is no case LOST-0099." in await says(team, f"{verb} 99 delivered")


async def test_a_word_that_is_no_verb_is_named_where_a_case_stands_beside_it_or_the_thread_has_one(team: Team) -> None:
    card = await team.opens()
    unknown = (
        "Tracer does not know the word “{}”. /lost help lists those it knows; /lost show 142 has the buttons of a case."
    )
    assert await says(team, "frobnicate LOST-0001") == unknown.format("frobnicate")
    assert [one.text for one in await team.says(team.lin, "@tracer status please", thread=card)] == [
        unknown.format("status")
    ]


@pytest.mark.parametrize("typed", ["frobnicate", "frobnicate 1", "delete 1", "why?", "🤷", "//", "<>&"])
async def test_a_word_that_is_no_verb_changes_nothing_and_says_where_help_is(team: Team, typed: str) -> None:
    await team.opens()
    version = await team.version()
    assert "/lost help" in await says(team, typed)
    assert (len(team.cards()), await team.version()) == (1, version)
