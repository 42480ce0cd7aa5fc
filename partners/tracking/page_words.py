"""Lines of a carrier's page that speak of the page and not of a parcel: headings, buttons, links, questions."""

import re

from cases.late_pattern import LatePattern
from partners.tracking.wordings import kind_of

_LINES = LatePattern(
    r"(?:"
    # English
    r"(?:copy|copied|share|print|save|close|menu|search|login|log in|sign in|sign up|register|help|home|faqs?|"
    r"see (?:more|less|all)|show (?:more|less|all|details)|hide(?: tracking history| details)?|view (?:more|less|all|"
    r"details)|read more|learn more|more information|get help|contact us|cookies?|privacy(?: policy| notice)?|imprint|"
    r"terms (?:and|&) conditions|terms of use|newsletter|download the app|feedback|all rights reserved)"
    r"|(?:latest|last) (?:update|status|event)s?|tracking (?:history|details|number|results?|events?)"
    r"|(?:track|track another) (?:a |your |another )?(?:package|parcel|item|shipment)s?|shipment (?:details|history)"
    r"|(?:parcel|package|product|item) (?:information|details)|text (?:&|and) email updates|usps tracking(?: plus)?®?"
    r"|get more out of usps tracking|add to informed delivery|copy add to informed delivery|delivery preferences"
    r"|manage (?:delivery|preferences)|proof of delivery|return receipt electronic|schedule redelivery"
    r"|need (?:more )?help\?? .*|track another package|status|date|time|location|event|details|history|travel history"
    r"|local scan time|all times (?:are|shown).*|©.*|copyright.*"
    # German
    r"|sendungsverfolgung|sendungsverlauf|sendungsdetails|sendungsnummer|sendungsstatus|details (?:anzeigen|ausblenden)"
    r"|(?:mehr|weniger) (?:anzeigen|details|erfahren)|weitere (?:informationen|services|sendungen)|impressum"
    r"|datenschutz|agb|kontakt|hilfe|hilfe (?:&|und) kontakt|anmelden|registrieren|drucken|teilen|kopieren|schließen"
    r"|startseite|cookie-einstellungen|barrierefreiheit|zurück zur .*|status|datum|uhrzeit|ort"
    # French
    r"|suivre (?:un|mon|votre) (?:envoi|colis)|suivi(?: de (?:colis|votre colis|l'envoi))?|détails?(?: du suivi)?"
    r"|(?:voir|afficher) (?:plus|moins|le détail|les détails)|masquer.*|en savoir plus|centre d['’]aide|aide|imprimer"
    r"|partager|copier|fermer|mentions légales|nous contacter|se connecter|accueil|historique"
    # Spanish and Portuguese
    r"|seguimiento(?: de envíos?)?|localizador de envíos|ver (?:más|menos|mais|detalles|detalhes)|más información"
    r"|mais informaç(?:ão|ões)|aviso legal|política de (?:privacidad|privacidade|cookies)|contacto|contato|ayuda|ajuda"
    r"|imprimir|compartir|compartilhar|copiar|cerrar|fechar|iniciar sesión|entrar|inicio|início|rastreamento|rastreio"
    r"|histórico|historial|estado|fecha|data|hora|local|lugar"
    # Chinese and Japanese
    r"|(?:物流|运单|快递|轨迹)(?:详情|信息|跟踪|查询|轨迹)|(?:查看|展开|显示|收起)(?:更多|全部|详情)?(?:\s*收起)?|收起|复制(?:单号)?|已复制"
    r"|(?:客服|服务|官方)(?:热线|电话|客服)[\s:：]*[\d-]*|在线客服|帮助中心|下载app|登录|注册|首页|打印|分享|返回|关闭"
    r"|お荷物(?:お)?問い合わせ.*|荷物状況|配達状況(?:詳細)?|詳細(?:を見る|表示)|閉じる|印刷|ログイン|よくある(?:ご)?質問"
    r"|個人情報.*|履歴情報|トップページ"
    r")[\s:：.…®™▸▾▼▲>›+-]*",
    re.IGNORECASE,
)
_NUMBER = LatePattern(
    r"(?:(?:tracking|parcel|shipment|waybill|order)(?: number| no\.?| id)?|sendungsnummer|paketnummer|"
    r"(?:n°|numéro|número)[^\d]{0,20}|运单号|快递单号|单号|追跡番号|伝票番号|お問い合わせ番号)?[\s:：#]*"
    r"(?=(?:\D*\d){6})[A-Z0-9][A-Z0-9 -]{8,38}",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s+[·|•]\s+|\t")
_QUESTION = re.compile(r"[?？](?:\s|$)")


def is_of_the_page(line: str) -> bool:
    """Whether a line without a date is furniture of the page: never one whose words we know for a scan's."""
    written = " ".join(line.split())
    if _LINES.fullmatch(written) or _NUMBER.fullmatch(written):
        return True
    pieces = [" ".join(piece.split()) for piece in _BETWEEN.split(line.strip()) if piece.strip()]
    if len(pieces) > 1 and all(map(_LINES.fullmatch, pieces)):
        return True
    return bool(_QUESTION.search(written)) and kind_of(written)[0] is None
