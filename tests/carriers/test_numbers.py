"""One number at a time: who it can belong to, and why another refuses it."""

import pytest

from partners.carriers.numbers import (
    CHECK_DIGIT_FITS,
    LETTERS_AND_CHECK_DIGIT,
    LETTERS_FIT,
    MERE_HINT,
    ONLY_THE_LENGTH_FITS,
    REASONS,
    Slip,
    courier_name,
    normalise,
    recognise,
)
from tests.carriers.samples import INVALID, VALID


@pytest.mark.parametrize(
    ("written", "courier"),
    [
        ("YT2133821236040818", "yunexpress"),
        ("YT1234567890123", "yto_express"),
        ("UG336196744YP", "yanwen"),
        ("VR123456789YP", "yanwen"),
        ("4PX1234567890123CN", "4px"),
        ("LP00473000221080", "cainiao"),
        ("SF6043310798724", "sf_express"),
        ("SF60433107987245", "sf_express"),
        ("JT5091156768308", "jt_express_cn"),
        ("JT20220209710225", "jt_express_sg"),
        ("JD0152055622", "jt_express_id"),
        ("SYUS006662718", "sunyou"),
        ("BCECH2286505800YQ", "bluecare"),
        ("JCEUL1000047517YQ", "jcex"),
        ("TYZRB0002876103YQ", "topyou"),
        ("XXXRB0002876103YQ", "yq_suffix"),
        ("H01HYA0005747846", "evri"),
        ("H1002710741761101081", "hermes_de"),
        ("JJD149020300609000000582", "dhl_paket"),
        ("00340434161094022115", "dhl_paket"),
        ("TQ071537693GB", "royal_mail"),
        ("PBPV7951955001", "parcelforce"),
        ("FX0000464375", "aramex_au"),
        ("3SOVAC7567398", "postnl"),
        ("LTN180225153", "landmark"),
        ("KECL600129788", "kerry_ecommerce"),
        ("QA1828801035", "amazon"),
        ("PK6Q1D0710032430128440H", "correos_es"),
        ("1Z00050675661", "colissimo"),
        ("1Z999AA10123456784", "ups"),
        ("9400111206206406260787", "usps"),
        ("JJD0099999999", "dhl"),
        ("61299998620341515252", "fedex"),
        ("7489 9992 1360 0382 1767", "fedex"),
        ("DT771613423732", "fedex"),
        ("340434292135100186", "dhl_paket"),
        ("32-001 925 4000-221 BB4 EFC", "royal_mail"),
        ("0B0480284000010331B5A", "royal_mail"),
        ("DPK202252612836", "deppon"),
        ("JDX024407261700", "jd_logistics"),
        ("SPX123456789012345", "speedx"),
        ("JJBEA2356412012365478896541", "bpost"),
        ("Z1234567890", "packeta"),
        ("UUS1234567890123", "uniuni"),
        ("UUS56P1234567890123", "uniuni"),
    ],
)
def test_a_form_of_its_own_tells_the_courier(written, courier):
    recognised = recognise(written)
    assert recognised.candidates[0].courier == courier
    assert recognised.verdict == "known"


@pytest.mark.parametrize(
    ("letters", "courier"),
    [
        ("GB", "royal_mail"),
        ("CN", "china_post"),
        ("DE", "deutsche_post"),
        ("US", "usps"),
        ("CA", "canada_post"),
        ("HK", "hong_kong_post"),
        ("CV", "post_cv"),
        ("TW", "chunghwa_post"),
    ],
)
def test_the_country_letters_of_s10_name_the_national_post(letters, courier):
    recognised = recognise(f"RB123456785{letters}")
    assert recognised.candidates[0].courier == courier
    assert recognised.candidates[0].confidence == "strong"
    assert recognised.candidates[0].definition == "s10"
    assert recognised.candidates[0].name == courier_name(courier)
    assert recognised.verdict == "known"


