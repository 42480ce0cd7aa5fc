"""What marketplaces let sellers write to buyers: rules with their sources, held to the text that is really sent."""

import pytest

from cases.buyer_messages import FORBIDDEN, breaches, forbids, may_send_to, rules_of, site_of
from partners.marketplaces import MessageRuleError, message_rules, read_message_rules

NUMBER, ORDER = "00340434161094042557", "305-1234567-1234567"


def broken(marketplace: str, text: str) -> list[tuple[str, str]]:
    rules = rules_of(marketplace, message_rules())
    return [(one.rule.forbids, one.words) for one in breaches(text, rules, (NUMBER, ORDER, "LOST-0142"))]


@pytest.mark.parametrize(
    ("text", "what", "words"),
    [
        ("See https://track.example/x for more", "links", "https://track.example/x"),
        ("see www.parcel.de today", "links", "www.parcel.de"),
        ("Look at dhl.de/track please", "links", "dhl.de/track"),
        ("Write to lin@shop.example please", "emails", "lin@shop.example"),
        ("Write to lin (at) shop.example", "emails", "lin (at) shop.example"),
        ("Call +49 30 1234567 now", "phones", "+49 30 1234567"),
        ("电话 13812345678 联系", "phones", "13812345678"),
        ("Ring (030) 123-4567", "phones", "(030) 123-4567"),
    ],
)
def test_what_amazon_forbids_is_found_in_the_text(text: str, what: str, words: str) -> None:
    assert broken("amazon.de", text) == [(what, words)]


@pytest.mark.parametrize(
    "text",
    [
        f"Your order {ORDER}, parcel {NUMBER}, case LOST-0142.",
        "We write by 2026-04-10, or on 10.04.2026 at the latest.",
        "Wir haben Ihnen 1.089,50 EUR erstattet.",
        "Nous vous avons remboursé 1 089,50 EUR.",
        "Thanks.We wait for 3-5 working days.",
        "您的订单已退款 89.00 EUR，2026年4月3日。",
    ],
)
def test_what_is_ours_to_say_breaks_no_rule(text: str) -> None:
    assert broken("amazon.com", text) == [] and broken("ebay", text) == [] and broken("TikTok Shop", text) == []


@pytest.mark.parametrize(
    "text",
    [
        "221 Baker Street",
        "Hauptstraße 12",
        "12 rue de la Paix",
        "Calle Mayor 5",
        "深圳市南山区科技路 12 号",
        "PO Box 491",
    ],
)
def test_a_postal_address_is_found_where_it_is_forbidden(text: str) -> None:
    assert [what for what, _ in broken("ebay.co.uk", f"Send it to {text}, please.")] == ["addresses"]
    assert broken("etsy", f"Send it to {text}, please.") == []


def test_where_no_marketplace_is_known_nothing_is_forbidden() -> None:
    assert (
        rules_of(None, message_rules())
        == rules_of("", message_rules())
        == rules_of("my own shop", message_rules())
        == ()
    )


def test_amazon_and_ebay_are_asked_less_of_their_buyers() -> None:
    amazon, ebay = (rules_of(one, message_rules()) for one in ("Amazon.de", "ebay"))
    assert forbids(amazon, "ask_statement") and forbids(amazon, "ask_phone") and not forbids(amazon, "ask_address")
    assert not forbids(ebay, "ask_statement") and forbids(ebay, "ask_phone") and forbids(ebay, "ask_address")
    assert [site_of(one) for one in ("amazon.co.jp", "TikTok Shop", "tiktokshop", "eBay", "沃尔玛", "亚马逊 德国")] == [
        "amazon", "tiktok", "tiktok", "ebay", "walmart", "amazon",
    ]  # fmt: skip


def test_temu_and_walmart_have_rules_of_their_own_and_nothing_is_invented_of_aliexpress() -> None:
    assert broken("Temu", "See www.example.shop or write to a@b.example") == [
        ("links", "www.example.shop"),
        ("emails", "a@b.example"),
    ]
    walmart = rules_of("walmart.com", message_rules())
    assert forbids(walmart, "outside") and forbids(walmart, "ask_phone") and not forbids(walmart, "links")
    assert may_send_to("anna@example.org", walmart) is not None
    assert rules_of("AliExpress", message_rules()) == ()


def test_a_buyer_of_amazon_is_reached_by_mail_only_through_amazon() -> None:
    amazon = rules_of("amazon.de", message_rules())
    assert may_send_to("x7@marketplace.amazon.de", amazon) is None
    assert may_send_to("x7@marketplace.amazon.co.uk", amazon) is None
    assert may_send_to("anna@example.org", amazon) is not None
    assert may_send_to("anna@marketplace.amazon.attacker.com", amazon) is not None
    assert may_send_to("anna@example.org", rules_of("own shop", message_rules())) is None


def test_every_rule_has_its_source_and_both_languages() -> None:
    known = message_rules()
    assert {one.forbids for one in known} <= set(FORBIDDEN)
    assert all(one.source.startswith("http") and one.text and one.text_zh for one in known)
    assert len({(one.marketplace, one.forbids) for one in known}) == len(known)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ('source = "nowhere"', "this rule has no source, so it does not count"),
        ('forbids = "fun"', "“forbids” must be one of"),
        ("checked = 1", "“checked” is missing"),
        ("colour = 1", "Tracer knows no “colour” here"),
        ('text_zh = " "', "“text_zh” is missing"),
    ],
)
def test_a_rule_that_is_incomplete_does_not_load(change: str, says: str) -> None:
    whole = {
        "marketplace": '"x"', "forbids": '"links"', "text": '"a"', "text_zh": '"b"', "source": '"https://a.example"',
        "confidence": '"high"', "checked": "2026-11-29",
    }  # fmt: skip
    name, _, value = change.partition(" = ")
    rows = "\n".join(f"{one} = {what}" for one, what in {**whole, name: value}.items())
    with pytest.raises(MessageRuleError, match=says):
        read_message_rules(f"[[rule]]\n{rows}\n")
