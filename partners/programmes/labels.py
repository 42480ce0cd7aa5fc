"""Where a label can be bought: the code that a parcel and the scope of a rule carry, and the name people know.

A label of a platform, reseller or warehouse is claimed through it and by its rules, which are often shorter than the
carrier's; an account of one's own is claimed with the carrier. A label that is not here stands for no rule.
"""

from cases.rules import OWN_ACCOUNT

# Code: name. Names are brands and stay as they are in every language; that of the own account is said by the asker.
LABELS: dict[str, str] = {
    OWN_ACCOUNT: "Own account",
    "4px": "4PX",
    "aliexpress": "AliExpress online dispatch (Cainiao)",
    "amazon_buy_shipping": "Amazon Buy Shipping",
    "deftship": "Deftship",
    "easypost": "EasyPost",
    "easyship": "Easyship",
    "ebay_labels": "eBay labels",
    "eshipper": "eShipper",
    "etsy_labels": "Etsy labels",
    "ewarehousing": "eWarehousing",
    "interfulfillment": "InterFulfillment",
    "pirate_ship": "Pirate Ship",
    "sendcloud": "Sendcloud",
    "shippo": "Shippo",
    "shipstation": "ShipStation",
    "shopee": "Shopee",
    "shopify": "Shopify Shipping",
    "simplisent": "Simplisent",
    "tiktok_shipping": "TikTok Shipping",
    "xps": "Descartes XPS",
}
