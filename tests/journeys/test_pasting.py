"""`/lost NUMBER`, in every form in which people have a number at hand, and what is asked when it is not certain."""

from decimal import Decimal

import pytest

from cases.money import Money
from tests.journeys.team import UPS, Team, actions_of, both, buttons_of, text_of

SPACED = "1Z 999 AA1 01 2345 6784"
OPEN = f"*LOST-0001* is open for UPS {UPS}. Its card is in <#C0LOSTPAR>."
WRONG_DIGIT = "LX123456789CN"  # 123457689 with two neighbours swapped
NOTHING_MENDS = "1Z999AA10123456785"
LENGTH_ONLY = "12345678901234"
NOBODYS = "ABC12345XY"


async def tells(team: Team, text: str) -> str:
    """What lin is told privately for what she types."""
    told = await team.types(team.lin, text)
    return told.private[-1].text


async def nothing_open(team: Team) -> bool:
    return team.cards() == [] and await team.database.read(lambda tx: tx.cases.count_open(team.id)) == 0


@pytest.mark.parametrize(
    "typed",
    [
        UPS,
        UPS.lower(),
        SPACED,
        "1Z-999-AA1-01-2345-6784",
        "１Ｚ９９９ＡＡ１０１２３４５６７８４",
        "https://www.ups.com/track?loc=en_US&tracknum=1Z999AA10123456784&requester=WT",
        f"the buyer of {SPACED} has been waiting for two weeks",
        f"单号{UPS}的包裹丢了",
        f"“{UPS}”",
        f"`{UPS}`",
        f"{UPS}\n{UPS.lower()}",
        f"ups {UPS}",
    ],
)
async def test_a_number_is_understood_as_people_have_it(team: Team, typed: str) -> None:
    assert await tells(team, f"/lost {typed}") == OPEN
    assert (await team.case()).parcel.number == UPS


async def test_what_stands_beside_a_number_is_kept_and_shown(team: Team) -> None:
    assert await tells(team, f'/lost {SPACED} amazon.de 305-123 "vase, 31 EUR"') == OPEN
    case = await team.case()
    assert (case.order.marketplace, case.order.ref, case.order.goods) == ("amazon.de", "305-123", "vase")
    assert case.order.paid == Money(Decimal("31.00"), "EUR")
    card = text_of(team.card())
    assert "amazon.de · 305-123" in card and "paid EUR 31.00" in card and "vase" in card and "31 EUR" not in card


async def test_the_address_of_a_marketplace_that_slack_made_a_link_of_is_read_all_the_same(team: Team) -> None:
    await team.types(team.lin, f"/lost {UPS} <http://amazon.de|amazon.de> 305-1234567-1234567")
    case = await team.case()
    assert (case.order.marketplace, case.order.ref) == ("amazon.de", "305-1234567-1234567")


@pytest.mark.parametrize(
    ("price", "why"),
    [
        ("31", "31 of what? Write the currency beside it, like 31 EUR."),
        ("99999999 EUR", "99999999 is larger than any order Tracer handles. Check the decimal point."),
        ("31.5 JPY", "31.5 is finer than JPY goes: use at most 0 decimals."),
    ],
)
async def test_a_price_that_can_be_none_is_left_out_and_said_so(team: Team, price: str, why: str) -> None:
    told = await tells(team, f'/lost {UPS} "vase, {price}"')
    assert told == f"{OPEN} The price was left out: {why}"
    case = await team.case()
    assert case.order.paid is None
    assert case.order.goods == f"vase, {price}"


async def test_a_wrong_check_digit_is_explained_and_nothing_is_opened(team: Team) -> None:
    told = await team.types(team.lin, f"/lost {NOTHING_MENDS}")
    assert told.private[0].text == (
        f"{NOTHING_MENDS} looks like UPS, but its check digit does not fit: 5 where it should be 4. "
        "Compare it with the label."
    )
    assert buttons_of(told.private[0]) == ["Open it as it is"]
    assert await nothing_open(team)