@pytest.mark.parametrize(
    ("written", "couriers"),
    [
        ("JD014600006281230704", ["dhl", "dhl_paket"]),
        ("JJD014600006281230704", ["dhl", "dhl_paket"]),
        ("JJD149020300609000000582", ["dhl_paket"]),
        ("JJD0199999999", ["dhl"]),
    ],
)
def test_a_piece_that_dhl_lists_for_express_is_express_first(written, couriers):
    assert [candidate.courier for candidate in recognise(written).candidates] == couriers


@pytest.mark.parametrize("written", ["RB123456785XX", "RB123456785YP", "AA123456785ZZ"])
def test_letters_of_no_country_are_no_s10_number(written):
    assert all(candidate.definition != "s10" for candidate in recognise(written).candidates)


@pytest.mark.parametrize(
    ("written", "couriers"),
    [
        ("15976855333968", {"dpd", "dhl"}),
        ("14123456789012", {"hermes_de", "dhl"}),
        ("51087693037816", {"dhl"}),
        ("287809468872", {"purolator", "fedex", "gls", "aramex", "sf_express"}),
        ("7035114477138472", {"canada_post", "evri"}),
        ("73610555582883", {"zto_express", "dhl"}),
        ("1207119765021", {"china_post"}),
        ("77312345678901", {"sto_express", "dhl"}),
        ("5123456789012", {"yunda"}),
        ("329998745632147852365873", {"bpost"}),
        ("323256984521032569", {"bpost"}),
        ("996012345612345678", {"swiss_post"}),
        ("3SBCC000123456", {"dhl"}),
        ("1LS72264319420039910", {"lasership"}),
        ("91113952333", {"dhl", "gls", "aramex"}),
        ("986578788855", {"fedex", "gls", "aramex", "sf_express"}),
        ("3318810025", {"dhl", "aramex"}),
        ("31156685642", {"gls", "aramex"}),
        ("630582541978", {"fedex", "jt_express_my", "gls", "aramex", "sf_express"}),
    ],
)
def test_digits_that_fit_several_couriers_are_asked_about(written, couriers):
    recognised = recognise(written)
    assert recognised.verdict == "ambiguous"
    assert {candidate.courier for candidate in recognised.candidates} == couriers


@pytest.mark.parametrize(
    ("written", "confidence", "reason"),
    [
        ("1Z999AA10123456784", "strong", LETTERS_AND_CHECK_DIGIT),
        ("09980000020033F", "strong", LETTERS_AND_CHECK_DIGIT),
        ("YT2133821236040818", "good", LETTERS_FIT),
        ("986578788855", "fair", CHECK_DIGIT_FITS),
        ("51087693037816", "weak", ONLY_THE_LENGTH_FITS),
        ("47365489711", "weak", MERE_HINT),
        ("AB123456", "weak", MERE_HINT),
    ],
)
def test_the_confidence_says_what_speaks_for_a_courier(written, confidence, reason):
    best = recognise(written).candidates[0]
    assert (best.confidence, best.reason) == (confidence, reason)


def test_fourteen_digits_are_weak_for_everybody():
    confidences = {c.confidence for c in recognise("15976855333968").candidates}
    assert confidences == {"weak"}


def test_reasons_are_a_closed_list_for_the_translators():
    given = {c.reason for sample in VALID for c in recognise(sample.number).candidates}
    assert given <= set(REASONS)


def test_the_zip_of_a_usps_label_becomes_the_destination():
    recognised = recognise("420 78745 9400111206206406260787")
    assert recognised.number == "9400111206206406260787"
    assert recognised.written == "420 78745 9400111206206406260787"
    assert recognised.candidates[0].destination == "78745"
    assert recognise("4207874512349400111206206406260787").candidates[0].destination == "78745-1234"


def test_service_and_destination_are_read_where_the_number_carries_them():
    ups = recognise("1Z879E930346834440").candidates[0]
    dpd = recognise("0081 827 0998 0000 0200 45 327 276 N").candidates[0]
    assert ups.service == "UPS United States Ground"
    assert (dpd.service, dpd.destination) == (None, "DE 81827")
    assert recognise("RB123456785GB").candidates[0].service == "Letter Post Registered"


