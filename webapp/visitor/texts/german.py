"""The words of the hosted pages in German."""

from __future__ import annotations

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "title": "Benachrichtigungen von {site}",
    "lead": "Was du von {site} hörst, und wann. Es gilt für alle deine Geräte, sofort.",
    "saved": "Gespeichert. Es gilt sofort.",
    "wrong": "Nicht gespeichert: Etwas ist markiert.",
    "save": "Speichern",
    "saving": "Änderungen gelten nach dem Speichern.",
    "push": "Benachrichtigungen",
    "push_hint": "Ausgeschaltet kommt nichts. Deine Geräte bleiben bekannt, für später.",
    "mute": "Eine Weile Ruhe",
    "mute_hint": "Bis die Zeit um ist, kommt nichts; dann geht es von selbst weiter.",
    "mute.off": "Jetzt nicht",
    "mute.keep": "Bis {time}",
    "mute.1h": "1 Stunde",
    "mute.8h": "8 Stunden",
    "mute.1d": "1 Tag",
    "mute.7d": "1 Woche",
    "mute.always": "Bis ich es ausschalte",
    "categories": "Themen",
    "categories_hint": "Wähle, was eine Benachrichtigung wert ist.",
    "events": "Arten von Nachrichten",
    "events_hint": "Gleich, zu welchem Thema.",
    "sources": "Stumm",
    "sources_hint": "Schalte „Stumm“ aus, um wieder davon zu hören.",
    "source.person": "Person {name}",
    "source.group": "Gruppe {name}",
    "source.conversation": "Gespräch {name}",
    "source_until": "stumm bis {time}",
    "source_always": "stumm, bis du es zurücknimmst",
    "hours": "Zeiten",
    "hours_hint": "Außerhalb warten Nachrichten auf die nächste, oder sie bleiben weg.",
    "hours.any": "Jederzeit",
    "hours.limited": "Nur zu diesen Zeiten",
    "hours_zone": "Nach der Uhr in {zone}. Ein Ende um Mitternacht ist das Ende des Tages.",
    "from": "von",
    "to": "bis",
    "from_of": "{day}, von",
    "to_of": "{day}, bis",
    "again": "{day}, noch einmal",
    "day.monday": "Montag",
    "day.tuesday": "Dienstag",
    "day.wednesday": "Mittwoch",
    "day.thursday": "Donnerstag",
    "day.friday": "Freitag",
    "day.saturday": "Samstag",
    "day.sunday": "Sonntag",
    "error.no_day": (
        "Wähle mindestens einen Tag, oder „Jederzeit“. Für keinen schalte sie oben aus."
    ),
    "error.times": "Es endet, bevor es beginnt. Über Mitternacht? Lass es um Mitternacht enden.",
    "months": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "moment": "{day}. {month} {year}, {time}",
    "opening": "Deine Einstellungen öffnen sich …",
    "open_title": "Deine Einstellungen für Benachrichtigungen",
    "open_hint": (
        "Dieser Adresse fehlt ihr Code. Öffne den Link noch einmal, oder füge ihn hier ein."
    ),
    "open_label": "Link oder Code",
    "open": "Öffnen",
    "invalid_title": "Dieser Link öffnet nichts",
    "invalid_hint": (
        "Er ist vielleicht zu alt, oder ein Teil fehlt. Hol dir einen neuen, wo du ihn bekamst."
    ),
}
