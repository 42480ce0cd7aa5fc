"""Numbers inside the links that people copy from carriers and trackers."""

import pytest

from partners.carriers.pasted import read_pasted

UPS, YUN, GB, USPS = "1Z999AA10123456784", "YT2133821236040818", "RB123456785GB", "9400111206206406260787"


@pytest.mark.parametrize(
    ("link", "numbers", "carrier"),
    [
        (f"https://www.ups.com/track?loc=en_US&tracknum={UPS}&requester=ST/trackdetails", [UPS], "ups"),
        (f"https://www.ups.com/track?loc=en_US&amp;tracknum={UPS}&amp;requester=ST", [UPS], "ups"),
        (f"https://wwwapps.ups.com/WebTracking/track?track=yes&trackNums={UPS}", [UPS], "ups"),
        (f"https://www.ups.com/WebTracking/processInputRequest?InquiryNumber1={UPS}", [UPS], "ups"),
        (
            "https://www.fedex.com/fedextrack/?trknbr=986578788855&trkqual=12030~986578788855~FDEG",
            ["986578788855"],
            "fedex",
        ),
        (f"https://tools.usps.com/go/TrackConfirmAction?tLabels={USPS}%2C{GB}", [USPS, GB], "usps"),
        (
            "https://tools.usps.com/go/TrackConfirmAction?qtc_tLabels1=9400%201112%200620%206406%202607%2087",
            [USPS],
            "usps",
        ),
        (
            "https://www.dhl.com/us-en/home/tracking/tracking-express.html?submit=1&tracking-id=3318810025",
            ["3318810025"],
            "dhl",
        ),
        (
            "https://www.dhl.de/de/privatkunden/verfolgen.html?piececode=00340434161094022115",
            ["00340434161094022115"],
            "dhl_paket",
        ),
        (f"https://www.royalmail.com/track-your-item#/tracking-results/{GB}", [GB], "royal_mail"),
        (
            "https://jouw.postnl.nl/track-and-trace/3SOVAC7567398-NL-1234AB",
            ["3SOVAC7567398"],
            "postnl",
        ),
        ("https://tracking.dpd.de/status/de_DE/parcel/05132040653892", ["05132040653892"], "dpd"),
        ("https://gls-group.eu/DE/de/paketverfolgung?match=91113952333", ["91113952333"], "gls"),
        (
            "https://www.canadapost-postescanada.ca/track-reperage/en#/search?searchFor=7035114477138472",
            ["7035114477138472"],
            "canada_post",
        ),
        (
            "https://global.cainiao.com/newDetail.htm?mailNoList=LP00473000221080",
            ["LP00473000221080"],
            "cainiao",
        ),
        (f"https://www.yuntrack.com/parcelTracking?id={YUN}", [YUN], "yunexpress"),
        ("http://track.4px.com/#/result/0/4PX1234567890123CN", ["4PX1234567890123CN"], "4px"),
        (f"https://t.17track.net/en#nums={UPS},{YUN}", [UPS, YUN], None),
        (f"https://t.17track.net/zh-cn#nums={YUN}%2C{GB}&fc=190008", [YUN, GB], None),
        (f"https://track.aftership.com/ups/{UPS}?lang=en", [UPS], None),
        (f"https://www.aftership.com/track/{UPS}", [UPS], None),
        (f"https://parcelsapp.com/en/tracking/{GB}", [GB], None),
        (f"www.parcelsapp.com/en/tracking/{GB}", [GB], None),
        (f"parcelsapp.com/en/tracking/{GB}", [GB], None),
        (f"https%3A%2F%2Fwww.ups.com%2Ftrack%3Ftracknum%3D{UPS}", [UPS], "ups"),
        ("https://mydhl.express.dhl/us/en/tracking.html#/results?id=3318810025", ["3318810025"], "dhl"),
        ("https://toi.kuronekoyamato.co.jp/cgi-bin/tneko?number01=123456789013", ["123456789013"], "yamato"),
        ("https://www.laposte.fr/outils/suivre-vos-envois?code=8R12345678901", ["8R12345678901"], "la_poste"),
        (f"https://www.ems.com.cn/queryList?mailNo={YUN}", [YUN], "ems"),
        ("https://auspost.com.au/mypost/track/#/details/33ABC1234567", ["33ABC1234567"], "australia_post"),
        ("https://www.dhl.com/global-en/press/2026/20261130-peak-season.html", [], "dhl"),
        ("https://acme.slack.com/archives/C0123456789/p1700000000123456?thread_ts=1700000000.123456", [], None),
        ("https://example.com/help/articles/201234567-lost-parcels", [], None),
    ],
)
@pytest.mark.parametrize("dress", ["{}", "<{}>", "<{}|{}>", "看这个{}，谢谢", "see ({}).", '"{}"'])
def test_numbers_are_read_out_of_links(link, numbers, carrier, dress):
    pasted = read_pasted(dress.replace("{}", link))
    assert [entry.number for entry in pasted.numbers] == numbers
    assert pasted.hints.carrier == carrier
    assert pasted.doubles == 0


def test_digits_in_a_carriers_own_link_are_its_numbers():
    (only,) = read_pasted("https://gls-group.eu/track/91113952333").numbers
    assert (only.verdict, only.candidates[0].courier) == ("known", "gls")


def test_the_label_of_a_link_without_numbers_is_read():
    assert [n.number for n in read_pasted(f"<https://example.com|{UPS}>").numbers] == [UPS]


@pytest.mark.parametrize("key", ["tradeOrderId", "tradeId", "order_id", "orderNo"])
def test_a_shops_order_in_a_link_is_a_hint_and_no_number(key):
    alone = read_pasted(f"https://www.aliexpress.com/p/tracking/index.html?{key}=8123456789012345")
    assert (alone.numbers, alone.hints.order, alone.hints.marketplace) == ((), "8123456789012345", "aliexpress")
    beside = read_pasted(f"https://www.aliexpress.com/p/tracking?{key}=8123456789012345&mailNo={YUN}")
    assert ([one.number for one in beside.numbers], beside.hints.order) == ([YUN], "8123456789012345")


def test_an_order_in_a_link_is_a_hint_and_no_number():
    link = "https://www.amazon.com/progress-tracker/package/?orderId=111-1234567-1234567&shipmentId=Xyz"
    pasted = read_pasted(link)
    assert pasted.numbers == ()
    assert (pasted.hints.marketplace, pasted.hints.order) == ("amazon.com", "111-1234567-1234567")
