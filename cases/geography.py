"""Which countries lie near each other, as far as parcels need to know: to judge a scan's place and speed."""

from datetime import timedelta

_CONTINENTS = {
    "Europe": "AD AL AT BA BE BG BY CH CY CZ DE DK EE ES FI FO FR GB GG GI GR HR HU IE IM IS IT JE LI LT LU LV MC "
              "MD ME MK MT NL NO PL PT RO RS RU SE SI SK SM UA VA XK",
    "Asia": "AE AF AM AZ BD BH BN BT CN GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY NP "
            "OM PH PK PS QA SA SG SY TH TJ TL TM TR TW UZ VN YE",
    "North America": "BM CA GL MX PM PR US",
    "South America": "AG AI AR AW BB BO BQ BR BS BZ CL CO CR CU CW DM DO EC FK GD GF GP GT GY HN HT JM KN KY LC MQ MS "
                     "NI PA PE PY SR SV TC TT UY VC VE VG VI",
    "Africa": "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU MW "
              "MZ NA NE NG RE RW SC SD SH SL SN SO SS ST SZ TD TG TN TZ UG YT ZA ZM ZW",
    "Oceania": "AS AU CK FJ FM GU KI MH MP NC NF NR NU NZ PF PG PN PW SB TK TO TV VU WF WS",
}  # fmt: skip
CONTINENT = {country: continent for continent, countries in _CONTINENTS.items() for country in countries.split()}
# Neighbours whose parcels cross the border by road every day, across a boundary of the table above or within one.
_BY_ROAD = tuple(frozenset(group.split()) for group in ("US CA MX", "CN HK MO", "SG MY", "AU NZ"))
# Countries whose parcels leave by an airport across the border: until then they have not left.
_GATEWAYS = (_BY_ROAD[1],)
_CLOSE_KNIT = frozenset({"Europe"})
_OUTSIDE_OF_IT = frozenset({"RU", "BY", "UA", "MD"})
# Countries whose airports parcels of all lanes pass.
HUBS = frozenset("AE BE CA CH DE ES ET FR GB HK IN JP KR LU MO MY NL PA PT QA SG TH TR TW US".split())
# No parcel gets from one country to another faster than this.
FASTEST_NEAR, FASTEST_FAR = timedelta(minutes=20), timedelta(hours=5)


def is_near(one: str, other: str) -> bool:
    """Whether parcels between two countries go as quickly as within a region."""
    if any({one, other} <= group for group in _BY_ROAD):
        return True
    if {one, other} & _OUTSIDE_OF_IT:
        return False
    return CONTINENT.get(one) == CONTINENT.get(other) and CONTINENT.get(one) in _CLOSE_KNIT


def is_gateway(country: str, origin: str) -> bool:
    """Whether parcels from a country leave through this one, so that being there is not yet being away."""
    return any({country, origin} <= group for group in _GATEWAYS)


def fastest(one: str, other: str) -> timedelta:
    """The shortest time in which a parcel can get from one country to another; none within one."""
    if one == other:
        return timedelta(0)
    mine, theirs = CONTINENT.get(one), CONTINENT.get(other)
    return FASTEST_FAR if mine and theirs and mine != theirs else FASTEST_NEAR


def is_off_the_way(country: str, origin: str, destination: str) -> bool:
    """Whether a country lies on no way between two others, and is no hub that parcels of all lanes pass."""
    on_the_way = {CONTINENT.get(origin), CONTINENT.get(destination)}
    return country in CONTINENT and country not in HUBS and CONTINENT[country] not in on_the_way
