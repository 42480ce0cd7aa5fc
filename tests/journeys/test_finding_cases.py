"""Finding cases: the list with its words and pages, and one case shown by whatever names it."""

from datetime import timedelta

import pytest

from tests.journeys.numbers import ups_numbers
from tests.journeys.team import DHL, UPS, USPS, Team, actions_of, buttons_of, text_of

NOTHING = "No case matches that. “/lost list” alone shows all open ones."


async def lists(team: Team, words: str = "", who: str = "lin") -> list[str]:
    """The references of the cases that somebody is shown for `/lost list …`."""
    told = await team.types(getattr(team, who), f"/lost list {words}")
    return references(text_of(told.private[-1]))


def references(text: str) -> list[str]:
    return [f"LOST-{line.partition('*LOST-')[2][:4]}" for line in text.splitlines() if "*LOST-" in line]


async def three_cases(team: Team) -> None:
    """1 is lin's and UPS asked about it, 2 is maya's, waits for approval and is sold on Amazon, 3 is nobody's."""
    await team.types(team.lin, f"/lost {UPS} ebay.de 12-12345-12345")
    await team.types(team.lin, f'/lost {DHL} amazon.de 305-1234567-1234567 "vase, 900 EUR"')
    await team.types(team.lin, f"/lost {USPS} amazon.com")
    await team.clicks(team.lin, team.card(1), "move:take")
    await team.clicks(team.maya, team.card(2), "move:take")
    await team.types(team.lin, "/lost note 1 the buyer called")


async def test_the_list_shows_every_open_case_and_a_button_to_see_it(team: Team) -> None:
    await three_cases(team)
    told = await team.types(team.lin, "/lost list")
    assert told.private[0].text == "3 cases"
    assert sorted(references(text_of(told.private[0]))) == ["LOST-0001", "LOST-0002", "LOST-0003"]
    shown = await team.clicks(team.lin, told.private[0], "show:2")
    assert shown.private[0].text.startswith("*LOST-0002*; its card and story are in <#C0LOSTPAR> (<https://")
    assert buttons_of(shown.private[0]) == buttons_of(team.card(2))


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("mine", ["LOST-0001"]),
        ("MINE", ["LOST-0001"]),
        ("我的", ["LOST-0001"]),
        ("carrier:ups", ["LOST-0001"]),
        ("carrier:UPS", ["LOST-0001"]),
        ("carrier:dhl", ["LOST-0002"]),
        ("carrier:敦豪", ["LOST-0002"]),
        ("market:amazon", ["LOST-0002", "LOST-0003"]),
        ("market:amazon.de", ["LOST-0002"]),
        ("marketplace:ebay", ["LOST-0001"]),
        ("mine market:amazon", []),
        ("305-1234567-1234567", ["LOST-0002"]),
        ("LOST-0003", ["LOST-0003"]),
        ("1094 0425", ["LOST-0002"]),
        (UPS.lower(), ["LOST-0001"]),
        ("1Z 999 AA1 01 2345 6784", ["LOST-0001"]),
        ("nothing like that", []),
        ("approvals", []),
        ("closed", []),
        ("silent", []),
        ("ours", ["LOST-0001", "LOST-0002", "LOST-0003"]),
        ("all", ["LOST-0001", "LOST-0002", "LOST-0003"]),
    ],
)
async def test_words_narrow_the_list(team: Team, words: str, found: list[str]) -> None:
    await three_cases(team)
    assert sorted(await lists(team, words)) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("blue vase", ["LOST-0001"]),
        ("陶瓷", ["LOST-0002"]),
        ("易碎", ["LOST-0001"]),
        ("WAREHOUSE", ["LOST-0002"]),
        ("carrier:ups 易碎", ["LOST-0001"]),
        ("carrier:dhl 易碎", []),
        ("100%", []),
        ("money:>50", ["LOST-0002"]),
        ("money:<50eur", ["LOST-0001"]),
        ("money:<50usd", []),
        ("age:1", []),
        ("age:<1", ["LOST-0001", "LOST-0002"]),
    ],
)
async def test_goods_notes_and_money_are_found_in_either_script(team: Team, words: str, found: list[str]) -> None:
    await team.types(team.lin, f'/lost {UPS} amazon.de 305-1234567-1234567 "Blue vase, 31 EUR"')
    await team.types(team.lin, f'/lost {DHL} amazon.de 305-7654321-7654321 "陶瓷花瓶, 900 EUR"')
    await team.types(team.lin, "/lost note 1 买家说易碎品")
    await team.types(team.lin, "/lost note 2 The warehouse packed it twice.")
    assert sorted(await lists(team, words)) == found


