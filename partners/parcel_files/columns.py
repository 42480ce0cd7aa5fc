"""Which column of a table means what: headers as shops, warehouses and forwarders write them, English and Chinese.

A column is never guessed between two that fit alike: then a person is asked.
"""

from collections.abc import Mapping, Sequence
from itertools import zip_longest

from cases.late_pattern import LatePattern
from cases.light_dataclass import dataclass
from partners.carriers.number_lists import CARRIER_HEADERS, MOSTLY, NUMBER_HEADERS, folded, is_number

NUMBER, CARRIER, ORDER, MARKETPLACE, GOODS, PRICE = "number", "carrier", "order", "marketplace", "goods", "price"
CURRENCY, SHIPPED, DESTINATION, COST, SERVICE, LABEL = "currency", "shipped", "destination", "cost", "service", "label"
# Who the buyer is; an address may be spread over three columns.
BUYER, ADDRESS, TOWN, POSTCODE, PHONE, EMAIL = "buyer", "address", "town", "postcode", "phone", "email"
ORIGIN, HUB, WAREHOUSE, SKU, PACKAGING = "origin", "hub", "warehouse", "sku", "packaging"
# Headers by what they mean, compared without spaces and marks; one that stands earlier is surer.
HEADERS: Mapping[str, Sequence[str]] = {
    NUMBER: NUMBER_HEADERS,
    CARRIER: CARRIER_HEADERS,
    ORDER: (
        "orderid", "ordernumber", "orderno", "ordernr", "orderref", "orderreference", "order", "salesorder",
        "customerorderno", "referencenumber", "referenceno",
        "订单号", "订单编号", "订单", "平台订单号", "店铺订单号", "客户订单号", "客户单号", "参考号",
        "參考號", "訂單號", "客户参考号", "客户订单编号", "参考单号", "平台单号", "交易订单号", "交易号",
        "customerreference", "shipmentreference",
    ),
    MARKETPLACE: (
        "marketplace", "platform", "saleschannel", "channel", "shop", "store", "site",
        "平台", "销售平台", "电商平台", "销售渠道", "店铺", "站点", "平臺",
    ),
    GOODS: (
        "goods", "item", "items", "product", "productname", "productdescription", "description", "itemname", "title",
        "contents", "goodsname", "commodity",
        "品名", "商品", "商品名称", "产品名称", "货物", "货物名称", "物品", "中文品名", "英文品名", "商品描述",
        "申报品名", "托寄物", "托寄物内容", "物品名称",
    ),
    PRICE: (
        "price", "itemprice", "saleprice", "sellingprice", "ordervalue", "ordertotal", "ordertotalprice", "total",
        "totalprice", "value", "amount", "paid", "orderamount", "declaredvalue",
        "售价", "销售价", "价格", "订单金额", "销售额", "金额", "货值", "总价", "成交价", "实付金额",
        "申报价值", "申报金额",
    ),
    CURRENCY: ("currency", "currencycode", "币种", "货币", "幣種", "币别"),
    SHIPPED: (
        "shipdate", "shippingdate", "shippedon", "shipped", "dateshipped", "dispatchdate", "despatchdate", "senddate",
        "发货日期", "发货时间", "出库日期", "出库时间", "寄出日期", "发出日期", "揽收日期", "交运日期", "發貨日期",
        "寄件日期", "寄件时间", "发件日期", "发件时间", "发运日期", "签入时间", "揽收时间", "交运时间", "postingdate",
    ),
    DESTINATION: (
        "destination", "destinationcountry", "country", "countrycode", "shiptocountry", "receivercountry",
        "国家", "目的国", "目的地", "收件国家", "收件人国家", "国家代码", "目的地国家", "國家", "国家地区",
        "目的国家", "国家简码", "国家二字码", "目的国家地区", "收货国家", "收件国", "destinationcountrycode",
    ),
    COST: ("cost", "unitcost", "costprice", "purchaseprice", "itemcost", "成本", "成本价", "采购价", "进价"),
    SERVICE: (
        "service", "servicename", "shippingservice", "shippingmethod", "shipmethod", "productcode", "servicelevel",
        "服务", "物流渠道", "物流方式", "运输方式", "渠道", "渠道名称", "物流产品", "发货方式",
    ),
    LABEL: ("label", "labelsource", "labelfrom", "labelprovider", "面单来源", "面单", "打单平台", "标签来源"),
    BUYER: (
        "recipientname", "receivername", "consigneename", "shiptoname", "buyername", "customername", "recipient",
        "receiver", "consignee", "buyer", "customer", "fullname",
        "收件人姓名", "收货人姓名", "收件人", "收货人", "买家姓名", "客户姓名", "買家姓名",
    ),
    ADDRESS: (
        "shippingaddress", "deliveryaddress", "shiptoaddress", "shipaddress1", "recipientaddress", "receiveraddress",
        "consigneeaddress", "address1", "addressline1", "address", "street", "streetaddress",
        "收件人地址", "收货地址", "收件地址", "收货人地址", "详细地址", "地址", "地址1", "街道",
    ),
    TOWN: (
        "shipcity", "shiptocity", "recipientcity", "receivercity", "city", "town",
        "收件人城市", "收货城市", "收件城市", "城市",
    ),
    POSTCODE: (
        "shippostalcode", "shiptozip", "postalcode", "postcode", "zipcode", "zip",
        "收件人邮编", "邮编", "邮政编码", "收件邮编", "郵遞區號",
    ),
    PHONE: (
        "shipphonenumber", "recipientphone", "receiverphone", "buyerphonenumber", "phonenumber", "phone", "telephone",
        "mobile", "tel",
        "收件人电话", "收货人电话", "收件人手机", "联系电话", "电话", "手机", "手机号", "買家電話",
    ),
    EMAIL: (
        "buyeremail", "recipientemail", "customeremail", "emailaddress", "email",
        "买家邮箱", "收件人邮箱", "电子邮箱", "邮箱", "电子邮件",
    ),
    ORIGIN: (
        "origin", "origincountry", "shipfromcountry", "fromcountry", "shipfrom",
        "发货国家", "发货国", "起运国", "始发国", "始发地", "发件国家", "發貨國家",
    ),
    HUB: (
        "hub", "originhub", "gateway", "sortingcenter", "sortingcentre", "depot",
        "枢纽", "始发枢纽", "分拨中心", "集货仓", "交货点", "口岸", "樞紐",
    ),
    WAREHOUSE: (
        "warehouse", "warehousename", "fulfillmentcenter", "fulfilmentcentre", "shippingwarehouse",
        "仓库", "发货仓库", "发货仓", "出库仓", "仓库名称", "倉庫",
    ),
    SKU: (
        "sku", "skucode", "sellersku", "msku", "merchantsku", "itemsku", "articlenumber",
        "商品编码", "商品sku", "货号", "商家编码", "產品編碼",
    ),
    PACKAGING: (
        "packaging", "packagingtype", "packagetype", "boxtype", "packingmaterial",
        "包装", "包装类型", "包装方式", "包材", "箱型", "包裝",
    ),
}  # fmt: skip
FIELDS = tuple(HEADERS)
# Of amounts with several columns that fit, a person says which one is meant.
AMOUNTS = (PRICE, COST)
LOOKED_AT = 40
# “Price (EUR)”, “金额（美元）”: what stands in brackets is not the header.
BRACKETS = LatePattern(r"[(（\[【].*?[)）\]】]")
# What stands between the same in two languages: a mark, a new line, or nothing but a change of script.
BETWEEN = LatePattern(r"[\n/|()（）\[\]【】]|(?<=[\u4e00-\u9fff])\s*(?=[A-Za-z])|(?<=[A-Za-z.])\s*(?=[\u4e00-\u9fff])")
# Pieces that say nothing of what stands below.
FILLING = frozenset({"地区", "必填", "选填", "required", "optional"})
Row = tuple[int, tuple[str, ...]]
Means = Mapping[str, tuple[str, int]]