async def test_chinese_sentences_stand_one_after_the_other_without_a_space(team: Team) -> None:
    await team.types(team.lin, "/lost lang zh")
    told = await team.types(team.lin, f"/lost {NOTHING_MENDS}")
    assert told.private[0].text == f"{NOTHING_MENDS} 像是 UPS，但校验位不对：写的是 5，应为 4。请和面单核对。"
    refused = await team.types(team.lin, "/lost settings")
    assert refused.private[0].text == "设置由管理员修改。请找 <@U0MAYA000>。"


async def test_a_wrong_check_digit_is_explained_also_where_the_carrier_is_named(team: Team) -> None:
    told = await team.types(team.lin, f"/lost ups {NOTHING_MENDS}")
    assert "its check digit does not fit" in told.private[0].text
    await team.clicks(team.lin, told.private[0], label="Open it as it is")
    assert ((await team.case()).parcel.number, (await team.case()).parcel.carrier) == (NOTHING_MENDS, "ups")


async def test_the_one_number_that_was_meant_is_offered_and_opened_by_a_click(team: Team) -> None:
    told = await team.types(team.lin, f"/lost {WRONG_DIGIT} amazon.de 305-123")
    question = told.private[0]
    assert question.text.endswith("Did you mean LX123457689CN?")
    assert buttons_of(question) == ["Use LX123457689CN", "Open it as it is"]
    again = await team.clicks(team.lin, question, label="Use LX123457689CN")
    assert again.private[0].text == "*LOST-0001* is open for China Post LX123457689CN. Its card is in <#C0LOSTPAR>."
    case = await team.case()
    assert (case.parcel.number, case.order.ref) == ("LX123457689CN", "305-123")


async def test_a_mistyped_number_can_be_opened_as_it_is(team: Team) -> None:
    told = await team.types(team.lin, f"/lost {WRONG_DIGIT}")
    await team.clicks(team.lin, told.private[0], label="Open it as it is")
    assert (await team.case()).parcel.number == WRONG_DIGIT
    assert (await team.case()).parcel.carrier is None


async def test_digits_that_fit_by_their_length_only_are_asked_about(team: Team) -> None:
    told = await team.types(team.lin, f'/lost {LENGTH_ONLY} amazon.de 305-123 "vase, 31 EUR"')
    assert told.private[0].text == f"{LENGTH_ONLY} could be DHL. Which label did you buy?"
    assert buttons_of(told.private[0]) == ["DHL", "Not sure"]
    assert await nothing_open(team)
    await team.clicks(team.lin, told.private[0], label="DHL")
    case = await team.case()
    assert (case.parcel.carrier, case.order.marketplace, case.order.goods) == ("dhl", "amazon.de", "vase")
    assert str(case.order.paid) == "31.00 EUR"


async def test_an_answer_given_twice_opens_one_case_and_shows_it(team: Team) -> None:
    told = await team.types(team.lin, f"/lost {LENGTH_ONLY}")
    question = told.private[0].snapshot()
    await team.clicks(team.lin, question, label="Not sure")
    again = await team.clicks(team.lin, question, label="DHL")
    assert "*LOST-0001* is already open for this number" in again.private[0].text
    assert len(team.cards()) == 1 and (await team.case()).parcel.carrier is None


async def test_two_fingers_on_one_button_open_one_case(team: Team) -> None:
    told = await team.types(team.lin, f"/lost {LENGTH_ONLY}")
    button = actions_of(told.private[0])[0]
    await both(team.lin.clicks(told.private[0], button), team.lin.clicks(told.private[0], button))
    await team.settle()
    assert len(team.cards()) == 1


async def test_long_goods_in_any_script_do_not_outgrow_the_buttons(team: Team) -> None:
    goods = "花瓶🏺" * 100
    told = await team.types(team.lin, f'/lost {LENGTH_ONLY} amazon.de 305-123 "{goods}"')
    assert buttons_of(told.private[0]) == ["DHL", "Not sure"]
    await team.clicks(team.lin, told.private[0], label="DHL")
    assert (await team.case()).order.goods.startswith("花瓶🏺花瓶")


