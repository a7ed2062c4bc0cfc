"""Function words of the 24 official languages of the European Union.

They say which language a question is in, and don't narrow it down unless it has nothing else. They are indexed all the same.
"""

from typing import Final

from search.analysis import fold

STOP_WORDS: Final[dict[str, frozenset[str]]] = {
    language: frozenset(map(fold, words.split()))
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
        "bg": (
            "а ако ала бе без беше би бил била били било в вас ваш ваша ви вие все всеки всички всичко във върху "
            "г ги го да дали до докато дори е едва един една едно за зад заедно заради защо и из или им има имат "
            "как какво какъв като кога когато кого което които кой който колко коя която към ли м ме между ми "
            "много мога може моя му на над нас наш не него нея ни нито но някои някой няма о обаче около освен от "
            "отново по под подобно поне поради после почти пред през при само са се сега си след според сред "
            "срещу съм със също т така такава такъв там те тези ти то това тогава този той толкова точно трябва "
            "ту тук тя тях у че често ще щом я"
        ),
        "hr": (
            "a ako ali baš bez bi bih bila bile bili bilo bio biti bude budu će ćemo da do dok duž ga gdje i iako "
            "ih ili im iz ja je jedan jedna jedno jer jesam jesu još ju k kada kako kao koja koje kojeg koji "
            "kojih kojim kojima kojoj koju kroz li mene meni mi mnogo moj moja mu na nad nakon nam nama nas naš "
            "ne neka neki nekoliko nema nešto ni nije nisu niti no o od odnosno on ona one oni ono ova ovaj ove "
            "ovi ovo pa po pod pored pošto pred prema prije pri s sa sam samo se sebe si smo ste su sve svi svih "
            "svim svoj svoje svoju ta tada taj tako također te ti tih tim to tog toga tom tu u uz v vam vas već "
            "više vrlo za zato zbog što"
        ),
        "cs": (
            "a aby ale ani ano až bez bude budou by byl byla byli bylo být co což či do ho i já jak jako je jeho "
            "jej její jejich jen ještě jemu ji jí jich jim jimi jinak jiné již jsem jsi jsme jsou jste k kam kde "
            "kdo kdy když ke která které kterého kterém kterou který kteří kterých ma má mají mezi mi mě mimo mít "
            "mně mnou moci moje mohou může můj my na nad nám nás náš ne nebo nebyl než něco ní nic nich ním o od "
            "on ona oni ono po pod podle pokud pouze právě pro proč proto protože před přes přesto při s se si "
            "sice své svůj svých svým ta tak také takže tam tato te tě tedy ten tento to tohle toho tom tomto tu "
            "tuto ty tyto u už v vám vás váš ve vedle více však všechno všech vy z za zda zde ze že"
        ),
        "da": (
            "ad af alle alt anden at blev blive bliver da de dem den denne der deres det dette dig din disse dog "
            "du efter eller en end er et for fordi fra før gennem ham han hans har havde have hende hendes her "
            "hos hun hvad hvem hver hvilken hvilket hvis hvor hvordan hvorfor hvornår i ikke ind ingen jeg jer jo "
            "kan kun kunne man mange med meget mellem men mig min mine mit mod må ned noget nogle nogen nu når "
            "også om op os over på samt selv sig sin sine sit skal skulle som sådan så ud under uden var ved vi "
            "vil ville vor være været"
        ),
        "et": (
            "aga ega ei et ehk enda enne ent ette ga iga ilma ja jah jälle järel jooksul juba juures ju ka kas "
            "kes kelle keda kogu koos kui kuid kuidas kuna kuni kus küll ligi läbi ma mida miks mille millal "
            "millest mina minu mis mitte mu mõni nad need neid nende nii ning no nüüd oli olid olema olla oled "
            "olen oleme olete oma on ole pärast peab peal pole poolt praegu sa saab see seda selle sellest selles "
            "sest siin siis sina sinu suhtes ta taga tema teda teie teil üle ühe üks vaid vahel vastu veel vms "
            "võib või välja"
        ),
        "fi": (
            "ei eivät emme en että ennen hän häneen hänellä hänen hänet häntä he heidän heitä ilman itse ja jo "
            "joiden joita joka jokainen jolla jolle jonka jos joskus jossa josta jota jotka jotta kaikki kanssa "
            "kautta keskellä kenen ketkä koska kuin kuinka kuka kun kuten luona me meidän meitä mihin mikä miksi "
            "milloin minkä minun minut minä missä mistä mitkä mitä mukaan mutta muu myös ne niiden niin niitä "
            "noin nuo nyt näiden nämä näitä ole olen olet olette oli olivat olla ollut on ovat poikki se sekä sen "
            "siellä siihen siinä siitä sille silla sinun sinä sitten sitä tai taas te teidän tämä tämän tässä "
            "tästä tätä tulee tuo tuon vaan vai vaikka vain varten vielä voi voivat yli ympäri"
        ),
        "el": (
            "αλλά αν ανά αντί από αυτά αυτές αυτή αυτήν αυτής αυτό αυτοί αυτόν αυτός αυτού αυτούς αυτών για γιατί "
            "δε δεν διά εάν εγώ είμαι είναι εις είσαι είστε εκ εκεί εκείνη εκείνο εκείνος εμείς εμένα εν ένα έναν "
            "ένας ενός ενώ επειδή επί εσείς εσύ έτσι έχει έχουμε έχουν ή ήταν η θα και κάθε κάποια κάποιο κάποιος "
            "κατά κι λοιπόν μα με μέσα μέσω μετά μεταξύ μέχρι μη μην μία μια μιας μου μπορεί μόνο να ναι ο οι "
            "όμως όπως όποιος όπου όσο όταν ότι ου ούτε όχι παρά περί πιο ποια ποιες ποιο ποιοι ποιος πολύ που "
            "πού πριν προς πως πώς σαν σας σε σου στα στη στην στης στις στο στον στους στων σύν τα τη την της τι "
            "τις το τον του τους τότε των τώρα ύστερα ως ώστε χωρίς"
        ),
        "hu": (
            "a abban ahhoz ahogy ahol aki akik akkor alatt által általában amely amelyek amelyet ami amit amíg "
            "annak arra arról át az azért azok azon azonban azt aztán azután azzal be belül benne bár csak de e "
            "ebben egy egyes egyéb egyik ehhez ekkor el elő először előtt én ennek erre ez ezek ezen ezért ezt "
            "ezzel fel felé ha hanem hiszen hogy hogyan i igen ill ilyen is itt jó kell keresztül ki kívül közé "
            "között közül le legyen lehet lenne lesz lett maga magát majd már más meg mellett melyik mert mi "
            "miatt mely mikor milyen mind minden mindig mint mintha mit mivel most na nagyon ne nekem neki nem "
            "néha nélkül nincs ő ők olyan ott össze pedig persze s saját sem semmi sok számára szemben szerint "
            "szinte talán tehát teljes több tovább továbbá úgy új ugyanis után utána vagy vagyis valaki valami "
            "való van vannak vele vissza viszont volt voltak volna"
        ),
        "ga": (
            "a ab ach ag agus aige aici an ann ar arna as ba beidh bhí bhur cad cé cén chuig chun conas d dá de "
            "den do don dó faoi faoin fara fós fú ga gach gan go gur i iad idir im in inar is ise isteach lá le "
            "leis len léi m má mar mé mo muid murar na nach nár ná ní níl níor nó nuair ó ón os pé re ró roimh sa "
            "san seo sé sí siad sibh sin sinn sna tá tar thar thart tú trí um uile"
        ),
        "lv": (
            "aiz ap apakš ar arī ārpus augšpus bet bez bija biji biju bijām bijāt būs būsi būsiet būsim būšu būt "
            "caur da dēļ diemžēl diezin droši es esam esat esi esmu gan gar iekam iekams iekām iekāms iekš "
            "iekšpus ik ir it itin iz ja jau jebšu jeb jo jūs jūsu kā kad kādēļ kāds kamēr kas kaut ko kopš kur "
            "kura kuras kuri kurš kuru lai lejpus līdz līdzko mani manis mēs mums mūsu nav ne nebūt nedz nekā "
            "nevis nezin no nost nu ņemt otrpus pa par pār pārāk pat pēc pie pirms pret priekš savs savu sev "
            "starp šai šī šie šim šīs šis šo šajā tā tad tādēļ tai tajā tam tas tāpat tāpēc te tev ticis tie tiek "
            "tika tikai tikko tikmēr tiks to tomēr tos tu turpretim un uz vai vairāk var varēt vien viena viens "
            "viņa viņi viņš viņu vēl virs virspus visi visu zem"
        ),
        "lt": (
            "abi abu ant apie ar arba aš bei bent bet beveik bus buvo būti čia dar dėl gal gali į iki ir iš ja "
            "jai jau jei jeigu ji jie jiems jis jo jog jos joje juk jų jums jūs jūsų ką kad kada kai kaip kam kas "
            "kažkas ko kodėl kol koks kokia kuo kur kuri kurie kuria kuriam kurio kurios kuris kurių kurį ligi "
            "link man mane mano mes mums mus mūsų nebe nebuvo negu nei nėra nes nors nuo o pagal palei pas pat "
            "per po prie prieš pro sau save savo su šalia šį šia šie šio šios šis šių šiuo ta tačiau tada tai "
            "taip taigi tam tame tas tau tavo ten tie tiek tik tikrai to tos todėl toks trūks tuo tų už vien "
            "viena vienas virš vis visa visi viso visų yra"
        ),
        "mt": (
            "għal għall għalhekk għandha għandhom għandu għax għalih bħal bħala bejn biex billi bil bi b ċ d dak "
            "dan dawk dawn di dik din dwar f fejn fi fid fil fost fuq għad għaliex għand hekk hemm hi hija hu "
            "huma huwa id ikun il in inkella ir is it iż ix jekk jew jien jista jkun jkunu kan kien kienet kienu "
            "kif kollha kontra kull l la lejn lil li lilha lilu ma magħha magħhom malli mal marru matul meta mhux "
            "mill min minn mingħajr mod n nhar ngħidu oħra oħrajn ok ll permezz però qabel qed r s sa sabiex sal "
            "se skont skond ssa t ta tagħha tagħhom tagħna tagħhu taħt tal tant te tista tiegħu u ukoll wara waqt "
            "wieħed wkoll x xi xejn z żi"
        ),
        "ro": (
            "a acea aceasta această aceea acei aceia acel acela acele acelea acest acesta aceste acestea acestei "
            "acestor acestui acolo acum ai aici al ale alt alta alte altele altul am ar are aș așa asta astfel "
            "asupra ați atât atunci au avea avem aveți azi că când cât câte câți care căror către ce cea ceea cei "
            "cel cele celor ceva chiar ci cine cineva cu cum da dacă dar de deci decât deoarece deși despre din "
            "dintre după ea ei el ele era este eu există fără face fi fie fiecare fiind foarte fost i ia iar îi "
            "îl îmi în înainte încă încât însă între într întru își îți l la le li lor lui m mai mâine mea mei "
            "mele meu mi mult multe mulți n ne nici niște noastre noastră noi nostru nostri nu o ori oricare "
            "orice ție pe pentru peste până prea prin printr sa să săi sale sau său se și sînt spre sub sunt "
            "suntem sunteți t ta tale tău te toate tot totul toți tu u un una unde unei unele unor unui unul va "
            "vă voastră vom vor vostru vreo"
        ),
        "sk": (
            "a aby aj ak ako ale alebo ani áno asi až bez bola boli bolo bol bude budem budeme budú by byť čí čo "
            "do ešte ho i iba ich iná iné iný ja je jeho jej ju k kam kde kedy keď ktorá ktoré ktorého ktorej "
            "ktorí ktorom ktorou ktorý ktorých ktorým ku lebo len ma má majú mať medzi menej mi mňa mne moja moje "
            "mohli môj môže môžu mu my na nad nám nás naša náš ne nech nej neho nie nich nič nim ním o od odo on "
            "ona oni ono ony po pod podľa pokiaľ potom pre prečo pred predo preto pretože pri práve s sa seba si "
            "sme so som ste sú svoj svoje svojich svojím ta tá tak takže tam táto te teda ten tento tie tieto to "
            "toho tom tomto toto tu túto ty tým u už v vám vás váš vo viac však všetko všetky vy z za zo že"
        ),
        "sl": (
            "a ali ampak bi bil bila bile bili bilo biti bo bodo bolj brez če čez da dela do dokler druga drugi "
            "ga glede in iz izmed ja jaz je jih jim jo k kadar kaj kako kar ker kdaj kdo ki kje ko kot kljub "
            "lahko le ma mimo manj me med meni mi mnogo moja moje moj mu na nad naj nam nas naš nato ne nek neka "
            "neki nekaj ni nič niso njega njegov njih njim njej no o ob od okoli on ona oni ono oziroma pa po pod "
            "poleg potem pred preden preko prek pri proti s sam samo se sebe sem si skozi smo so ste sta svoj "
            "svoje svojo ta tak tako tam te tega tej tem teh ti tisti to toda tudi tukaj tu v vam vas vaš ves več "
            "vendar vsa vsak vse vseh vsi z za zakaj zaradi zato že"
        ),
        "sv": (
            "alla allt att av blev bli blir bort de dem den denna deras dess dessa det detta dig din dina ditt du "
            "där då efter ej eller en er ett från för före genom ha hade han hans har henne hennes hon honom hos "
            "hur här i icke in ingen inget inom inte jag ju kan kunde man med mellan men mig min mina mitt mot "
            "mycket måste när ni nu någon något några och om oss på samma sedan sig sin sina sitt själv ska skall "
            "skulle som så sådan till under upp ut utan vad var vara varför varit varje vem vi vid vilka vilken "
            "vilket vill än är åt över"
        ),
    }.items()
}