def test_a_wrong_check_digit_is_explained_with_the_right_one():
    recognised = recognise("1Z999AA10123456785")
    assert recognised.candidates == ()
    assert recognised.slips == (Slip("ups", "UPS", expected="4", found="5", mended=None),)
    assert recognised.verdict == "slip"


def test_a_swap_of_neighbours_is_offered_when_only_one_mends_it():
    recognised = recognise("V0423305841")
    assert recognised.slips == (Slip("ups", "UPS", expected="6", found="1", mended="V0423350841"),)
    assert recognise("V0423350841").verdict == "known"


def test_nothing_is_offered_when_several_repairs_would_mend_it():
    (slip,) = recognise("1Z999AA10123465784").slips
    assert slip.courier == "ups"
    assert slip.mended is None


@pytest.mark.parametrize(
    ("written", "courier", "found", "mended"),
    [
        ("1Z999AA1O123456784", "ups", "4", "1Z999AA10123456784"),
        ("IZ999AA10123456784", "ups", "I", "1Z999AA10123456784"),
        ("RB12345678SGB", "royal_mail", "S", "RB123456785GB"),
        ("94OO111206206406260787", "usps", "O", "9400111206206406260787"),
        ("YT2133821236O40818", "yunexpress", "O", "YT2133821236040818"),
        ("TBAO1OOOOOOOOOO", "amazon", "O", "TBA010000000000"),
    ],
)
def test_a_letter_that_looks_like_a_digit_is_mended(written, courier, found, mended):
    recognised = recognise(written)
    assert recognised.verdict == "slip"
    assert [(s.courier, s.found, s.mended) for s in recognised.slips] == [(courier, found, mended)]
    assert recognise(mended).verdict == "known"


def test_an_s10_slip_names_the_post_even_where_letters_resemble_another_courier():
    recognised = recognise("RX123456784DE")
    assert [slip.courier for slip in recognised.slips] == ["deutsche_post"]
    assert recognised.verdict == "slip"


def test_a_refusal_of_digits_does_not_hide_who_else_may_have_them():
    recognised = recognise("986578788856")
    assert recognised.verdict == "ambiguous"
    assert [slip.courier for slip in recognised.slips] == ["fedex"]
    assert {candidate.confidence for candidate in recognised.candidates} == {"weak"}


def test_fifteen_digits_are_no_slip_of_a_courier_that_puts_a_letter_at_the_end():
    assert [slip.courier for slip in recognise("463431409940372").slips] == ["fedex"]
    assert recognise("376738675175401").slips == ()


def test_the_digits_of_a_number_without_its_first_ones_are_checked_as_the_whole():
    refused = recognise("61299998620341515250")
    assert refused.candidates == ()
    assert ("fedex", "2") in [(slip.courier, slip.expected) for slip in refused.slips]


@pytest.mark.parametrize("written", ["ZZZ99887766554433", "", "SHIPPING", "1" * 4000, "号码", "1Z"])
def test_a_number_nobody_knows_is_unknown_and_no_error(written):
    recognised = recognise(written)
    assert (recognised.candidates, recognised.slips, recognised.verdict) == ((), (), "unknown")


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1Z 999 AA1 01 2345 6784", "1Z999AA10123456784"),
        ("1z-999-aa1–01—2345−6784", "1Z999AA10123456784"),
        ("１Ｚ９９９ＡＡ１０１２３４５６７８４", "1Z999AA10123456784"),
        ("\u200b1Z999\u00adAA1\u2060012 3456784\ufeff", "1Z999AA10123456784"),
        ("`1Z999AA10123456784`.", "1Z999AA10123456784"),
        ("（YT2133821236040818）", "YT2133821236040818"),
        ("٣٣١٨٨١٠٠٢٥", "3318810025"),
    ],
)
def test_a_number_is_kept_in_one_form(written, number):
    assert normalise(written) == number


def test_samples_cover_every_courier_of_the_definitions():
    assert len({sample.courier for sample in VALID}) == 18
    assert len(INVALID) > 40


def test_a_courier_without_a_name_is_shown_by_its_code():
    assert courier_name("ups") == "UPS"
    assert courier_name("post_cv") == "Correios de Cabo Verde"
    assert courier_name("nobody") == "nobody"