async def test_a_filter_that_cannot_be_read_is_refused_and_not_left_out(team: Team) -> None:
    await team.opens()
    told = await team.types(team.lin, "/lost list money:much")
    said = "“money:much” is not understood, so nothing was looked for. Write it like money:>100, money:<50eur or"
    assert told.private[-1].text.startswith(said)
    await team.types(team.lin, "/lost lang zh")
    told = await team.types(team.lin, "/lost list 线路:中国")
    assert "看不懂" in told.private[-1].text and "Write" not in told.private[-1].text


async def test_a_list_of_nothing_says_so(team: Team) -> None:
    told = await team.types(team.lin, "/lost list mine")
    assert (told.private[0].text, told.private[0].blocks) == (NOTHING, [])


async def test_what_waits_for_approval_is_listed_as_that(team: Team) -> None:
    await three_cases(team)
    await team.decides(team.maya, team.card(2), "choose_refund", goods="900", reason="The buyer waits.")
    assert await lists(team, "approvals", who="priya") == ["LOST-0002"]
    assert await lists(team, "待批") == ["LOST-0002"]


async def test_silent_are_those_of_whom_somebody_owes_an_answer(team: Team) -> None:
    await three_cases(team)
    await team.records(team.lin, "ask_carrier|I1|not_opened", number=1, via="web form")
    assert await lists(team, "silent") == ["LOST-0001"]
    assert await lists(team, "silent mine") == ["LOST-0001"]


async def test_due_is_what_is_due_by_the_end_of_the_readers_day(team: Team) -> None:
    await three_cases(team)
    team.clock.wind(timedelta(days=2))
    await team.opens(ups_numbers(9)[8])
    due = {number: (await team.case(number)).next_step.due_at for number in (1, 2, 3, 4)}
    end = (team.clock.now() + timedelta(hours=8)).replace(hour=23, minute=59) - timedelta(hours=8)
    today = [f"LOST-{number:04d}" for number, at in due.items() if at <= end]
    assert sorted(await lists(team, "due")) == today
    assert 1 <= len(today) <= 4


async def test_a_long_list_has_pages_forth_and_back(team: Team) -> None:
    numbers = ups_numbers(23)
    await team.types(team.lin, f"/lost {' '.join(numbers)}")
    await team.submits(team.lin)
    first = (await team.types(team.lin, "/lost list carrier:ups")).private[-1]
    assert "Page 1 of 3" in text_of(first) and actions_of(first)[-2:] == ["list:next", "exports"]
    second = (await team.clicks(team.lin, first, "list:next")).private[-1]
    assert actions_of(second)[-3:] == ["list:back", "list:next", "exports"]
    third = (await team.clicks(team.lin, second, "list:next")).private[-1]
    assert "Page 3 of 3" in text_of(third) and actions_of(third)[-2:] == ["list:back", "exports"]
    pages = [references(text_of(one)) for one in (first, second, third)]
    assert [len(one) for one in pages] == [10, 10, 3] and len({one for page in pages for one in page}) == 23
    again = (await team.clicks(team.lin, third, "list:back")).private[-1]
    assert references(text_of(again)) == pages[1]


async def test_a_page_that_is_gone_by_now_becomes_the_last_one(team: Team) -> None:
    await team.types(team.lin, f"/lost {' '.join(ups_numbers(11))}")
    await team.submits(team.lin)
    first = (await team.types(team.lin, "/lost list")).private[-1]
    last = references(text_of((await team.clicks(team.lin, first, "list:next")).private[-1]))[0]
    await team.types(team.lin, f"/lost notlost {last} delivered")
    left = (await team.clicks(team.lin, first, "list:next")).private[-1]
    assert left.text == "10 cases" and len(references(text_of(left))) == 10


