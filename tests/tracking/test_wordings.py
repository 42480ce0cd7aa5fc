"""What carriers write is understood in seven languages; what is denied, threatened or only announced is not."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.scan_kinds import KINDS
from partners.tracking.scan_words import LEFT_OPEN, kind_said
from partners.tracking.wordings import LANGUAGES, LONGEST, kind_of, read_wordings

VOCABULARY = tomllib.loads(Path(__file__).with_name("vocabulary.toml").read_text(encoding="utf-8"))
# Taking one of these for something else does harm: a case is closed, or money is asked for.
GRAVE = frozenset({"delivered", "delivered_neighbour", "returned", "lost", "destroyed", "seized"})


@pytest.mark.parametrize("language", sorted(VOCABULARY))
def test_most_of_what_carriers_write_is_understood(language: str) -> None:
    rows = VOCABULARY[language]
    wrong = {words: kind_of(words)[0] for words, kinds in rows.items() if not is_one_of(words, kinds)}
    assert len(wrong) / len(rows) <= 0.05, wrong


@pytest.mark.parametrize("language", sorted(VOCABULARY))
def test_nothing_else_is_taken_for_an_end(language: str) -> None:
    wrong = {
        words: kind
        for words, kinds in VOCABULARY[language].items()
        if (kind := kind_of(words)[0]) in GRAVE and kind not in kinds.split("|")
    }
    assert wrong == {}


def is_one_of(words: str, kinds: str) -> bool:
    return (kind_of(words)[0] or "unknown") in kinds.split("|")


def test_every_group_gives_a_kind_that_exists_in_some_language() -> None:
    for kind, by_language in read_wordings():
        assert kind in KINDS
        assert set(by_language) <= set(LANGUAGES)
        assert all(wording.strip() == wording and wording for one in by_language.values() for wording in one)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Delivered, To Original Sender", "returned"),
        ("DELIVERED", "delivered"),
        ("Ｄｅｌｉｖｅｒｅｄ", "delivered"),
        ("The parcel has not been delivered", "attempted"),
        ("Your parcel will be delivered tomorrow", None),
        ("Expected to be delivered soon", None),
        ("Die Sendung wird heute zugestellt.", "out_for_delivery"),
        ("Die Sendung wurde noch nicht zugestellt.", "attempted"),
        ("Votre colis n'a pas été livré", "attempted"),
        ("Votre colis sera livré aujourd’hui", "out_for_delivery"),
        ("El paquete no ha sido entregado", None),
        ("包裹未妥投", "attempted"),
        ("包裹将于明日妥投", None),
        ("请准备签收", None),
        ("配達できませんでした", "attempted"),
        ("The parcel is not lost", None),
        ("Nothing was lost", None),
        ("No parcel was lost in the fire at our depot", "accident"),
        ("未发现包裹丢失，正在派送", "out_for_delivery"),
        ("没有出现丢失", None),
        ("El envío no fue extraviado", None),
        ("It may be lost", "searching"),
        ("An investigation has been opened for your lost package", "searching"),
        ("The investigation is closed: the parcel is considered lost", "lost"),
        ("Item will be returned to sender if not collected by 3 March", None),
        ("Final Notice: Item will be returned to sender if not collected by 3 March", "pickup_ready"),
        ("Objeto sujeito a atraso na entrega ou a devolução ao remetente", "delayed"),
        (
            "A entrega não pode ser efetuada - Endereço incorreto. Objeto sujeito a devolução ao remetente",
            "address_problem",
        ),
        ("It cannot be delivered as further clarification is needed", "address_problem"),
        ("Departed. If the parcel is lost or not delivered within 60 days, please contact your seller", "departed"),
        ("We will tell you when it is delivered", None),
        ("Returned to sender if not collected", None),
        ("逾期未取将退回", None),
        ("Parcel is no longer held by customs", "customs"),
        ("Shipping information received from sender", "announced"),
        ("Envío entregado a la agencia de transporte", "handed_on"),
        ("Colis remis à La Poste", "handed_on"),
        ("Arrived at Danang", "arrived"),
        ("Customer satisfaction survey sent", None),
        ("Zorbling completed", None),
        ("", None),
    ],
)
def test_words_mean_what_they_say(words: str, kind: str | None) -> None:
    assert kind_of(words)[0] == kind


def test_a_bare_everyday_word_is_weak_evidence() -> None:
    assert kind_of("Held") == ("held", "low")
    assert kind_of("Departed from facility")[1] in ("low", "medium")
    assert kind_of("Delivered to the buyer's neighbour") == ("delivered_neighbour", "high")


@given(st.text(max_size=2 * LONGEST))
def test_whatever_is_written_gives_a_kind_or_none(words: str) -> None:
    kind, confidence = kind_of(words)
    assert kind is None or kind in KINDS
    assert confidence in ("high", "medium", "low")
    assert (kind, confidence) == kind_of(words)


@pytest.mark.parametrize(
    ("code", "words", "kind"),
    [
        ("lost", "An investigation has been opened for your lost package", "searching"),
        ("lost", "Package lost", "lost"),
        ("customs", "海关查验中", "customs_inspection"),
        ("customs", "Clearance processing complete", "customs_released"),
        ("delayed", "Delay: the vehicle was involved in an accident", "accident"),
        ("delayed", "Running late", "delayed"),
        ("delivered", "Delivered to original sender", "returned"),
        ("delivered", "Out for delivery", "delivered"),
        ("in_transit", "Zorbling completed", "in_transit"),
    ],
)
def test_words_narrow_a_code_and_never_contradict_it(code: str, words: str, kind: str) -> None:
    assert kind_said(code, words) == kind


def test_every_code_that_is_left_open_is_a_kind() -> None:
    assert set(LEFT_OPEN) <= set(KINDS)
    assert {one for allowed in LEFT_OPEN.values() for one in allowed or ()} <= set(KINDS)


# fmt: off
@pytest.mark.parametrize(
    "words",
    [
        "Your parcel is not lost, it is only delayed",
        "If the parcel is not delivered within 30 days it will be considered lost",
        "We are sorry for the delay; your parcel has not been lost",
        "Lost and found department: item received for identification",
        "Undeliverable items may be destroyed after 30 days",
        "In case of loss please contact customer service",
        "Parcel could not be delivered and is stored in branch",
        "Delivery is expected tomorrow, signature required",
        "To be delivered by end of day",
        "Delivered to carrier facility",
        "Delivered to airline",
        "Delivered to customs",
        "Delivered to local post office",
        "Shipment delivered to the gateway",
        "Item will be delivered once duties are paid",
        "Estimated delivered date: 5 May",
        "Not yet delivered",
        "Never delivered: recipient unknown",
        "Delivery to neighbour not possible",
        "Neighbour refused to accept the parcel",
        "The recipient asked to leave the parcel in a safe place",
        "Safe place instruction received",
        "Goods may be seized if undeclared",
        "Return to sender requested",
        "Will be returned to sender on 5 May",
        "Sender requested return, not yet returned",
        "包裹尚未签收",
        "预计明日送达",
        "如未收到请联系客服",
        "已送达目的地机场",
        "已送达转运中心",
        "快件派送至代收点途中",
        "若包裹丢失可申请赔付",
        "请本人签收时当面验货",
        "未能送达",
        "即将送达",
        "已交付航空公司",
        "已交付承运商",
        "Die Sendung wird voraussichtlich morgen zugestellt",
        "Die Sendung konnte nicht zugestellt werden",
        "Zustellung an Nachbarn nicht möglich",
        "Falls die Sendung verloren ging, wenden Sie sich an uns",
        "Sendung wurde an die Airline ausgeliefert",
        "Noch nicht ausgeliefert",
        "Ablageort wurde beauftragt",
        "Bei Verlust melden Sie sich bitte",
        "Votre colis sera livré demain",
        "Votre colis n'a pas pu être livré",
        "Livraison prévue chez un voisin",
        "En cas de perte, contactez le service client",
        "Colis livré au centre de tri",
        "Votre colis n'est pas perdu",
        "Colis en attente d'être livré",
        "Sera entregue amanhã",
        "Não foi possível entregar",
        "Objeto ainda não entregue",
        "Em caso de extravio, contate-nos",
        "Entregue à transportadora",
        "Entregue à companhia aérea",
        "Será entregado mañana",
        "Aún no entregado",
        "No se ha podido entregar",
        "Entregado a la compañía aérea",
        "Entregado al transportista",
        "En caso de pérdida, contacte",
        "Entregado en el centro de distribución",
        "まだ配達されていません",
        "配達予定",
        "紛失の場合はご連絡ください",
        "配達完了予定",
        "お届け予定日変更",
        "お届け済みではありません",
        "空港に引き渡し済み",
        "航空会社へ引渡済",
        "Ready to be delivered",
        "Waiting to be signed for",
        "Package is lost in thought",
        "Possible loss under review",
        "Weather destroyed roads, delays expected",
        "Label was destroyed during sorting, relabelled",
        "The seal was destroyed by customs for inspection",
        "Lost time is being recovered",
        "Sorry we lost some time; parcel is on the road",
        "Returned to facility",
        "Returned to depot after failed delivery",
        "Returned to the network",
        "Return label created",
        "Signed for by driver at pickup",
        "Collected by driver from recipient for return",
        "Seized up conveyor caused delays",
        "Signature obtained at origin",
        "Received by carrier from seller, delivered to hub",
        "Delivered to wrong address, being retrieved",
        "Misdelivered; courier will recover it",
        "Delivery confirmed for tomorrow",
        "Proof of delivery requested",
        "Handed over to recipient's courier",
        "Delivered to next carrier",
        "Delivered to the forwarding agent",
        "Delivered to the post of the destination country",
        "Delivered to sorting centre",
        "Parcel delivered to depot",
        "Delivery completed by 6pm expected",
        "The parcel was not signed for",
        "Signature missing",
        "Delivery not completed",
        "Recipient not at home, parcel taken to neighbour's post office",
        "Returned to sender is not possible",
        "Return cancelled",
        "Returning cancelled, delivery continues",
        "Parcel wrongly marked as lost, back in network",
        "Previously reported lost, now found",
        "Lost label, relabelled",
        "Trace closed, not lost",
        "Not destroyed",
        "Will be destroyed unless collected",
        "Customs may seize the item",
        "Seizure notice withdrawn",
        "Seizure lifted",
        "已签收状态有误",
        "签收失败",
        "未签收",
        "拒绝签收",
        "待签收",
        "丢失件已找回",
        "疑似丢失",
        "如遗失请报案",
        "退回取消",
        "投递到柜失败",
        "Zugestellt werden kann erst nach Zahlung",
        "Zustellung morgen",
        "Nicht verloren",
        "Verloren geglaubte Sendung wieder aufgefunden",
        "Rücksendung storniert",
        "Vernichtung angedroht",
        "Beschlagnahme aufgehoben",
        "Livré bientôt",
        "Non livré",
        "Colis retrouvé après avoir été déclaré perdu",
        "Retour annulé",
        "Colis non perdu",
        "Extraviado recuperado",
        "No entregado",
        "Entrega fallida",
        "Devolución cancelada",
        "Encontrado, estaba perdido",
        "Não entregue",
        "Tentativa de entrega não efetuada",
        "Devolução cancelada",
        "Objeto perdido foi localizado",
        "配達済みではない",
        "紛失していません",
        "返送取消",
        "配達完了していません",
        "お届け前",
        "持ち戻り、未配達",
        "Delivery address changed",
        "Ready for return",
        "Delivered status was an error",
    ],
)
def test_what_is_only_written_like_an_end_is_none(words: str) -> None:
    assert kind_of(words)[0] not in GRAVE


@pytest.mark.parametrize(
    "words",
    [
        "Delivered by carrier",
        "The carrier delivered your parcel",
        "Delivered on Monday",
        "Delivered to recipient by carrier",
        "Left with neighbour at no 14",
        "Kindly note your parcel was delivered today",
        "Left in safe place as requested",
        "Delivered to front desk",
        "Delivered at the door as per instructions",
        "送达机场路12号",
        "已送达收件人",
        "配達完了",
        "Livré au gardien",
        "Livré à votre domicile",
        "Entregado en domicilio",
        "Entregue ao destinatário",
        "Die Sendung wurde zugestellt an Empfänger",
        "Parcel was destroyed by customs",
        "Parcel lost in transit",
        "Colis perdu en route",
        "Paquete extraviado",
        "Sendung ging verloren",
        "Beim Nachbarn abgegeben",
        "Delivered in mailroom",
        "Package was delivered at 10:15 in FRANKFURT",
        "Signed for by: J SMITH",
        "Delivered - Signed for at origin address by JONES",
        "Could not be found: declared lost",
        "Parcel declared lost after it could not be located",
        "Delivered on time as expected",
        "Delivered earlier than expected",
        "Seized by customs and notice sent",
        "Returned to sender and received",
        "Colis perdu, introuvable",
        "包裹已丢失，未找回",
        "Paquete extraviado, no encontrado",
    ],
)
def test_an_end_is_one_whoever_and_whatever_stands_beside_it(words: str) -> None:
    assert kind_of(words)[0] in GRAVE
# fmt: on
