"""Before shipping: an address, a telephone number and a value are looked at, privately, and nothing of them is kept."""

import json
from decimal import Decimal

from sqlmodel import text

from cases.rates import Rate
from storage.transaction import Transaction
from tests.journeys.team import HOME, Team, text_of
from tests.journeys.ways import give_roles, whisper

PASTED = "/lost check Max Muster\nHauptstr.\n1011 Berlin\nGermany\n030 901820\nUPS\n300 USD"


async def everything_kept(team: Team) -> str:
    """Every row of every table, as text."""

    def read(tx: Transaction) -> str:
        session = tx.connection
        names = session.execute(text("select name from sqlite_master where type = 'table'")).scalars()
        rows = [list(session.execute(text(f'select * from "{name}"'))) for name in names]
        return repr(rows)

    return await team.database.read(read)


async def test_a_pasted_address_is_answered_at_once_and_nothing_of_it_is_kept(team: Team) -> None:
    told = await team.types(team.lin, PASTED)
    said = text_of(told.private[0])
    assert said.splitlines()[0] == "*4 things to put right before this is shipped:*"
    assert "• No house number is in “Berlin”. Ask the buyer for it;" in said
    assert "• “1011” is no postcode of Germany (DE): one looks like 26133. Ask the buyer." in said
    assert "• Write the telephone number in international form: +49 30 901820." in said
    assert (
        "• USD 300.00 is declared, and UPS pays USD 100.00 at most: USD 200.00 would be lost with the parcel." in said
    )
    assert "Read as: country: Germany (DE)" in said and "telephone: 030 901820" in said
    assert "Whether the street, the number and the telephone exist is not looked at." in said
    kept = await everything_kept(team)
    assert "Hauptstr" not in kept and "901820" not in kept and "Muster" not in kept


async def test_the_form_is_answered_in_front_of_it_and_stays_filled_in(team: Team) -> None:
    await team.types(team.lin, "/lost check")
    assert team.lin.view is not None
    filled = {
        "country": "US",
        "name": "John Doe",
        "lines": "P.O. Box 12",
        "city": "Austin",
        "region": "CA",
        "postcode": "78701",
        "phone": "+1 512 463 4630",
        "carrier": "DHL Express",
        "value": "80 EUR",
    }
    await team.submits(team.lin, filled)
    said = text_of(team.lin.view)
    assert "2 things to put right before this is shipped:" in said
    assert "“P.O. Box 12” is a P.O. box, and DHL does not deliver there. Ask the buyer for a street address." in said
    assert "software-help.shiphero.com" in said
    assert "78701 is no postcode of California: there one looks like 90000." in said
    assert "What DHL pays at most for such a parcel is not known here. Ask before you ship EUR 80.00." in said
    kept = await everything_kept(team)
    assert "John Doe" not in kept and "P.O. Box 12" not in kept and "463" not in kept


async def test_a_form_that_cannot_be_read_says_so_below_its_fields(team: Team) -> None:
    await team.types(team.lin, "/lost check")
    result = await team.submits(team.lin, {"country": "Narnia", "value": "much"})
    assert result.errors == {
        "country": "“Narnia” is no country Tracer knows. Write its two letters, like DE, or its name.",
        "value": "much is not an amount. Write it with its currency, like 31 EUR.",
    }


async def test_who_only_looks_may_check_and_reads_it_in_chinese(team: Team) -> None:
    await give_roles(team, team.lin.id, "viewer")
    await team.types(team.lin, "/lost lang zh")
    told = await team.types(team.lin, "/lost 地址 张三，Hauptstr. 5，10115 Berlin，德国，+49 30 901820，UPS，80 USD")
    said = text_of(told.private[0])
    assert said.splitlines()[0] == "*发货前有 1 处需要改正：*"
    assert "“张三”含汉字，而 UPS 只打印拉丁字母：请改用拉丁字母书写。UPS 面单不支持拉丁字母以外的字符。" in said
    assert "UPS 最多赔付 USD 100.00，足以覆盖 USD 80.00。" in said and "国家：德国 (DE)" in said


async def test_a_value_in_another_currency_is_compared_by_a_kept_rate_only(team: Team) -> None:
    asked = "/lost check Hauptstr. 5, 10115 Berlin, DE, +49 30 901820, UPS, 100 EUR"
    without = text_of((await team.types(team.lin, asked)).private[0])
    assert "UPS pays USD 100.00 at most. No rate to EUR is kept here: compare it with EUR 100.00." in without

    def keep(tx: Transaction) -> None:
        now = team.clock.now()
        rate = Rate("EUR", "USD", Decimal("1.25"), now.date(), "ecb", now)
        tx.rates(team.id).keep([rate])

    await team.database.write(keep)
    with_rate = text_of((await team.types(team.lin, asked)).private[0])
    assert (
        "EUR 100.00 is declared, and UPS pays USD 100.00 at most: EUR 20.00 would be lost with the parcel." in with_rate
    )


async def test_an_address_is_not_looked_at_where_others_read_it(team: Team) -> None:
    [refused] = await team.says(team.lin, f"<@{team.world.app.bot_user}> check Hauptstr. 5, 10115 Berlin, DE")
    assert text_of(refused) == "Addresses are looked at through /lost check only, where nobody else reads them."
    assert "Hauptstr" not in await everything_kept(team)
    long = whisper(await team.types(team.lin, "/lost check " + "x, " * 900))
    assert long == "That is longer than an address. Paste one address at a time."
    assert json.dumps([one.text for one in team.world.channel(HOME).messages]).count("Hauptstr") == 1


async def test_packing_is_told_for_goods_and_by_kind(team: Team) -> None:
    asked = '/lost check "glass vase", Hauptstr. 5, 10115 Berlin, DE, +49 30 901820, UPS, 80 USD'
    said = text_of((await team.types(team.lin, asked)).private[0])
    assert said.splitlines()[0] == "*Nothing was found to complain about.*"
    assert "*How to pack what can break:*" in said and "5 cm of cushioning" in said and "goorooship.net" in said
    by_kind = text_of((await team.types(team.lin, "/lost check packaging perfume")).private[0])
    assert by_kind.startswith("*How to pack liquids:*") and "leak-proof container" in by_kind
    unknown = whisper(await team.types(team.lin, "/lost check packaging socks"))
    assert unknown.startswith("Tracer knows no kind of goods in “socks”.")
    await team.types(team.lin, "/lost lang zh")
    chinese = text_of((await team.types(team.lin, "/lost 包装 手表")).private[0])
    assert chinese.startswith("*首饰等贵重物品的包装方法：*") and "用双层箱" in chinese