async def test_closed_cases_are_listed_when_asked_for(team: Team) -> None:
    await three_cases(team)
    await team.types(team.lin, "/lost notlost 3 delivered")
    assert await lists(team, "closed") == ["LOST-0003"]
    assert sorted(await lists(team)) == ["LOST-0001", "LOST-0002"]


async def test_a_list_writes_nothing(team: Team) -> None:
    await three_cases(team)
    before = [await team.version(number) for number in (1, 2, 3)]
    await lists(team)
    assert [await team.version(number) for number in (1, 2, 3)] == before


@pytest.mark.parametrize(
    "named",
    ["1", "0001", "LOST-0001", "lost-0001", "lost-1", "LOST0001", "#1", "LOST 1", "１", UPS, UPS.lower(),
     "1Z 999 AA1 01 2345 6784", "https://www.ups.com/track?tracknum=1Z999AA10123456784"],
)  # fmt: skip
async def test_a_case_is_shown_by_whatever_names_it(team: Team, named: str) -> None:
    card = await team.opens()
    told = await team.types(team.maya, f"/lost show {named}")
    assert told.private[0].text.startswith("*LOST-0001*; its card and story are in <#C0LOSTPAR> (<https://")
    assert buttons_of(told.private[0]) == buttons_of(card)


@pytest.mark.parametrize("named", ["1", "LOST-0001", "lost-1", "#1"])
async def test_a_reference_alone_shows_the_case_too(team: Team, named: str) -> None:
    await team.opens()
    told = await team.types(team.lin, f"/lost {named}")
    assert told.private[0].text.startswith("*LOST-0001*; its card and story are in")


@pytest.mark.parametrize("typed", ["show {}", "{}", "what about {} ?"])
async def test_a_link_to_the_card_or_into_its_thread_names_the_case(team: Team, typed: str) -> None:
    card = await team.opens()
    said = await team.lin.says("lost-parcels", "I asked the warehouse.", card.ts)
    root = f"https://northwind-parcels.slack.com/archives/{card.channel}/p"
    to_card = root + card.ts.replace(".", "")
    to_reply = f"{root}{said.ts.replace('.', '')}?thread_ts={card.ts}&cid={card.channel}"
    for link in (to_card, to_reply):
        told = await team.types(team.lin, f"/lost {typed.format(link)}")
        assert told.private[-1].text.startswith("*LOST-0001*; its card and story are in"), link


async def test_the_link_that_tracer_gives_names_the_case_as_well(team: Team) -> None:
    await team.opens()
    told = await team.types(team.lin, "/lost show 1")
    link = told.private[0].text.partition("(<")[2].partition("|")[0]
    again = await team.types(team.lin, f"/lost show {link}")
    assert again.private[-1].text == told.private[0].text


async def test_a_link_to_something_else_names_no_case(team: Team) -> None:
    await team.opens()
    said = await team.lin.says("lost-parcels", "Lunch?")
    link = f"https://northwind-parcels.slack.com/archives/{said.channel}/p{said.ts.replace('.', '')}"
    for typed in (f"/lost {link}", f"/lost show {link}"):
        told = await team.types(team.lin, typed)
        assert told.private[-1].text == "No case has its card there. “/lost list” shows the open ones."


async def test_a_case_that_does_not_exist_is_not_invented(team: Team) -> None:
    for typed in ("/lost 77", "/lost show LOST-0077"):
        told = await team.types(team.lin, typed)
        assert told.private[-1].text == "There is no case LOST-0077. “/lost list” shows the open ones."


async def test_a_number_without_a_case_is_not_shown_but_could_be_opened(team: Team) -> None:
    told = await team.types(team.lin, f"/lost show {UPS}")
    assert told.private[0].text == f"No case has the number {UPS}. “/lost {UPS}” opens one."
    assert team.cards() == []


async def test_seven_digits_that_are_no_case_may_be_a_parcel(team: Team) -> None:
    told = await team.types(team.lin, "/lost 7654321")
    assert "7654321" in told.private[0].text and "There is no case" not in told.private[0].text