def meanings(headers: Mapping[str, Sequence[str]]) -> Means:
    """What each header means, and how sure that is; a field that stands earlier has a header that two would have."""
    return {folded(name): (field, rank) for field in reversed(headers) for rank, name in enumerate(headers[field])}


_MEANS = meanings(HEADERS)


@dataclass(frozen=True, slots=True)
class Columns:
    """What was recognised. `header_line` is None where the table has no header; `places` has the column, from 0, of
    each field; `doubtful` the columns among which a person has to choose, by field.
    """

    header_line: int | None
    names: tuple[str, ...]
    places: Mapping[str, int]
    doubtful: Mapping[str, tuple[int, ...]]


def recognised_columns(
    rows: Sequence[Row], means: Means = _MEANS, needed: frozenset[str] = frozenset({NUMBER})
) -> Columns:
    """What the columns of a table mean, as far as their headers and numbers say; a header names one of the needed."""
    found = header_of(rows, means, needed)
    if found is None:
        return _without_header(rows)
    line, cells = _with_second_line(rows, *found, means)
    fits: dict[str, list[tuple[int, int]]] = {}
    for place, cell in enumerate(cells):
        if (known := _meaning(cell, means)) is not None:
            fits.setdefault(known[0], []).append((known[1], place))
    places = {field: min(ones)[1] for field, ones in fits.items()}
    doubtful = {field: tuple(place for _, place in ones) for field, ones in fits.items() if _is_doubtful(field, ones)}
    return Columns(line, cells, {name: place for name, place in places.items() if name not in doubtful}, doubtful)


