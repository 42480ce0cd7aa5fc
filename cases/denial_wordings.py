"""The words by which payers tell why they deny a claim, by reason: in English, Chinese, German and French.

Each is a pattern; small and capital letters are the same. What they mean and what mends it is in `cases/denials.py`.
"""

WORDINGS: dict[str, tuple[str, ...]] = {
    "description": (
        "(insufficient|inadequate|incomplete|vague|more detailed|detailed) (merchandise |item |product |"
        "goods |content )?(descriptions?)",
        "descriptions? (of (the )?(contents?|merchandise|goods|items?) )?(is |was |are )?(insufficient|"
        "inadequate|incomplete|missing|too vague)",
        "(物品|货物|商品|内件|品名)描述?(不足|不够|不详|不清|过于笼统|不完整|缺失)",
        "(ungenügende|unzureichende|unvollständige|ungenaue) (waren|inhalts|artikel)?beschreibung",
        "(waren|inhalts)beschreibung .{0,30}(fehlt|unzureichend|ungenügend|ungenau)",
        "description (du contenu|des marchandises|de la marchandise|du produit)? ?.{0,15}(insuffisante|"
        "incomplète|imprécise)",
    ),
    "value": (
        "(proof|evidence|documentation|documents?) of (the )?(value|purchase|cost)",
        "(no|missing|invalid|insufficient|without|provide) (a |an |the )?(commercial |purchase |sales |"
        "valid )?(invoice|receipt)",
        "(invoice|receipt) (is |was )?(missing|invalid|not (provided|legible|acceptable|accepted))",
        "(value|cost) (of the (goods|item|contents) )?(could not|cannot|was not|is not) (be )?(verified|"
        "proven|proved|established|substantiated)",
        "(价值证明|购货凭证|采购凭证|商业发票|发票)(不足|缺失|无效|未提供|不清|不合格|不符)|(未|没有|未能)提供.{0,8}(发票|价值证明|购货凭证)",
        "(wertnachweis|kaufbeleg|rechnung|handelsrechnung|einkaufsrechnung) .{0,25}(fehlt|fehlen|"
        "unvollständig|nicht (vorgelegt|eingereicht|lesbar|anerkannt))",
        r"(fehlend|kein|ohne)\w* (wertnachweis|kaufbeleg|rechnung|handelsrechnung)",
        "(justificatif de (la )?valeur|preuve de (la )?valeur|facture) .{0,25}(manquante?|absente?|non "
        "(fournie?|valable|conforme)|insuffisante?)",
        "(absence|défaut) de (justificatif|facture|preuve de valeur)",
    ),
    "receiver": (
        "unable to (contact|reach) (the )?(receiver|recipient|consignee|customer|addressee)",
        "(receiver|recipient|consignee|addressee) (could not|cannot|was not) (be )?(contacted|reached)",
        "no (response|reply|answer) from (the )?(receiver|recipient|consignee|customer|addressee)",
        "(联系不上|无法联系|未能联系).{0,6}(收件人|收货人|买家|客户)|(收件人|收货人).{0,6}(联系不上|无法联系|无回应|未回复)",
        "empfänger .{0,25}(nicht (erreicht|erreichbar|kontaktiert)|keine (antwort|rückmeldung))",
        "destinataire .{0,25}(injoignable|n'a pas répondu|pas pu être (joint|contacté))",
    ),
    "statement": (
        "(missing|no|invalid|unsigned|without|not received) .{0,20}(affidavit|statement of non-?receipt|"
        "denial of receipt|declaration of non-?receipt)",
        "(affidavit|statement of non-?receipt|denial of receipt) .{0,25}(missing|invalid|not (signed|"
        "received|returned|valid))",
        "(未收到声明|未收货声明|宣誓书|签字声明).{0,10}(缺失|未提供|无效|未签字)|(未|没有)提供.{0,8}(未收到声明|未收货声明|宣誓书)",
        r"(eidesstattliche|nichterhalt|empfangsbestreitung)\w* ?\w* .{0,25}(fehlt|nicht (unterschrieben|"
        "vorgelegt|gültig))",
        "(déclaration|attestation) (sur l'honneur|de non[- ]réception) .{0,25}(manquante|absente|non "
        "signée|non valable)",
    ),
    "no_scan": (
        "(no|without|missing|lack of) (an? )?(acceptance|origin|induction|physical|pick-?up|possession|initial) scan",
        "(never|not) (been )?(tendered|accepted|scanned|received|handed over)( in)?( to| by| into)? ?(the |"
        "our |us|carrier|network)",
        "(no (proof|evidence|record) (of|that)) .{0,30}(tender|hand-?over|deposit|posting|lodgement|in our possession)",
        "(无|没有|未有|缺少).{0,4}(揽收|收件|收寄|上网|首次)(扫描|信息|记录)|未(揽收|交运|入库|收到实物)",
        r"(kein\w*|fehlend\w*|ohne) (einlieferungs|annahme|eingangs|abhol|übergabe)\w*",
        "nicht (an uns )?(übergeben|eingeliefert)",
        "(absence|défaut|pas) d[e'] ?(scan|flashage|prise en charge|preuve de dépôt)|non (pris en charge|"
        "déposé|remis au transporteur)",
    ),
    "delivered": (
        "(was|has been|shows?( as)?|marked( as)?|records? (indicate|show)s?( it (was|as))?|confirmed( as)?|"
        "successfully|is) delivered",
        "proof of delivery (confirms|shows|indicates|is attached|on file)",
        "(signed (for )?by|delivery (was )?confirmed)",
        "(已|显示)(妥投|签收|送达|派送成功|投递成功)|(?<!没)有(签收|妥投)(记录|证明)",
        r"(wurde|ist|laut \w+) (?!.{0,40}nicht).{0,40}(zugestellt|ausgeliefert)|zustellnachweis|"
        "ablieferungsnachweis",
        "(a (bien )?été|est bien|est) (livré|distribué|remis)|preuve de (livraison|distribution)|avisé .{0,10}livré",
    ),
    "packaging": (
        "(insufficient|inadequate|improper|poor|unsuitable|not (adequately|properly|sufficiently)) "
        ".{0,15}(pack(ag(ed|ing)|ed|ing))",
        "pack(ag)?ing .{0,25}(insufficient|inadequate|improper|did not meet|does not meet|not adequate)",
        "包装(不当|不足|不善|不合格|不符|破损不属)|未按.{0,6}包装",
        r"(unzureichend|mangelhaft|ungenügend|unsachgemäß|nicht ausreichend)\w* (verpack|innenverpack)\w*|"
        "verpackung .{0,20}(unzureichend|mangelhaft|nicht (geeignet|ausreichend))",
        "emballage .{0,15}(insuffisant|inadapté|inadéquat|défectueux|non conforme)|mal emballé",
    ),
    "address": (
        "(incorrect|wrong|incomplete|insufficient|invalid|bad) (delivery |recipient |shipping )?address",
        "address .{0,20}(incorrect|wrong|incomplete|insufficient|invalid|was provided incorrectly)",
        "地址(错误|有误|不全|不详|不完整|不正确)",
        "(falsche|unvollständige|fehlerhafte|ungenügende|unzureichende) (empfänger|liefer|zustell)"
        "?(adresse|anschrift|adressierung)",
        "adresse .{0,15}(incorrecte|erronée|incomplète|insuffisante|inexacte)",
    ),
    "too_late": (
        "(too late|untimely|not (filed|submitted|received|reported) (within|in time|on time)|outside (of )"
        r"?the (claim|filing|time|allowed)\w* ?(period|window|limit|frame)?)",
        "(claim|filing|time) (deadline|window|period|limit|frame)s? .{0,20}(has |have |had )?(passed|"
        "expired|elapsed|exceeded|closed|missed)",
        "(beyond|after|exceed(s|ed)|past) .{0,20}(deadline|time limit|time frame|claim(s)? period|filing "
        r"period|\d+[- ]days?)",
        "(超过|超出|已过|逾|错过).{0,8}(索赔|申报|受理|理赔|申诉|查询)?(期限|时效|时限|有效期|截止)|逾期(申报|提交|索赔|未)?|超时(效|申报)?",
        "(frist|meldefrist|reklamationsfrist|anspruchsfrist) .{0,25}(abgelaufen|überschritten|versäumt|"
        "verstrichen)|verspätet|zu spät|nicht fristgerecht|verfristet",
        "(délai|date limite) .{0,25}(dépassé|expiré|écoulé|échu)|hors délai|trop tard|tardive(ment)?|forclos",
    ),
    "too_early": (
        "(too (early|soon)|premature|before the (waiting|earliest)|waiting period (has not|is not))",
        "(still|currently) (in transit|under (investigation|trace)|being (searched|traced|investigated))",
        "(investigation|trace|tracer|inquiry) (is |was )?(not (yet )?(complete|completed|closed|finished)|"
        "required|still open|ongoing|pending)",
        "(尚未|未)(到|满|达到).{0,8}(时间|期限|天数|天)|仍在(运输|转运|查询|调查|途)中|查件(未结束|未完成|进行中)",
        "zu früh|noch nicht (abgeschlossen|möglich)|nachforschung .{0,20}(läuft|nicht abgeschlossen|"
        "erforderlich)|noch (unterwegs|im transport)",
        "trop tôt|prématurée?|(enquête|recherche) .{0,20}(en cours|non terminée|requise)|toujours en "
        "(transit|cours d'acheminement)",
    ),
    "claimant": (
        "(not (entitled|authori[sz]ed|eligible)|no (right|standing)|only the (shipper|sender|recipient|"
        "consignee|account holder)) .{0,40}(claim|file|request|may)",
        "(must|needs? to|should|has to) be (filed|made|submitted) by the (shipper|sender|recipient|"
        "consignee|account holder|bill-?to)",
        "(无权|无资格|不是).{0,6}(索赔|申请|索赔人|权利人)|(须|需|应|只能)由.{0,8}(寄件人|发件人|收件人|付款方|账户持有人).{0,6}(提出|申请|索赔)",
        "nicht (anspruchsberechtigt|berechtigt|aktivlegitimiert)|nur (der|durch den) (absender|empfänger|auftraggeber)",
        "(pas|non) (habilité|autorisé)|seul l[e'] ?(expéditeur|destinataire|donneur d'ordre)",
    ),
    "duplicate": (
        "(duplicate|already (been )?(claimed|filed|submitted|paid|compensated|settled|reimbursed|refunded|"
        "indemnified))",
        "(重复(索赔|申请|提交)|已(赔付|理赔|赔偿|支付|结案))",
        r"(bereits|schon) (entschädigt|reguliert|erstattet|gemeldet|eingereicht|bezahlt)|doppelt\w*",
        r"(déjà|en double) (été )?(indemnis|rembours|déclar|réclam|traité|payé)\w*|(doublon|réclamation en "
        "double)",
    ),
    "excluded": (
        "(excluded|prohibited|restricted|forbidden|non-?covered|ineligible|uninsurable) .{0,20}(items?|"
        "goods|commodit(y|ies)|merchandise|articles?|countr(y|ies)|destinations?|products?)",
        "(items?|goods|commodity|merchandise|contents|country|destination|service) (is|are|was|were) (not "
        "(covered|insured|eligible|insurable)|excluded|prohibited)",
        "(禁运|违禁|限运|禁寄|除外|不承保|不予承保)(品|物品|商品|国家|地区|责任)?|不(在|属于).{0,6}(承保|保险|赔付|保障)范围",
        r"(ausgeschlossen\w*|verboten\w*|nicht versichert\w*|nicht versicherbar\w*) ?(güter|waren|inhalt|"
        "gut|land|länder)?|verbotsgut",
        "(marchandises?|articles?|produits?|pays|contenu) .{0,15}(exclue?s?|interdite?s?|non (couverte?s?|"
        "assurée?s?|garantie?s?))",
    ),
    "no_cover": (
        "(no|without|not|lacks?|does not (include|have)) (additional |purchased |any |declared )"
        "?(insurance|insured|cover(age)?|declared value|liability)",
        "(service|mail class|product|shipment|item) .{0,30}(not (include|insured|covered)|has no|carries "
        "no|does not (include|cover|have))",
        "(未|没有|无)(购买|投保|保价|声明价值|参保)|(未|无)保险|该(服务|产品|渠道).{0,6}(不含|无|不提供)(赔付|保险|赔偿)",
        r"(nicht|kein\w*) (versichert|versicherung|haftung|transportversicherung)|ohne (versicherung|"
        "haftung)",
        "(non|pas) (assuré|couvert|garanti)|sans (assurance|garantie)|aucune (assurance|garantie|"
        r"indemni\w+)",
    ),
    "force_majeure": (
        "force majeure|act of god|beyond (our|the carrier's|their) control|natural disaster|(seized|"
        "confiscated|destroyed|detained) by .{0,15}(customs|authorit)",
        "不可抗力|自然灾害|(海关|政府|当局).{0,6}(没收|扣押|销毁|扣留)",
        r"höhere\w* gewalt|naturkatastrophe|(vom|durch den|von) (zoll|behörde\w*) .{0,20}(beschlagnahmt|"
        "vernichtet|eingezogen)",
        "cas de force majeure|catastrophe naturelle|(saisie?|confisquée?|détruite?) par (la douane|les "
        "douanes|les autorités)",
    ),
    "documents": (
        "(missing|incomplete|insufficient|required|requested|supporting|additional|failure to (provide|"
        "submit)) .{0,20}(documents?|documentation|paperwork|information|evidence|form)",
        "(documents?|documentation|paperwork|evidence|information) .{0,30}(missing|incomplete|insufficient|"
        "not (received|provided|submitted|sufficient))",
        "(材料|资料|文件|证据|单证|凭证)(不足|不全|不完整|缺失|缺少|不齐)|缺少.{0,8}(材料|资料|文件|证据|凭证)|未(在规定时间内)?(提供|提交).{0,10}(材料|资料|"
        "文件|证据)",
        "(unterlagen|dokumente|nachweise|belege) .{0,25}(fehlen|fehlend|unvollständig|nicht (eingereicht|"
        "vorgelegt|eingegangen))|(fehlende|unvollständige) (unterlagen|dokumente|nachweise|belege)",
        "(documents?|pièces?|justificatifs?) .{0,25}(manquante?s?|incomplets?|incomplètes?|non (fournie?s?|"
        "reçue?s?))|dossier incomplet",
    ),
}
