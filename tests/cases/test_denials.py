"""Why claims are denied: the words of payers in four languages are taken for what they mean, or for nothing."""

import pytest

from cases.denial_wordings import WORDINGS
from cases.denials import BY_CODE, CODES, denial_in, denial_of, denials_in
from cases.evidence import SLOTS
from tests.cases.telling import new_case

SAID = [
    ("description", "Your claim was denied: insufficient merchandise description."),
    ("description", "物品描述不详，无法赔付。"),
    ("description", "Ungenügende Warenbeschreibung."),
    ("description", "Description du contenu insuffisante."),
    ("value", "The proof of value you submitted could not be accepted"),
    ("value", "未提供发票"),
    ("value", "Der Wertnachweis fehlt."),
    ("value", "Justificatif de valeur manquant"),
    ("receiver", "We were unable to contact receiver."),
    ("receiver", "无法联系收件人"),
    ("receiver", "Der Empfänger konnte nicht erreicht werden."),
    ("statement", "The affidavit was not signed."),
    ("no_scan", "There is no acceptance scan for this shipment."),
    ("no_scan", "The package was never tendered to the carrier"),
    ("no_scan", "无揽收扫描信息，不予赔付"),
    ("delivered", "Our records indicate that it was delivered on 12 March and signed for by MILLER."),
    ("delivered", "已妥投，有签收记录"),
    ("delivered", "Die Sendung wurde laut unseren Unterlagen zugestellt."),
    ("delivered", "Votre colis a bien été livré."),
    ("packaging", "Damage resulted from inadequate packaging."),
    ("packaging", "包装不当"),
    ("packaging", "Die Verpackung war nicht ausreichend."),
    ("address", "The delivery address is incomplete: incorrect address provided by the shipper"),
    ("address", "地址错误"),
    ("too_late", "The claim was not filed within 60 days of the ship date."),
    ("too_late", "超过索赔时效，拒赔"),
    ("too_late", "Die Reklamationsfrist ist abgelaufen."),
    ("too_late", "Le délai de réclamation est dépassé."),
    ("too_early", "The parcel is still in transit"),
    ("claimant", "Only the shipper may file this claim."),
    ("claimant", "只能由寄件人提出索赔"),
    ("duplicate", "A claim for this shipment was already paid."),
    ("excluded", "Jewellery is a prohibited item under our terms."),
    ("no_cover", "This service has no insurance."),
    ("force_majeure", "The loss was due to force majeure."),
    ("force_majeure", "因不可抗力，不予赔偿"),
    ("documents", "Les documents sont incomplets: dossier incomplet"),
    ("documents", "Unterlagen unvollständig."),
]
SAYS_NOTHING = (
    "",
    "We regret to inform you that your claim has been declined.",
    "很抱歉，您的索赔未通过。",
    "Die Sendung wurde nicht zugestellt.",
    "没有签收记录",
)


@pytest.mark.parametrize(("code", "text"), SAID, ids=[f"{code}: {text[:24]}" for code, text in SAID])
def test_the_words_of_a_denial_are_taken_for_what_they_mean(code: str, text: str) -> None:
    found = denial_in(f"Dear customer,\n\n{text}\n")
    assert found is not None and found.code == code


@pytest.mark.parametrize("text", SAYS_NOTHING)
def test_words_that_say_nothing_are_taken_for_nothing(text: str) -> None:
    assert denials_in(text) == ()


def test_a_reason_that_is_quoted_far_below_is_not_theirs() -> None:
    assert denial_in("x" * 5000 + " inadequate packaging") is None


def test_every_reason_has_its_wordings_in_four_languages_and_documents_that_are_known() -> None:
    assert set(WORDINGS) == set(CODES)
    for one in BY_CODE.values():
        assert set(one.slots) <= set(SLOTS)
        assert len(WORDINGS[one.code]) >= 4
    assert denial_of("") is denial_of(None) is denial_of("other") is None


def test_what_would_mend_it_is_missing_until_it_is_there() -> None:
    assert BY_CODE["packaging"].missing(new_case()) == ("packaging", "damage")
