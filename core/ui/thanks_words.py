"""What people write who only thank, praise or say goodbye, in English and German: a table to be read and added to.

`WORDS` are lists; `CLAUSES` say in which order their words stand, each with what it reads like: `much` is one of that
list, `much*` any number of them, `much?` one or none, `name` somebody's name. All is in small letters.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Clause(NamedTuple):
    """One way to say it: its order, whether it is thanks by itself, and what it reads like.

    Some say more than that: that it `works`, or nothing at all (`polite`), not even yes to a question.
    """

    order: str
    alone: bool
    like: tuple[str, ...]
    says: Literal["", "works", "polite"] = ""


WORDS: dict[str, str] = {
    "thanks": "thanks, thank you, thank u, thankyou, thx, tx, tnx, ty, tysm, cheers, kudos, merci, gracias, danke,"
    " dankeschön, danke schön, danke schoen, dank, bedankt, dank je, grazie, obrigado, obrigada, tack, takk,"
    " mille grazie, muchas gracias, ta, much obliged, thanku, thanx, thnx, thnks, thaks, thnaks, thansk, tanks,"
    " dnake,"
    " danek, dankee, tyvm, thank's, dankeschoen, dankesehr, dziękuję, dzięki, arigato, dake, vergelt's gott, dankschön",
    "many": "many, a thousand, 1000, thousand, tausend, vielen, herzlichen, besten, lieben, schönen, allerbesten,"
    " big,"
    " huge, warm",
    "oh": "hi, hey, hello, hallo, ok, okay, oh, ah, well, wow, great, super, perfect, perfekt, prima, ja, yes, alright",
    "very": "very, so, really, absolutely, just, sehr, echt, wirklich, total, ganz, richtig, mega, once, again, all,"
    " simply, einfach, nochmal, nochmals, noch mal, noch einmal",
    "much": "so much, very much, a lot, a million, a bunch, a ton, tons, heaps, loads, again, ever so much,"
    " in advance, im voraus, lots, alot, much, kindly, schön, schoen, sehr,"
    " vielmals, nochmal, nochmals, noch mal, auch, und, and, once more,"
    " mille, beaucoup, recht herzlich, herzlich",
    "lots": "so much, very much, a lot",
    "mended": "fixing, solving, resolving, repairing, sorting out, helping, taking care of, dealing with",
    "mended-what": "this, that, it, me, us, the problem, the issue, the error, my problem, my issue, everything",
    "back": "wieder, now, jetzt, nun, again",
    "whom": "to the team, to the whole team, to you all, to you, to everyone, an alle, ans team, an das team,"
    " an euch,"
    " you, u, dir, euch, ihnen, all, everyone, everybody, team, guys, folks, allen, alle, zusammen, desk, mate,"
    " buddy, man, all of you, both, both of you, leute, beiden",
    "for": "for, für",
    "your": "the, your, all, all the, all your, this, that, die, eure, euren, deinen, deine,"
    " ihre, den, das, alles, everything",
    "quick": "quick, fast, superfast, swift, immediate, kompetente, super, rasche, großartige, grossartige,"
    " tolle, great, amazing, prompt, friendly, kind, speedy, schnelle, gute, tolle, nette, liebe, prompte,"
    " freundliche",
    "praise": "top notch, eins a,"
    " great, good, nice, perfect, excellent, awesome, amazing, brilliant, wonderful, fantastic, lovely,"
    " superb, outstanding, cool, super, top, toll, tolle, klasse, prima, perfekt, spitze, genial, wunderbar,"
    " großartig,"
    " grossartig, hervorragend, ausgezeichnet, bestens, stark, fein, impressive, magnificent, first class, sweet",
    "deed": "service, support, help, job, work, stuff, team, teamwork, fix, response, reaction, solution, effort,"
    " patience, time, turnaround, assistance, advice, tip, hint, info, information, update, explanation, heads up,"
    " clarification, feedback, troubleshooting, efforts, trouble, tipp, hinweis, rückmeldung, auskunft, erklärung,"
    " einsatz,"
    " bemühungen, bearbeitung, beratung, reparatur, infos, informationen, answer, reply, everything, arbeit, hilfe,"
    " leistung, unterstützung, lösung, sache, antwort, mühe,"
    " geduld, alles, gemacht, geklappt, done, guys, folks, as always, wie immer",
    "it": "it, that, this, everything, all, das, es, alles, jetzt, nun, now",
    "is": "is, was, ist, war, it's, that's, went, ging, has been",
    "quickly": "quick, fast, easy, schnell, fix, flott, painless",
    "its": "it's, that's, its, thats, everything's, all's",
    "works": "works, working, is sorted, works fine, sorted, all sorted, back to normal, funzt, tut, flutscht,"
    " rennt,"
    " passt so, läuft rund, geht's, läuft's, klappt's, repariert, behoben, ist behoben, ist repariert,"
    " hat funktioniert,"
    " did the job, does the trick, that did it, that worked, that fixed it, that solved it, that helped, that was it,"
    " das war's, das wars, daran lag es, daran lag's, das hat geholfen, das hat geklappt, das hat funktioniert,"
    " is working, is fixed, is solved, is ok, is fine, fixed, solved,"
    " resolved, has worked, worked, did it, did the trick, helped, funktioniert, läuft, geht, klappt, klappte, passt,"
    " hat geklappt, hat funktioniert, hat geholfen, ist gelöst, ist erledigt, gelöst, erledigt, done",
    "again": "now, again, fine, great, perfectly, well, like a charm, as expected, as it should, jetzt, wieder,"
    " nun, alles, auch, einwandfrei, bestens, perfekt, super, prima, gut, problemlos, wie gewünscht, so far, soweit,"
    " here, for me, bei mir, reibungslos, tadellos, wunderbar, wie geschmiert",
    "fine": "good, fine, well, set, ok, okay, gut, klar, bestens, super, prima, paletti",
    "i": "i, we, i am, i'm, we are, we're, ich bin, wir sind",
    "happy": "happy, pleased, grateful, thankful, zufrieden, dankbar, froh, glücklich, happy with it, happy now",
    "best": "rock, the best, great, awesome, amazing, heroes, a hero, a star, stars, a legend, legends, a lifesaver,"
    " lifesavers, super, die besten, der beste, die beste, spitze, klasse, toll",
    "you-are": "you, you're, you are, you guys are, you guys, ihr seid, du bist, sie sind",
    "set": "well done, gut gemacht, saubere arbeit, weiter so, keep it up, keep up the good work, you made my day,"
    " much better, much better now, much appreciated, viel besser, hut ab, respect, respekt, hats off, chapeau,"
    " bravo,"
    " hooray, hurra, yay, nice one, 1a, 10/10, 5 stars, five stars, supi, super nett von euch,"
    " super nett von dir, sehr nett von euch, sehr nett, you saved my day, you saved me, you made it, ihr seid toll,"
    " das war klasse, that was great, that was easy",
    "gone": "problem solved, problem fixed, issue solved, issue fixed, issue resolved, problem gelöst,"
    " problem ist gelöst, das problem ist gelöst, problem behoben, das problem ist behoben",
    "appreciate": "appreciate it, appreciated, appreciate that, appreciate this, appreciate your help,"
    " appreciate the help",
    "wish": "have, i wish you, wish you, wishing you, enjoy, happy, ich wünsche, wünsche, ich wünsch, hab, habt",
    "a": "a, an, the, your, euch, dir, ihnen, allen, noch, ein, einen, eine, einem, you, all, und, and",
    "nice": "good, great, nice, wonderful, lovely, happy, relaxing, sunny, fantastic, pleasant, merry,"
    " frohe, frohes, fröhliche, schönen, schöne,"
    " schönes, schöner, guten, gute, gutes, guter, tollen, tolles, erholsames, erholsamen, angenehmen",
    "day": "day, one, weekend, evening, night, afternoon, morning, week, holiday, holidays, vacation, time,"
    " rest of the"
    " day, rest of your day, christmas, xmas, new year, easter, weihnachten, weihnacht,"
    " neues jahr, fest, ostern, rutsch, tag, abend, feierabend, we, restlichen tag, resttag, start in die woche,"
    " start ins wochenende, sonntag, freitag, wochenende, woche, nachmittag, morgen, urlaub,"
    " feiertage, zeit",
    "ahead": "ahead, all, everyone, team, you too, allen, euch, dir, noch, zusammen, too, auch",
    "bye": "bye, goodbye, good bye, bye bye, see you, see you soon, see you later, see you around, take care, cu,"
    " cya,"
    " tschüss, tschüß, tschüssi, ciao, servus, bis dann, bis bald, bis später, bis zum nächsten mal, auf wiedersehen,"
    " mach's gut, macht's gut, machs gut, machts gut, good night, gute nacht,"
    " bis morgen, bis montag, bis nächste woche, bis nachher, bis zum nächsten mal, see you tomorrow, see you monday,"
    " see ya, have a good one, have a great one, talk soon, feierabend, ade, adieu, ahoi, pfiat di, pfiati",
    "likewise": "you too, dir auch, euch auch, ihnen auch, ebenso, ebenfalls, gleichfalls, likewise, same to you,"
    " dito,"
    " to you too, wünsche ich auch, wünsch ich euch auch, wünsche ich dir auch, the same to you",
    "with": "with, mit, bei, on, about, regarding, wegen, beim",
    "my": "my, the, our, this, that, meinem, meiner, meinen, dem, der, den, unserem, unserer",
    "thing": "vpn, printer, laptop, computer, pc, notebook, screen, monitor, mouse, keyboard, phone, outlook, mail,"
    " e-mail,"
    " email, mailbox, wifi, wi-fi, wlan, network, password, account, login, access, licence, license,"
    " software, excel, word, sap, scanner, headset, camera, docking station, profile, token, mfa, drucker, rechner,"
    " bildschirm, maus, tastatur, handy, telefon, postfach, netz, netzwerk, passwort, konto, anmeldung, zugang,"
    " lizenz,"
    " kamera, dockingstation, profil, internet, server, ticket, request, order, problem, issue, anfrage, bestellung",
    "so-quickly": "so quickly, so fast, quickly, that quickly, right away, at once, in no time, so schnell",
    "regards": "regards, kind regards, best regards, warm regards, best wishes, all the best, best, cheers,"
    " sincerely,"
    " yours, lg, vg, mfg, gruß, gruss, grüße, grüsse, liebe grüße, viele grüße, beste grüße, schöne grüße,"
    " herzliche grüße, freundliche grüße, liebe grüsse, viele grüsse, beste grüsse, mit freundlichen grüßen,"
    " mit freundlichen grüssen, freundlichen grüßen, mit besten grüßen, mit besten grüssen",
    "no-trouble": "no problem, no problem at all, no worries, kein problem, keine ursache",
    "filler": "got it, gotcha, roger, understood, will do, verstanden, alles klar, aha, cool, ok, okay, oki, yes,"
    " yep, yeah, ja, jep, jo, oh, ah, wow, and, und, alright",
    "greeting": "hi, hey, hello, hallo, moin, servus, dear, liebe, lieber, liebes, good morning, guten morgen,"
    " guten tag, gm, gumo, guys, folks, team, all, zusammen, you, dir, euch, ihnen, everyone, allen",
}

CLAUSES: tuple[Clause, ...] = (
    Clause(
        "oh* very* many* thanks whom* much* whom* name? much*",
        True,
        ("thanks", "ok super, thank you so much", "vielen dank euch allen", "thanks dana", "danke sehr"),
        "polite",
    ),
    Clause(
        "oh* very* many* thanks whom* much* for your? quick* deed* name?",
        True,
        ("thanks a lot for the quick fix", "vielen dank für die schnelle hilfe", "thank you for your patience"),
        "polite",
    ),
    Clause(
        "oh* very* many* thanks whom* lots? for mended mended-what quick?",
        True,
        ("thank you for fixing this", "thanks a lot for sorting out the problem"),
    ),
    Clause(
        "oh* very* many* thanks whom* much* for your? quick* deed with my? thing name?",
        True,
        ("thank you for the help with the vpn", "danke für die schnelle hilfe mit dem drucker"),
        "polite",
    ),
    Clause(
        "oh* very* many* thanks whom* lots? for mended my? thing so-quickly?",
        True,
        ("thanks for fixing my laptop so quickly", "thank you for sorting out the vpn"),
    ),
    Clause(
        "oh* its? it* works again* thanks whom* much* name?",
        True,
        ("erledigt danke", "works now thanks", "it's fixed thank you so much"),
        "works",
    ),
    Clause("its works again*", True, ("it's working again", "it's fixed", "it's sorted"), "works"),
    Clause("likewise name?", True, ("you too", "dir auch", "gleichfalls"), "polite"),
    Clause("i? very* appreciate much*", True, ("really appreciate it", "i appreciate your help a lot"), "polite"),
    Clause("you-are very* best", True, ("you are the best", "you rock", "ihr seid spitze")),
    Clause("i? very* happy", True, ("i am very happy", "sehr zufrieden")),
    Clause(
        "oh* it* is? very* praise* praise deed*", True, ("great service", "das war richtig toll", "nice", "top arbeit")
    ),
    Clause("it is very* quickly", True, ("that was quick", "das ging echt schnell")),
    Clause("set", True, ("well done", "gut gemacht", "you made my day")),
    Clause("gone", True, ("problem solved", "das problem ist behoben"), "works"),
    Clause(
        "oh* it* works again*",
        True,
        ("it works now", "läuft wieder einwandfrei", "now it is fixed", "geht jetzt"),
        "works",
    ),
    Clause("it is? fine again*", True, ("all good now", "everything is fine", "alles gut")),
    Clause("it is? fine back again*", True, ("all good now", "alles gut jetzt"), "works"),
    Clause("it is? back fine", True, ("alles wieder gut", "it is now fine"), "works"),
    Clause(
        "wish? a* nice nice* day ahead*",
        True,
        ("have a nice weekend", "schönen feierabend euch allen", "good day"),
        "polite",
    ),
    Clause("wish a* day ahead*", True, ("enjoy your weekend", "happy holidays"), "polite"),
    Clause("bye whom*", True, ("bye", "see you soon", "tschüss", "bis bald"), "polite"),
    Clause("regards name?", True, ("kind regards", "lg", "mit freundlichen grüßen"), "polite"),
    Clause("greeting greeting* name?", False, ("hi dana", "hallo zusammen", "dear team"), "polite"),
    Clause("no-trouble", False, ("no problem", "kein problem")),
    Clause("filler", False, ("ok", "ja", "and")),
)

AGREES = (
    "got it, gotcha, roger, understood, will do, verstanden, alles klar,"
    " ok, okay, oki, yes, yep, yeah, ja, jep, jo, alright"
)
"""Words beside thanks that say yes to whatever was asked."""

NOT_THANKS = "good morning, good afternoon, good evening, guten morgen, guten tag, guten abend"
"""Greetings that are made of words of thanks."""

SMILES = (
    "+1, thumbsup, ok_hand, pray, slightly_smiling_face, smile, smiley, grinning, grin, blush, relaxed, wink,"
    " sunglasses, heart_eyes, hugging_face, star-struck, partying_face, tada, sparkles, star, star2, trophy, rocket,"
    " 100, fire, muscle, clap, raised_hands, bow, wave, white_check_mark, heavy_check_mark, bouquet,"
    " sun, champagne, beers, medal"
)
"""Emoji that go with thanks, as Slack spells them; hearts of every colour besides."""
SIGNS = (
    "👍👌🙏🙂😀😁😂😃😄😅😆😉😊😋😌😍😎🥰😘🤗🤩🥳🎉✨⭐🌟🏆🚀💯🔥💪👏🙌🙇👋❤🧡💛💚💙💜🤍🩷💐🌹🌷🍀🌞☀✅✔🍻🥂🏅🎊🤝🫶"
)
"""The same as they are."""
