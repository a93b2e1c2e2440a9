"""The way to the home screen of an iPhone or iPad, in the words of its own menus: pure.

Push is there alone (P8). What a menu entry is called depends on the phone's language, whatever the
language of the site: so these words are in the browser's language, not in the popup's.
"""

from __future__ import annotations

STEPS: dict[str, tuple[str, str, str, str]] = {
    "ar": (
        "افتح هذه الصفحة في Safari: اضغط ••• أو البوصلة.",
        "اضغط «مشاركة» في شريط المتصفح، وقد تكون خلف •••.",
        "اختر «إضافة إلى الشاشة الرئيسية».",
        "افتحها من هناك واسمح بالإشعارات.",
    ),
    "cs": (
        "Otevřete stránku v Safari: klepněte na ••• nebo na kompas.",
        "Klepněte na „Sdílet“ v liště prohlížeče, někdy pod •••.",
        "Zvolte „Přidat na plochu“.",
        "Otevřete ji odtud a povolte oznámení.",
    ),
    "da": (
        "Åbn siden i Safari: Tryk på ••• eller kompasset.",
        "Tryk på »Del« i browserens linje, måske bag •••.",
        "Vælg »Føj til hjemmeskærm«.",
        "Åbn den derfra, og tillad notifikationer.",
    ),
    "de": (
        "Diese Seite in Safari öffnen: auf ••• oder den Kompass tippen.",
        "In der Leiste des Browsers auf „Teilen“ tippen, vielleicht hinter •••.",
        "„Zum Home-Bildschirm“ wählen.",
        "Von dort öffnen und Mitteilungen erlauben.",
    ),
    "en": (
        "Open this page in Safari: tap ••• or the compass.",
        "Tap “Share” in the browser’s bar; it may be behind •••.",
        "Choose “Add to Home Screen”.",
        "Open it from there and allow notifications.",
    ),
    "es": (
        "Abre esta página en Safari: toca ••• o la brújula.",
        "Toca «Compartir» en la barra del navegador; puede estar tras •••.",
        "Elige «Añadir a pantalla de inicio».",
        "Ábrela desde allí y permite las notificaciones.",
    ),
    "fi": (
        "Avaa sivu Safarissa: napauta ••• tai kompassia.",
        "Napauta selaimen palkista ”Jaa”, ehkä painikkeen ••• takaa.",
        "Valitse ”Lisää Koti-valikkoon”.",
        "Avaa se sieltä ja salli ilmoitukset.",
    ),
    "fr": (
        "Ouvrir cette page dans Safari : toucher ••• ou la boussole.",
        "Toucher « Partager » dans la barre du navigateur, parfois derrière •••.",
        "Choisir « Sur l’écran d’accueil ».",
        "L’ouvrir depuis l’écran d’accueil et autoriser les notifications.",
    ),
    "he": (
        "פתחו את הדף ב-Safari: הקישו על ••• או על המצפן.",
        "הקישו על ״שיתוף״ בסרגל הדפדפן, לפעמים מאחורי •••.",
        "בחרו ״הוסף למסך הבית״.",
        "פתחו משם ואפשרו עדכונים.",
    ),
    "it": (
        "Apri questa pagina in Safari: tocca ••• o la bussola.",
        "Tocca «Condividi» nella barra del browser, a volte dietro •••.",
        "Scegli «Aggiungi alla schermata Home».",
        "Aprila da lì e consenti le notifiche.",
    ),
    "ja": (
        "このページをSafariで開きます（•••またはコンパスをタップ）。",
        "ブラウザのバーの「共有」をタップします（•••の中にある場合もあります）。",
        "「ホーム画面に追加」を選びます。",
        "ホーム画面から開き、通知を許可します。",
    ),
    "ko": (
        "이 페이지를 Safari에서 여세요(••• 또는 나침반 탭).",
        "브라우저 막대에서 ‘공유’를 탭하세요(••• 안에 있을 수 있음).",
        "‘홈 화면에 추가’를 선택하세요.",
        "홈 화면에서 열고 알림을 허용하세요.",
    ),
    "nb": (
        "Åpne siden i Safari: Trykk på ••• eller kompasset.",
        "Trykk på «Del» i nettleserens linje, kanskje bak •••.",
        "Velg «Legg til på Hjem-skjerm».",
        "Åpne den derfra, og tillat varslinger.",
    ),
    "nl": (
        "Open deze pagina in Safari: tik op ••• of het kompas.",
        "Tik op ‘Deel’ in de balk van de browser, soms achter •••.",
        "Kies ‘Zet op beginscherm’.",
        "Open de pagina vanaf daar en sta meldingen toe.",
    ),
    "pl": (
        "Otwórz tę stronę w Safari: stuknij ••• lub kompas.",
        "Stuknij „Udostępnij” na pasku przeglądarki, czasem pod •••.",
        "Wybierz „Do ekranu początkowego”.",
        "Otwórz ją stamtąd i zezwól na powiadomienia.",
    ),
    "pt": (
        "Abra esta página no Safari: toque em ••• ou na bússola.",
        "Toque em “Compartilhar” na barra do navegador; pode estar atrás de •••.",
        "Escolha “Adicionar à Tela de Início”.",
        "Abra por lá e permita as notificações.",
    ),
    "ru": (
        "Откройте страницу в Safari: нажмите ••• или компас.",
        "Нажмите «Поделиться» на панели браузера, иногда за •••.",
        "Выберите «На экран „Домой“».",
        "Откройте её оттуда и разрешите уведомления.",
    ),
    "sv": (
        "Öppna sidan i Safari: tryck på ••• eller kompassen.",
        "Tryck på ”Dela” i webbläsarens fält, ibland bakom •••.",
        "Välj ”Lägg till på hemskärmen”.",
        "Öppna den därifrån och tillåt notiser.",
    ),
    "tr": (
        "Sayfayı Safari’de açın: ••• veya pusulaya dokunun.",
        "Tarayıcı çubuğunda “Paylaş”a dokunun; ••• altında olabilir.",
        "“Ana Ekrana Ekle”yi seçin.",
        "Oradan açın ve bildirimlere izin verin.",
    ),
    "zh": (
        "在 Safari 中打开此页：轻点 ••• 或指南针。",
        "轻点浏览器栏中的“共享”（可能在 ••• 里）。",
        "选取“添加到主屏幕”。",
        "从主屏幕打开并允许通知。",
    ),
    "zh-hant": (
        "在 Safari 中打開此頁：點一下 ••• 或指南針。",
        "點一下瀏覽器列中的「分享」（可能在 ••• 裡）。",
        "選擇「加入主畫面」。",
        "從主畫面打開並允許通知。",
    ),
}
"""Open it in Safari (within another app), share, add, start; by language (BCP 47, small)."""

_AS = {"zh-tw": "zh-hant", "zh-hk": "zh-hant", "zh-mo": "zh-hant", "no": "nb", "nn": "nb"}


def steps(language: str | None) -> dict[str, str]:
    """The steps as a popup draws them, in the language nearest to that of the browser."""
    tag = (language or "en").replace("_", "-").lower()
    while tag and _AS.get(tag, tag) not in STEPS:
        tag = tag.rpartition("-")[0]
    spoken = _AS.get(tag, tag) or "en"
    open_, share, add, start = STEPS[spoken]
    return {"language": spoken, "open": open_, "share": share, "add": add, "start": start}
