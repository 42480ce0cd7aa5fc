"""Countries as trackers and carriers' pages name them, and their two letters: what is not here is kept as written."""

from functools import cache

from cases.scans import folded

# Two letters: three letters, then names in English, Chinese, and the country's own languages.
COUNTRIES: dict[str, tuple[str, ...]] = {
    "AE": ("ARE", "United Arab Emirates", "UAE", "阿联酋"),
    "AR": ("ARG", "Argentina", "阿根廷"),
    "AT": ("AUT", "Austria", "奥地利", "Österreich", "Autriche"),
    "AU": ("AUS", "Australia", "澳大利亚", "澳洲", "Australien", "Australie"),
    "BE": ("BEL", "Belgium", "比利时", "Belgien", "Belgique", "België", "Bélgica"),
    "BG": ("BGR", "Bulgaria", "保加利亚", "Bulgarien"),
    "BR": ("BRA", "Brazil", "巴西", "Brasil", "Brasilien", "Brésil"),
    "CA": ("CAN", "Canada", "加拿大", "Kanada", "Canadá"),
    "CH": ("CHE", "Switzerland", "瑞士", "Schweiz", "Suisse", "Suiza", "Suíça"),
    "CL": ("CHL", "Chile", "智利"),
    "CN": ("CHN", "China", "中国", "中國", "中国大陆", "Chine", "Peoples Republic of China", "China Mainland", "PRC"),
    "CO": ("COL", "Colombia", "哥伦比亚"),
    "CZ": ("CZE", "Czech Republic", "Czechia", "捷克", "Tschechien"),
    "DE": ("DEU", "Germany", "德国", "德國", "Deutschland", "Allemagne", "Alemania", "Alemanha", "ドイツ"),
    "DK": ("DNK", "Denmark", "丹麦", "Dänemark", "Danmark", "Danemark"),
    "EE": ("EST", "Estonia", "爱沙尼亚"),
    "ES": ("ESP", "Spain", "西班牙", "España", "Spanien", "Espagne", "Espanha", "スペイン"),
    "FI": ("FIN", "Finland", "芬兰", "Finnland", "Suomi", "Finlande"),
    "FR": ("FRA", "France", "法国", "法國", "Frankreich", "Francia", "França", "フランス"),
    "GB": ("GBR", "United Kingdom", "英国", "英國", "UK", "Great Britain", "England",
           "Großbritannien", "Royaume-Uni", "Reino Unido", "イギリス"),
    "GR": ("GRC", "Greece", "希腊", "Griechenland", "Grèce"),
    "HK": ("HKG", "Hong Kong", "香港", "中国香港", "Hong Kong SAR", "Hongkong"),
    "HR": ("HRV", "Croatia", "克罗地亚", "Kroatien"),
    "HU": ("HUN", "Hungary", "匈牙利", "Ungarn", "Hongrie"),
    "ID": ("IDN", "Indonesia", "印度尼西亚", "印尼"),
    "IE": ("IRL", "Ireland", "爱尔兰", "Irland", "Irlande"),
    "IL": ("ISR", "Israel", "以色列"),
    "IN": ("IND", "India", "印度", "Indien", "Inde"),
    "IT": ("ITA", "Italy", "意大利", "Italien", "Italia", "Italie", "Itália", "イタリア"),
    "JP": ("JPN", "Japan", "日本", "Japon", "Japón", "Japão"),
    "KR": ("KOR", "South Korea", "韩国", "韓国", "Republic of Korea", "Korea", "Südkorea", "Corée du Sud"),
    "LT": ("LTU", "Lithuania", "立陶宛", "Litauen"),
    "LU": ("LUX", "Luxembourg", "卢森堡", "Luxemburg"),
    "LV": ("LVA", "Latvia", "拉脱维亚", "Lettland"),
    "MO": ("MAC", "Macau", "澳门", "Macao"),
    "MX": ("MEX", "Mexico", "墨西哥", "México", "Mexiko", "Mexique"),
    "MY": ("MYS", "Malaysia", "马来西亚"),
    "NL": ("NLD", "Netherlands", "荷兰", "荷蘭", "Niederlande", "Nederland", "The Netherlands",
           "Pays-Bas", "Países Bajos"),
    "NO": ("NOR", "Norway", "挪威", "Norwegen", "Norge", "Norvège"),
    "NZ": ("NZL", "New Zealand", "新西兰", "Neuseeland"),
    "PH": ("PHL", "Philippines", "菲律宾"),
    "PL": ("POL", "Poland", "波兰", "Polen", "Polska", "Pologne", "Polonia"),
    "PT": ("PRT", "Portugal", "葡萄牙"),
    "RO": ("ROU", "Romania", "罗马尼亚", "Rumänien", "Roumanie"),
    "RU": ("RUS", "Russia", "俄罗斯", "Russian Federation", "Russland", "Russie", "Rusia"),
    "SA": ("SAU", "Saudi Arabia", "沙特阿拉伯", "沙特"),
    "SE": ("SWE", "Sweden", "瑞典", "Schweden", "Sverige", "Suède", "Suecia"),
    "SG": ("SGP", "Singapore", "新加坡", "Singapur", "Singapour"),
    "SI": ("SVN", "Slovenia", "斯洛文尼亚", "Slowenien"),
    "SK": ("SVK", "Slovakia", "斯洛伐克", "Slowakei"),
    "TH": ("THA", "Thailand", "泰国", "Thaïlande"),
    "TR": ("TUR", "Turkey", "土耳其", "Türkiye", "Türkei", "Turquie"),
    "TW": ("TWN", "Taiwan", "台湾", "臺灣", "中国台湾"),
    "UA": ("UKR", "Ukraine", "乌克兰"),
    "US": ("USA", "United States", "美国", "美國", "United States of America",
           "Vereinigte Staaten", "États-Unis", "Estados Unidos", "アメリカ", "米国"),
    "VN": ("VNM", "Vietnam", "越南", "Viet Nam"),
    "ZA": ("ZAF", "South Africa", "南非", "Südafrika"),
}  # fmt: skip


def country_named(words: str | None) -> str | None:
    """The two letters of a country written as two letters, three, or by one of its names; None for anything else."""
    written = (words or "").strip()
    if len(written) == 2 and written.isascii() and written.isupper() and written.isalpha():
        return "GB" if written == "UK" else written
    return _names().get(folded(written))


@cache
def _names() -> dict[str, str]:
    return {folded(name): code for code, names in COUNTRIES.items() for name in names}