def header_of(rows: Sequence[Row], means: Means = _MEANS, needed: frozenset[str] = frozenset({NUMBER})) -> Row | None:
    """The first row, below whatever titles, of which a cell names what is needed and none is a number of a parcel."""
    for line, cells in rows[:LOOKED_AT]:
        fields = {known[0] for cell in cells if (known := _meaning(cell, means)) is not None}
        if needed & fields and not any(map(is_number, cells)) and (len(fields) > 1 or sum(map(bool, cells)) > 0):
            return line, cells
    return None


def _with_second_line(rows: Sequence[Row], line: int, cells: tuple[str, ...], means: Means) -> Row:
    """The header with a second line of it, where each cell of the row below is a header or repeats what is above."""
    below = next((row for row in rows if row[0] > line), None)
    if below is None or any(map(is_number, below[1])):
        return line, cells
    pairs = [(above, cell) for above, cell in zip_longest(cells, below[1], fillvalue="")]
    told = [_meaning(cell, means) for _, cell in pairs]
    if not all(known or cell in ("", above) for (above, cell), known in zip(pairs, told, strict=True)):
        return line, cells
    if not any(told):
        return line, cells
    return below[0], tuple(cell if known else above for (above, cell), known in zip(pairs, told, strict=True))


def _meaning(cell: str, means: Means) -> tuple[str, int] | None:
    # A long cell is a title, whatever stands in it.
    if len(cell) > 60:
        return None
    whole = means.get(folded(cell)) or means.get(folded(BRACKETS.sub("", cell)))
    return whole or _in_two_languages(cell, means)


def _in_two_languages(cell: str, means: Means) -> tuple[str, int] | None:
    """“运单号 Tracking No.”, “国家/Country”: what its pieces mean, where all of them mean one thing."""
    pieces = [name for one in BETWEEN.split(cell) if (name := folded(one)) and name not in FILLING]
    known = [means.get(one) for one in pieces]
    found = [one for one in known if one is not None]
    alike = len(found) == len(known) and len({field for field, _ in found}) == 1
    return min(found, key=lambda one: one[1]) if alike else None


def _is_doubtful(field: str, ones: Sequence[tuple[int, int]]) -> bool:
    """Of amounts every second column that fits is a doubt; of others only two that are called the same."""
    if len(ones) < 2:
        return False
    ranks = sorted(rank for rank, _ in ones)
    return field in AMOUNTS or ranks[0] == ranks[1]


def _without_header(rows: Sequence[Row]) -> Columns:
    """No header: the column that has mostly numbers, if there is one."""
    some = [cells for _, cells in rows[:LOOKED_AT]]
    width = max(map(len, some), default=0)
    counts = [sum(is_number(cells[n]) for cells in some if n < len(cells)) for n in range(width)]
    best = max(range(width), key=counts.__getitem__, default=None)
    places = {NUMBER: best} if best is not None and counts[best] >= max(1, MOSTLY * len(some)) else {}
    return Columns(None, ("",) * width, places, {})