async def test_a_number_that_nobody_knows_may_be_opened_by_a_person(team: Team) -> None:
    told = await team.types(team.lin, f"/lost {NOBODYS}")
    assert told.private[0].text == f"No carrier that Tracer knows has numbers like {NOBODYS}. Is it right?"
    assert await nothing_open(team)
    await team.clicks(team.lin, told.private[0], label="Open as unknown carrier")
    assert "*LOST-0001* · unknown carrier …45XY" in text_of(team.card())


async def test_a_named_carrier_answers_the_question_before_it_is_asked(team: Team) -> None:
    await team.types(team.lin, f"/lost dhl {LENGTH_ONLY}")
    assert (await team.case()).parcel.carrier == "dhl"


async def test_a_number_that_is_open_shows_its_case_privately_and_opens_nothing(team: Team) -> None:
    card = await team.opens()
    version = await team.version()
    told = await team.types(team.maya, f"/lost {SPACED}")
    place = f"https://northwind-parcels.slack.com/archives/C0LOSTPAR/p{card.ts.replace('.', '')}"
    assert told.private[0].text == (
        f"*LOST-0001* is already open for this number, in <#C0LOSTPAR> (<{place}|go to the card>). Owner: nobody yet."
    )
    assert buttons_of(told.private[0]) == buttons_of(card)
    assert (len(team.cards()), await team.version()) == (1, version)


async def test_the_private_copy_of_a_card_works_like_the_card(team: Team) -> None:
    await team.opens()
    told = await team.types(team.maya, f"/lost {UPS}")
    await team.clicks(team.maya, told.private[0], "move:take")
    assert (await team.case()).owner == team.maya.id


async def test_a_closed_number_is_shown_and_a_new_case_is_a_persons_choice(team: Team) -> None:
    await team.opens()
    await team.types(team.lin, "/lost notlost 1 delivered")
    told = await team.types(team.lin, f"/lost {UPS} amazon.de 305-777")
    assert told.private[0].text == (
        f"{UPS} had a case before: LOST-0001, which is closed. Look at that one, or open a new case."
    )
    assert buttons_of(told.private[0])[-1] == "Open a new case" and len(team.cards()) == 1
    await team.clicks(team.lin, told.private[0], label="Open a new case")
    assert ((await team.case(2)).parcel.number, (await team.case(2)).order.ref) == (UPS, "305-777")
    assert not (await team.case(1)).is_open


async def test_a_number_closed_and_opened_anew_shows_the_open_case(team: Team) -> None:
    await team.opens()
    await team.types(team.lin, "/lost notlost 1 delivered")
    told = await team.types(team.lin, f"/lost {UPS}")
    await team.clicks(team.lin, told.private[0], label="Open a new case")
    assert "*LOST-0002* is already open for this number" in await tells(team, f"/lost {UPS}")


async def test_two_people_with_one_number_at_once_open_one_case(team: Team) -> None:
    await both(team.lin.types("lost-parcels", f"/lost {UPS}"), team.maya.types("lost-parcels", f"/lost {SPACED}"))
    await team.settle()
    assert len(team.cards()) == 1


async def test_a_command_that_slack_delivers_twice_opens_one_case_and_is_answered_twice_alike(team: Team) -> None:
    body = {
        "team_id": team.id, "user_id": team.lin.id, "channel_id": team.world.channel("lost-parcels").id,
        "trigger_id": "1.2.once", "text": LENGTH_ONLY, "command": "/lost",
    }  # fmt: skip
    answers = []

    async def ack(**answer: object) -> None:
        answers.append(answer)

    for _ in range(2):
        await team.tracer.reception.command(ack, body)
        await team.tracer.reception.command(ack, {**body, "text": UPS})
    await team.settle()
    assert answers[0] == answers[2] and answers[1] == answers[3]
    assert [element["text"]["text"] for element in answers[2]["blocks"][1]["elements"]] == ["DHL", "Not sure"]
    assert len(team.cards()) == 1


async def test_a_price_that_could_be_two_amounts_is_left_out_and_it_is_said_why(team: Team) -> None:
    told = await team.types(team.lin, f'/lost {UPS} "vase, 31.555 EUR"')
    assert "The price was left out: 31.555 could be 31555 or 31.555." in told.text
    assert (await team.case()).order.paid is None
