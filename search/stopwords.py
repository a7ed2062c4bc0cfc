"""Function words per content language, folded: a query is not narrowed down by them. They are indexed all the same."""

from typing import Final

STOP_WORDS: Final[dict[str, frozenset[str]]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": (
            "a about after all also am an and any are as at be been before being between both but by can could "
            "did do does during each for from had has have having he her here him his how i if in into is it its "
            "me more most my no not of off on or our out over own s she should so some such t than that the their "
            "them then there these they this those through to under until up us very was we were what when where "
            "which while who whom why will with without would you your"
        ),
        "de": (
            "aber als also am an auch auf aus bei beim bin bis da damit dann das dass dein dem den der des die "
            "dies diese diesem diesen dieser dieses doch dort durch ein eine einem einen einer eines er es euch "
            "fur gegen hab habe haben hat hatte hatten hier ich ihr ihre ihrem ihren ihrer im in ins ist ja jede "
            "jedem jeden jeder kann kein keine konnen mein mit muss nach nicht noch nur ob oder ohne sehr sein "
            "seine seinem seinen seiner sich sie sind so uber um und uns unser unter vom von vor war waren was "
            "weil welche wenn wer werden wie wir wird wo zu zum zur zwischen"
        ),
        "fr": (
            "a ai apres au aussi aux avant avec ce ces cet cette chez comme comment d dans de depuis des donc du "
            "elle elles en entre est et etait etre eux il ils j je l la le les leur leurs lui m ma mais me meme "
            "mes moi mon n ne nos notre nous on ont ou par pas plus pour qu quand que quel quelle quels qui s sa "
            "sans se ses si son sont sous sur t ta te tes toi ton tous tout toute tu un une vers vos votre vous y"
        ),
        "it": (
            "a ad agli ai al alla alle allo anche avere che chi ci come con contro cosa cui da dagli dai dal "
            "dalla dalle dallo degli dei del della delle dello di dopo dove e ed era fra gli ha hanno i il in io "
            "l la le lei li lo loro lui ma mi mio nei nel nella nelle nello no noi non o ogni per perche piu "
            "prima quale quali quando quella quelle quelli quello questa queste questi questo se senza si sia "
            "sono sotto su sua sue sui sul sulla sulle suo tra tu tutti tutto un una uno verso vi voi"
        ),
        "es": (
            "a al algo ante antes aquel asi aun bajo cada como con contra cual cuando de del desde donde durante "
            "e el ella ellas ellos en entre era es esa ese eso esta estas este esto estos fue ha han hasta hay la "
            "las le les lo los mas me mi mis mucho muy ni no nos nosotros o otra otro para pero por porque que "
            "quien se segun ser si sin sobre son su sus tambien te tiene todo todos tras tu tus un una uno unos y "
            "ya yo"
        ),
        "pt": (
            "a ao aos apos aquela aquele as ate cada com como contra da das de dela dele depois desde do dos e "
            "ela elas ele eles em entre era essa esse esta este eu foi ha isso isto ja lhe mais mas me mesmo meu "
            "minha muito na nao nas nem no nos nossa nosso num numa o onde os ou para pela pelas pelo pelos por "
            "porque qual quando que quem se sem ser seu seus sob sobre sua suas tambem te tem todo todos tu um "
            "uma umas uns voce"
        ),
        "nl": (
            "aan al alle als bij binnen da dan dat de deze die dit doen door een en er geen had heb hebben heeft "
            "het hier hij hoe hun ik in is je jij jullie kan kunnen maar me meer met mij mijn moet na naar niet "
            "nog nu of om omdat onder ons ook op over te tegen ten ter tijdens tot tussen u uit uw van veel via "
            "voor waar wanneer waren was wat we welke werd wie wij worden wordt ze zich zij zijn zo zonder"
        ),
        "pl": (
            "a aby albo ale ani az bez bo by byc byl byla bylo byly co czy czyli dla do gdy gdzie go i ich ile im "
            "innych ja jak jako je jego jej jest jestem jeszcze juz kazdy kiedy kto ktora ktore ktorego ktorej "
            "ktory ktorych ktorym ktorzy lub ma maja mi mnie moj moze my na nad nas nasz nie niego nim o od on "
            "ona one oni oraz po pod poza przed przez przy sa sie soba swoj ta tak takze tam te tego tej ten tez "
            "to tu ty tych tylko tym u w we wiec wszystkich wszystko z za ze"
        ),
    }.items()
}
