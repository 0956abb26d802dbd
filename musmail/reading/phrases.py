"""The words people use for what our letters ask, Danish and English, as patterns over whole sentences.

A sentence is given as its words alone: no case, no punctuation. A pattern must take all of it, so that prose which
only contains such words is never taken for an answer.
"""

import re

# What follows an ordinal that begins a sentence, and no number of a question: "2. kvartal", "3. marts".
ORDINAL = re.compile(
    r"(?:januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december|jan|feb"
    r"|mar|apr|jun|jul|aug"
    r"|sep|sept|okt|nov|dec|kvartal|kvt|halvår|uge|gang|sal|klasse|person|del|division|generation"
    r"|juledag|påskedag|pinsedag"
    r"|years?|quarter|week|time|floor)\b",
    re.IGNORECASE,
)


def _whole(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in alternatives))


# Words that change nothing and may stand before or after: they are taken off a sentence first.
COURTESY = re.compile(
    r"(?:hej|hi|hello|kære|dear|tak|mange tak|tusind tak|på forhånd tak|thanks|thank you|please"
    r"|venligst|ok|okay|super|perfekt|fint|dejligt"
    r"|men|alt (?:er )?(?:ok|okay|fint|godt)|det er fint|det er helt fint|det er i orden|i orden|alt i orden"
    r"|helt fint"
    r"|ser fint ud"
    r"|det ser fint ud|det ser godt ud|ser godt ud|godt"
    r"|(?:undskyld|beklager) (?:det (?:(?:meget )?sene|lidt sene) svar|(?:at )?jeg svarer (?:så )?sent|ventetiden"
    r"|forsinkelsen)|sorry (?:for the|about the) (?:late (?:reply|answer)|delay|wait)"
    r"|(?:(?:nu |så )?(?:er )?jeg (?:er )?)?(?:nu )?(?:tilbage|hjemme)(?: igen)? (?:fra|efter|på) (?:ferien?|orlov"
    r"|barsel|sygdom|kurset|kursus|arbejde)|back (?:from|after) (?:my )?(?:holidays?|vacation|leave|the course)"
    r"|jo tak|tak for det|god weekend|god dag|god aften|ha en god dag|vi ses"
    r"|(?:mange |tusind )?tak for (?:(?:en|et|den|det|din|dit|jeres) )?(?:rigtig |meget )?(?:(?:god|fin|hyggelig"
    r"|dejlig)[et]? )?(?:snak(?:ken)?|samtalen?|referatet?|mailen?|svar(?:ene|et)?|sidst|i dag|hjælpen|tiden"
    r"|invitationen|det hele|påmindelsen)"
    r"|(?:det (?:er|var) )?(?:et |en )?(?:rigtig |meget |virkelig )?(?:fint?|godt?|flot)"
    r" (?:referat|samtale|snak|skrevet)"
    r"|(?:many )?thanks(?: a lot| again)?(?: for (?:the|a|your|this|our) (?:very )?(?:(?:good|great|nice|lovely) )?"
    r"(?:talk|meeting|chat|summary|mail|answers?|reminder|time|invitation))?"
    r"|thank you(?: very much| so much)?(?: for (?:the|a|your|this|our) (?:very )?(?:(?:good|great|nice|lovely) )?"
    r"(?:talk|meeting|chat|summary|mail|answers?|reminder|time|invitation))?"
    r"|(?:it is |it s |that is |that s |all |everything )?(?:is )?(?:very )?(?:good|fine|great|well written)|noted"
    r"|so|but|sorry|unfortunately|i m afraid|best(?: regards| wishes)?|kind regards|regards|cheers|good morning"
    r"|hilsen|mvh|vh|med venlig hilsen|venlig hilsen|herfra|hermed|så|looks good|great|fine|perfect)"
)

_JA = r"(?:(?:ja|jo|yes|yep|jep|jeps|jada)(?: tak| da| det)? )?"
AGREE = _whole(
    rf"{_JA}(?:jeg er |vi er |er )?(?:helt |fuldstændig |fuldt |ganske )?enige?(?: i (?:det hele|referatet|teksten"
    rf"|indholdet|det|(?:det|alt)(?: det)? (?:hvad )?(?:der|som) står|alt|alle punkter|(?:dit|\w+s|\w+) referat))?"
    rf"(?: (?:i|med) version \d+)?",
    rf"{_JA}(?:det er jeg |det er vi )(?:helt )?enige?(?: i)?",
    rf"{_JA}(?:jeg |hermed |jeg kan )?(?:godkendt|godkender|godkende)(?: (?:referatet|det|teksten|hermed))?",
    rf"{_JA}(?:(?:det|den|referatet) kan jeg (?:godt |fint |sagtens )?skrive under på"
    rf"|jeg skriver (?:gerne )?under(?: på det)?|underskrevet|underskriver|jeg har underskrevet)",
    rf"{_JA}(?:i |we )?(?:have )?(?:(?:fully|completely|totally|quite|hereby|happily|am happy to|happy to) )?"
    rf"(?:agree|agreed|approve|approved)(?: (?:with|to|of) (?:it|(?:the |this |your )?(?:summary|text)"
    rf"|everything|all of it"
    rf"|it all|all|this))?(?: version \d+)?",
    r"(?:i have |i ve )?(?:seen|read)(?: (?:it|the summary|this))? and (?:i )?(?:fully )?(?:agree|agreed|approved?)"
    r"(?: (?:with|to) (?:it|the summary|everything))?",
    r"(?:jeg har )?(?:set|læst)(?: (?:det|referatet))? og (?:jeg )?(?:er )?(?:helt )?(?:enig|godkendt?r?)(?: i (?:det"
    r"|referatet))?",
)
SEEN = _whole(
    r"(?:jeg har |har |hermed )?(?:nu )?(?:set|læst|set og læst|læst og set)(?: (?:det|den|referatet"
    r"|teksten|igennem|hermed|version \d+|det igennem|referatet igennem))?",
    r"(?:det |den |referatet )(?:er )?(?:nu )?(?:set|læst)|taget til efterretning",
    r"(?:i have |i ve )?(?:now )?(?:seen|read|seen and read|read and seen)(?: through)?(?: (?:it|the summary"
    r"|this|the text))?"
    r"(?: through)?",
)
AGREE_REMARK = re.compile(
    r"\s*(?:(?:ja|yes)[,.]?\s+)?(?:jeg er\s+|i\s+)?(?:enig|agree)\s*,?\s*\(?(?:med|m\.?|m/|with)\s*(?:en "
    r"|et par |følgende "
    r"|flg\.? |den |denne |nogle |a |an |one |some |this |the following |the |a few "
    r"|a small )?(?:bemærkning(?:er)?|bem|kommentar(?:er)?"
    r"|tilføjelse(?:r)?|forbehold|remarks?|comments?)\b[\s:.,;)–-]*",
    re.IGNORECASE,
)
AGREE_BUT = re.compile(
    r"\s*(?:ja|jo|yes|(?:ja[,.]?\s+)?(?:jeg er\s+)?(?:helt\s+|stort set\s+"
    r"|i det store hele\s+)?enig(?: i (?:referatet|det hele|det))?|(?:i )?agree"
    r"|godkendt)\s*[,.;–-]*\s*"
    r"(?=(?:men|dog|but|however)\b)",
    re.IGNORECASE,
)
# An exception says with what one does not agree: that is for people to settle, and no signature.
EXCEPT = re.compile(
    r"(?:når|hvis|såfremt|forudsat|under forudsætning|betinget|(?:eller )?(?:vent|nej)|once|if|when|provided|wait"
    r"|bortset fra|undtagen|undtaget|på nær|med undtagelse af|minus|nej til|except|apart from|aside from"
    r"|but (?:for )?(?:item|point|number|agreement|no)s? \d|other than|with the exception of|(?:dog "
    r"|but )?(?:ikke|not) (?:i|med|om|helt|punkt|pkt|nr|aftale|in|with|about|quite)\b)\b"
)
# Words that undo or soften an assent: a signature is never read out of them.
AGAINST = re.compile(
    r"\b(?:uenige?|(?:ikke|aldrig|heller ikke|slet ikke)\b.{0,20}\b(?:enige?|godkend\w*|underskriv\w*)"
    r"|(?:enige?|godkend\w*)\b.{0,12}\bikke|disagree\w*|(?:don t|do not|can t|cannot|can not|won t|never|no longer"
    r"|not)\b.{0,20}\b(?:agreed?|approved?|sign)|not agree)\b"
)
HEDGED = re.compile(
    r"\b(?:måske|vist|tror|vistnok|nok|muligvis|hvis|medmindre|næsten|maybe|perhaps|probably|possibly|if|unless"
    r"|i think|guess|suppose|would|mostly|not sure|almost)\b"
)

_THEN = (
    r"(?: (?:som|planlagt|aftalt|i|på|den|d|kl|fra|til|om|uge|dag|går|forgårs|sidste|allerede|formiddags?"
    r"|eftermiddags?"
    r"|morges|(?:man|tirs|ons|tors|fre|lør|søn)dags?|\d{1,4}|januar|februar|marts|april|maj|juni|juli|august"
    r"|september"
    r"|oktober|november|december))*"
)
_WHEN = (
    r"(?: (?:as|planned|agreed|on|in|at|the|last|this|of|yesterday|today|week|morning|afternoon|already"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d{1,4}(?:st|nd|rd|th)?|january|february|march|april|may|june|july"
    r"|august|september|october|november|december))*"
)
HELD = _whole(
    rf"{_JA}(?:(?:den|det|samtalen|mødet|mus|mus samtalen|vi|jeg) )?(?:har |er |blev |fik |er blevet "
    rf"|har fået )?(?:vi |den |samtalen )?(?:afholdt|holdt|gennemført|afviklet)(?: (?:den|det|samtalen"
    rf"|mødet|mus|vores mus|vores samtale))?{_THEN}",
    rf"(?:ja|jo|jep|jeps|yes)(?: (?:det (?:blev den|gjorde vi|har vi|er den)|den blev holdt|tak|da|it was))?{_THEN}",
    r"det (?:blev den|gjorde vi|har vi|er den)",
    rf"{_JA}(?:it was |it has been |it is |we have |we |the (?:talk|meeting) was |mus was |i )?"
    rf"(?:held|had)(?: (?:it|the (?:talk|meeting)|our (?:talk|meeting|mus)|mus))?{_WHEN}",
    rf"(?:yes|yep) (?:we did|we have|it was|it has(?: been)?|i did)(?: held)?{_WHEN}",
    rf"(?:we did|it was|it took place|the (?:talk|meeting) took place){_WHEN}",
)
NOT_HELD = re.compile(
    r"(?:nej|nix|næ|niks|nope|no)(?: (?:ikke endnu|den blev ikke(?: holdt| afholdt| til noget)?|det blev den ikke"
    r"|det gjorde vi ikke|not yet))?$"
    r"|(?:nej|nix|næ|nope|no) (?:desværre )?(?:jeg|vi|han|hun|i|he|she|[^\W\d]+) (?:var|blev|was|were|got|fell)"
    r" (?:desværre )?(?:syg|syge|forhindret|sygemeldt|på ferie|ill|sick|away)\b"
    r"|(?:nej|nix|næ|nope) (?:vi|jeg) (?:nåede|fik) (?:det|den|samtalen) (?:desværre |alligevel )*ikke$"
    r"|(?:nej )?(?:den |samtalen |mødet |mus |det |vi |jeg )?(?:er |blev |har |fik |nåede )?(?:vi "
    r"|den |samtalen )?ikke(?: endnu| blevet| fået| at)?(?: \w+)? ?(?:afholdt|holdt|gennemført|nået"
    r"|holde den|til noget)\b"
    r"|ikke endnu\b|ikke (?:afholdt|holdt)\b"
    r"|(?:nej )?(?:den |samtalen |mødet |det )?(?:er |blev |er blevet )?(?:aflyst|udsat|udskudt|flyttet)\b"
    r"|vi (?:måtte|har måttet|blev nødt til at) (?:aflyse|udsætte|udskyde|flytte)\b"
    r"|(?:no )?(?:it |we |the (?:talk|meeting) |mus )?(?:was |has |have |had |did |were )?(?:been )?"
    r"(?:not|n t|wasn t|hasn t|haven t|didn t|never)(?: yet| been)* (?:held|hold|had|have|yet|happen|take place)\b"
    r"|(?:no )?(?:it |the (?:talk|meeting) )?(?:was |has been )?(?:cancelled|canceled|postponed|called off)\b"
    r"|(?:no )?we (?:had to|have had to|needed to) (?:cancel|postpone|move|reschedule)\b"
)
PARTLY = re.compile(
    r"(?:ja |nej )?(?:kun )?(?:delvist|delvis|dels|til dels|noget af den|en del af den|halvdelen"
    r"|den halve|halvt|(?:only |just )?(?:partly|partially|in part|half(?: of it| the talk)?|some of it"
    r"|part of it))\b"
    r"|(?:yes )?(?:but )?(?:it was |we (?:had|held|did|got through|managed) )?(?:only |just )"
    r"(?:partly|partially|half|some of|part of)\b"
    r"|(?:yes )?we (?:only |just )?(?:got|came|made it)(?: only| just)? (?:halfway|half way)\b"
    r"|(?:yes )?(?:but )?we (?:did not|didn t|could not|couldn t) (?:finish|get through)\b"
    r"|(?:ja )?(?:den |samtalen |mødet |det )?(?:blev |er )?(?:kun )?(?:delvist|delvis|halvt)\b"
    r"|(?:ja )?vi (?:nåede|fik holdt|holdt|fik) (?:kun|ikke)? ?(?:noget af|halvdelen|en del af"
    r"|det halve|ikke det hele|ikke igennem)"
    r"|(?:ja )?vi (?:nåede (?:dog |desværre )*ikke (?:det hele|igennem|færdig)|blev (?:dog "
    r"|desværre )*ikke færdige?\b"
    r"|(?:kom|nåede) (?:kun |kun lige )?halvvejs"
    r"|(?:kom|nåede) (?:kun|lige|kun lige)(?: frem)? til (?:og med )?(?:punkt|spørgsmål|nr|nummer) \d{1,2}\b)"
    r"|(?:yes )?we (?:only |just )?got (?:only |just )?(?:as far as|to) (?:point|question|item|number) \d{1,2}\b"
)
# What makes a "yes, it was held" into only a part of it.
NOT_ALL = re.compile(
    r"(?:vi |jeg )?(?:nåede|kom|fik|blev|er) (?:dog |desværre |vi )*(?:kun|ikke) (?:det hele|halvvejs"
    r"|halvdelen|noget af|en del|igennem|færdige?|alle punkter|alt|til ende)\b"
    r"|(?:kun )?delvist?\b|(?:dog )?(?:ikke det hele|kun halvdelen)\b"
    r"|vi fortsætter\b|vi mangler (?:resten|halvdelen|noget af)\b"
    r"|(?:but )?(?:we |it was |i )?(?:only |just )(?:partly|partially|half|some of|part of|got halfway"
    r"|got half way)\b"
    r"|(?:vi |jeg |men )*(?:blev|måtte) (?:desværre |dog )?(?:afbrudt|afbryde|kaldt væk|stoppe)\b"
    r"|(?:but )?we (?:were|got) (?:interrupted|cut short)\b"
    r"|(?:but )?(?:we )?(?:did not|didn t|could not|couldn t) (?:finish|get through|cover)\b|(?:but )?not all of it\b"
    r"|(?:but )?we (?:will )?(?:go on|continue)\b|(?:but )?(?:only )?half of it\b"
)

READY = _whole(
    rf"{_JA}(?:nu |så )?(?:er jeg |jeg er )?(?:nu |så )?(?:helt )?(?:klar|færdig"
    rf"|parat)(?: nu)?(?: (?:med|til) (?:(?:min |mine |det |det hele )?(?:forberedelsen?|svar|skema(?:et)?"
    rf"|samtalen|mødet|mus|hele)|at (?:svare|skrive|forberede mig|udfylde(?: det| skemaet)?)))?",
    r"(?:jeg er |nu er jeg )(?:nu )?(?:klar|færdig)(?: med det hele)?",
    r"(?:så |nu )?er (?:alt|det|det hele|skemaet|alle felter) (?:nu )?(?:udfyldt|besvaret)"
    r"(?: (?:og )?(?:nu )?(?:er jeg|jeg er) (?:nu )?(?:helt )?klar(?: til (?:samtalen|mødet|mus"
    r"|(?:man|tirs|ons|tors|fre)dag))?)?",
    rf"{_JA}(?:(?:og )?(?:er jeg|jeg er) )?(?:nu )?(?:helt )?klar til (?:på )?(?:man|tirs|ons|tors|fre)dag",
    r"(?:now )?(?:i am |i m |i have |i ve )?(?:now )?(?:all )?(?:done|ready|finished|prepared|set)(?: now)?"
    r"(?: preparing| (?:with )?(?:my )?(?:preparation|preparing|answers|answering|the (?:form|skema))"
    r"| for (?:the|our)"
    r" (?:talk|meeting|mus)| for mus)?",
)
SHORT_TALK = _whole(
    rf"{_JA}(?:lad os |vi |så |jeg vil gerne |vi vil gerne |hellere |vi kan |vi skal )?(?:tage |holde "
    rf"|tager |holder |have )?(?:en |den |det )?kort(?:e)?(?: (?:samtale|udgave|version|møde|variant|en"
    rf"|mus))?(?: med tre punkter)?",
    r"(?:en )?kort samtale(?: er fint)?",
    r"(?:vi nøjes med |vi tager |bare )?tre punkter",
    r"(?:let s |let us |we |we will |we ll |i would like to |we would like to |we can |can we |could we )?"
    r"(?:have |take |do |hold |make it )?(?:a |the |it )?short(?: (?:talk|one|version|meeting"
    r"|mus))?(?: with three points)?",
    r"(?:just )?three points(?: are enough)?",
)
_OBJECT = (
    r"(?: (?:den|det|mødet|samtalen|mus|mus en|vores mus|vores samtale|vores møde|tiden|tidspunktet"
    r"|it|the meeting|the talk|our (?:talk|meeting|mus)|the time|the date|mus|this))"
)
# What tells "flytte til onsdag" from "flytte til Aarhus".
_TO_A_TIME = (
    r"(?: (?:til|to) (?:en|et|d|den|kl|uge|week|senere|næste|dagen|later|next|the|a|\d+|(?:man|tirs|ons|tors|fre)dag"
    r"|(?:mon|tues|wednes|thurs|fri)day)\b.*)"
)
MOVE = re.compile(
    rf"(?:flyt|flyttes|ryk|udskyd|move)(?: gerne| venligst| evt| eventuelt| bare| lige| please)*{_OBJECT}?"
    rf"(?: gerne| venligst| tak| please)*(?: til\b.*| to\b.*)?$"
    rf"|(?:(?:kan|kunne|skal|må) (?:vi|i|jeg)|lad os|vi (?:må|skal|bliver nødt til at|er nødt til at"
    rf"|vil gerne)|jeg (?:vil gerne|må|er nødt til at|bliver nødt til at|ønsker at|skal)"
    rf"|(?:jeg|vi) (?:bliver|er) (?:desværre|altså|nok|alligevel) nødt til at|jeg må desværre|can we"
    rf"|could we)"
    rf"(?: evt| eventuelt| ikke| måske| gerne| have)? (?:at )?(?:flytte|flyttet|rykke|rykket|udskyde"
    rf"|udskudt|udsætte|udsat|move|postpone)(?:{_OBJECT}(?: til\b.*| to\b.*)?|{_TO_A_TIME})?"
    rf"(?: (?:en|et|to|tre|par|\d)(?: par| halv)? (?:timer?|kvarter|dage?|uger?)\b.*)?$"
    rf"|(?:(?:kan|kunne|skal) (?:vi|i)|(?:vi|jeg) (?:må|bliver (?:desværre )?nødt til at|er (?:desværre )?nødt til at))"
    rf"(?: desværre| ikke| evt| måske)* (?:finde (?:en|et) (?:anden|andet|ny|nyt) (?:dag|tid|tidspunkt|dato)"
    rf"|melde afbud(?: til{_OBJECT})?"
    rf"|aflyse(?:{_OBJECT})?(?: (?:på|om|i|til|den|d|kl|man|tirs|ons|tors|fre|mandag|tirsdag|onsdag|torsdag|fredag"
    rf"|morgen|\d{{1,2}}))*)(?: (?:desværre|tak))?$"
    rf"|(?:i|we) (?:need|have) to (?:reschedule|cancel(?:{_OBJECT}|(?: on)? (?:mon|tues|wednes|thurs|fri)day)?)$"
    rf"|(?:we |i )(?:need to|must|have to) find another (?:day|time|date)$"
    rf"|(?:kan|kunne) (?:mødet|samtalen|den|tiden|tidspunktet) (?:flyttes|rykkes|udskydes|udsættes)\b.*"
    rf"|(?:samtalen|mødet) (?:skal|må|bliver nødt til at) (?:flyttes|udsættes|rykkes)\b.*"
    r"|jeg kan (?:desværre |alligevel )*ikke(?: alligevel| desværre)*(?: (?:den dag|der|komme|på det tidspunkt"
    r"|til mødet|deltage|møde op|på dagen))(?: alligevel| desværre)?$|jeg er (?:desværre )?forhindret(?: den dag)?$"
    rf"|(?:kan|kunne|skal|lad os) ?(?:vi )?(?:evt |eventuelt |måske |gerne )*(?:tage|holde|lægge|have|mødes|ses"
    rf"|sige|gøre)\b(?:{_OBJECT}| det)?(?: .{{0,60}})? (?:i stedet(?: for)?|en anden (?:dag|gang|uge)"
    rf"|på et andet tidspunkt)\b.*"
    r"|(?:desværre )?(?:er jeg|jeg er|har jeg|jeg har) (?:desværre )?(?:på (?:kursus|ferie|orlov|rejse)|ferie|fri"
    r"|forhindret|optaget|bortrejst|til .{1,30})(?: alligevel)?"
    r" (?:den dag|der|på dagen|hele (?:den )?(?:dag|uge)\w*|i den uge)$"
    rf"|(?:i |we )?(?:need|have|would like|want|wish|d like|must|should) (?:to )?(?:move|postpone|reschedule|change)"
    rf"{_OBJECT}(?: to\b.*| by\b.*)?$"
    rf"|(?:please )?(?:reschedule|postpone){_OBJECT}?(?: please)?(?: to\b.*| by\b.*)?$"
    rf"|(?:can|could|may) (?:we|i|you)(?: please| perhaps| possibly)? (?:reschedule"
    rf"|change){_OBJECT}(?: to\b.*)?(?: please)?$"
    rf"|(?:can|could) (?:the (?:meeting|talk)|it|mus) be (?:moved|postponed|rescheduled)\b.*"
    rf"|i (?:can ?t|cannot|can not|won ?t be able to) (?:make|do|manage) (?:it|that|the meeting|the talk"
    rf"|that day)\b.*"
)
# What a clause before its reason must name: "jeg må flytte samtalen, jeg har tandlæge", and no house.
OF_THE_TALK = re.compile(
    r"\b(?:samtalen|mødet|mus|vores (?:møde|samtale)|tidspunktet|the (?:talk|meeting)|our (?:talk|meeting))\b"
)
REASON = re.compile(
    r"(?:for |da |fordi |because |as |since )?(?:jeg|vi|min|mit|mine|der|det|i|we|my|there|something)\b"
)
# A move that can only be this talk's: it names it.
THE_TALK = re.compile(r"\b(?:samtalen|mus|vores møde|tidspunktet|the talk)\b")
NO_AGREEMENTS = _whole(
    r"(?:nej )?(?:men )?(?:vi |der |der blev |vi har )?(?:lavede |aftalte |indgik |indgået |lavet |er |blev "
    r"|har )?(?:vi )?(?:ingen|0|ikke nogen) aftaler(?: (?:denne gang|i år|i denne omgang|indgået"
    r"|lavet))?",
    r"(?:no )?(?:we (?:made|have|had) |there (?:are|were) )?no agreements(?: made)?(?: this (?:time|year))?",
    r"(?:no )?we (?:did not|didn t) make any agreements(?: this (?:time|year))?",
)
_NOTHING = (
    r"intet(?: nyt| at tilføje| kom bag på mig| overraskede(?: mig)?| skal (?:ud|stryges))?"
    r"|ikke noget(?: kom bag på mig)?"
    r"|ingen overraskelser(?: her| for mig)?|ingenting|ingen (?:bemærkninger|ændringer|af delene)"
    r"|til begge(?: dele)?|begge dele|det gjorde der ikke|det er der ikke"
    r"|der er ikke noget(?: der skal (?:ud|stryges))?"
    r"|(?:alt|det|det hele|alting) (?:må|kan|skal) (?:gerne |bare |godt |alt |sammen |hele |det )*"
    r"(?:blive )?stå(?:ende)?"
    r"|(?:alt|det|det hele) (?:er|ser) (?:helt )?(?:fint|godt|i orden|rigtigt|ok)(?: ud)?|ser (?:fint|godt) ud"
    r"|alt (?:er )?(?:ok|okay|fint|godt|i orden)"
    r"|nothing(?: new| to add| (?:surprised|has surprised) me| to (?:remove|strike)| came as a surprise(?: to me)?)?"
    r"|no surprises?(?: here| for me)?|(?:it is |it s )?all (?:is )?(?:good|fine|ok|okay)|to both|neither"
    r"|(?:everything|all|it|it all|all of it) (?:can|may|should) (?:stay|stand|remain)(?: as it is)?"
    r"|(?:everything|it) (?:is|looks) (?:good|fine|right|ok|okay)|nothing (?:should|needs to) (?:go"
    r"|be (?:removed|struck))"
)
NOTHING = _whole(
    rf"(?:nej|nix|næ|no)(?: tak)?(?: (?:og |and |der er )?(?:nej|no|{_NOTHING}))*",
    rf"(?:{_NOTHING})(?: (?:og |and )?(?:nej|no|{_NOTHING}))*",
)
# Something in what people say that they think is good, where nothing else is said.
APPROVES = re.compile(r"\b(?:ok|okay|fint?|godt?|super|perfekt|i orden|flot|great|fine|perfect|good)\b")
PROPOSE = _whole(
    rf"{_JA}(?:du |i |systemet |postkassen )?(?:må |kan |skal )?(?:meget )?(?:gerne |bare |selv |godt )*"
    rf"(?:foreslå|finde?|vælge?|propose)"
    rf"(?: (?:selv|gerne|bare|venligst|du|i|nogle|et|par|tre|flere|noget|nogen|ledige|huller|tider|tidspunkter|tid|en"
    rf"|some|times|for|til|mig|os|min|kalender|please|me))*",
    r"jeg har ingen ønsker|det er lige meget|alle tider passer",
    r"(?:you |the mailbox )?(?:can |may |please )?(?:choose|decide|propose|suggest|find)(?: (?:please|some|a|few|three"
    r"|times?|for|us|me|one))*|any ?time (?:suits|works|is fine)(?: me)?",
)
COMPANION = re.compile(
    r"\b(?:bisidder|ledsager|companion)\b|\b(?:min )?(?:tr|tillidsrepræsentant\w*"
    r"|tillidsmand\w*)\b.{0,25}\bmed\b|\b(?:tager|have|har|medbringer)\b.{0,40}\b(?:tr"
    r"|tillidsrepræsentant\w*|tillidsmand\w*|union rep\w*)\b"
)
# … and by name, which only its capital letter tells from "jeg tager kage med".
BRINGS = re.compile(
    r"\b(?:[Tt]ager|[Mm]edbringer|[Tt]age|[Hh]ave|[Hh]ar)(?: jeg)?(?: gerne| også)*(?: min \w+)?"
    r"(?: [A-ZÆØÅ][\w-]+){1,3} med\b(?! i\b)"
)
NO_COMPANION = re.compile(
    r"\b(?:ikke|ingen|uden|not|no)\b.{0,25}\b(?:bisidder|ledsager|companion|tr|tillidsrep\w*)\b"
)
OTHER_INTERVIEWER = re.compile(
    r"\b(?:en )?anden (?:samtaleleder|leder|chef|end)\b|\banden til at (?:holde|tage)\b|\b(?:holde"
    r"|tage|have) (?:den |samtalen |mus |mødet )*(?:med|hos) en anden\b|\b(?:another|different"
    r"|other) (?:interviewer|leader|manager)\b"
    r"|\b(?:somebody|someone) else (?:to )?(?:hold|have|take|do|be)\b"
    r"|\bwith (?:somebody|someone) (?:else|other)\b"
    r"|\b(?:holder|afholder|tager|overtager) (?:samtalen|mus|mødet|den) (?:i stedet|for mig)\b"
    r"|\bskal (?:holde|afholde|tage|overtage) (?:samtalen|den|mus)\b"
    r"|\b(?:holde|have|tage|holder|tager) (?:den|samtalen|mus|min mus|mødet) med (?:\w+ ){1,3}i stedet\b"
    r"|^(?!(?:jeg|vi|i|så|men|hvem|hvis|når|hvornår|måske) )\w+(?: \w+)? (?:holder|afholder|overtager)"
    r" (?:samtalen|mus|mødet|den)\b"
    r"|^(?:kan|kunne|må) (?!(?:jeg|vi|du|i|man|den|det|mødet|samtalen) )\w+(?: \w+)?(?: ikke| evt| måske)*"
    r" (?:holde|tage|overtage|afholde) (?:samtalen|mus|mødet|den)\b"
)
NONE_FITS = re.compile(
    r"\b(?:ingen af (?:dem|tiderne|de \w+|dine|forslagene)|kan ikke (?:nogen|på nogen|nogle)"
    r"|passer (?:desværre )?ikke|kan (?:desværre )?ikke|en anden tid|anden tid|andre tider|i stedet\b(?! for)"
    r"|(?:flytte|rykke|udskyde|udsætte)s?\b"
    r"|none of (?:them|the|these|those)|another time|other times|can t|cannot|(?:do|does) not (?:suit|work)"
    r"|(?:don|doesn) t (?:suit|work)|not possible)\b"
)

# Words that may stand beside a bare number for it to be a choice; in "i 2 år" there are others.
BESIDE_A_NUMBER = re.compile(
    r"men|but|mens|nr|nummer|tid|tiden|mulighed|forslag|valg|er|den|det|de|ja|jo|tak|gerne|helst|bedst|passer"
    r"|fint|godt|god|bedre|best|jeg|vi|vil|kan|tager|vælger|foretrækker|mig|os|for|til|og|eller"
    r"|samt|ikke|undtagen|ok|okay|super|perfekt|please|works|work|fine|good|better|i|we|take"
    r"|choose|prefer|option|slot|number|no|not|or|and|me|us|eren|ern|bliver|så|lad|bare|gør|begge"
    r"|is|one|would|be|great|suits|suit|the|that|could|can|like|it|sounds|choose|thanks|thank|you|time|best"
    r"|fungerer|altså|nej|hej|mvh|hilsen|også|virker|lyder|sagtens|fin|enten|either|both|do|any|of"
    r"|hverken|neither|nor|går|an|yes"
)

EXPAND = re.compile(
    r"(?:(?:vil|kan|kunne|må) (?:du|i|jeg)(?: bede dig)?(?: ikke)?(?: gerne| venligst| lige| godt)* )?"
    r"(?:jeg vil (?:også )?gerne (?:have|bede|høre|vide) (?:dig |om at |om du vil |at du )*)?"
    r"(?:(?:could|can|would|will) you (?:please )?|please |i would like you to )?"
    r"(?:uddybe?r?(?: venligst| gerne| lige)*|(?:expand|elaborate|say more|write more|tell me more|more)(?: on"
    r"| about)?|hvad mener (?:du|i) (?:egentlig )?med"
    r"|(?:(?:fortælle?|sige?|skrive?) )?(?:lidt )?mere (?:om|til|under|på))"
    r" (?:på )?(?:lidt )?(?:(?:svar|svaret|svarene|spørgsmål|nr|nummer|punkt|pkt|no|number"
    r"|(?:your )?answers?|questions?|points?)(?: på| to)?(?: nr| nummer| no| number"
    r"| question)? )?(?P<numbers>\d{1,2}(?: (?:og|and|samt|nr|spørgsmål"
    r"|punkt)* ?\d{1,2})*)(?: (?:tak|please|venligst|lidt|nærmere|lidt mere))*"
)
EXPAND_AFTER = re.compile(
    r"(?:(?:svar|svaret|spørgsmål|nr|nummer|punkt|pkt)(?: på)?(?: nr)? )?"
    r"(?P<numbers>\d{1,2}(?: (?:og|samt)? ?\d{1,2})*)"
    r" (?:må|kan|vil|kunne|bør) (?:du|i)(?: gerne| godt| venligst| ikke| lige)*"
    r" (?:uddybe(?: lidt| nærmere| mere)*|(?:sige|fortælle|skrive)(?: lidt)? mere(?: om| til)?)"
)
STRIKE = re.compile(
    r"(?:(?:vil|kan|kunne) (?:du|i) (?:venligst |gerne )?|jeg vil gerne (?:have )?|venligst |please "
    r"|ja )?(?:stryg|stryge|strøget|stryk|slet|slette|slettet|fjern|fjerne|fjernet|udgår|strike|delete"
    r"|remove)(?: dog| lige| gerne| venligst| bare)*"
    r" (?:(?:punkt|punkterne|pkt|nr|nummer|linje|items?|points?|lines?|no|number)(?: nr"
    r"| nummer| no| number)? )?(?P<numbers>\d{1,2}(?: (?:og|and|samt|nr|punkt)* ?\d{1,2})*)(?: (?:fra referatet"
    r"|tak|please|i referatet|venligst|from the summary|out))*"
)
STRIKE_AFTER = re.compile(
    r"(?:jeg vil gerne have |jeg ønsker |i would like |i want |please )?(?:(?:punkt|pkt|nr|nummer|point|item"
    r"|number|line) |(?=[\dadgmnost ]{2,40}\b(?:skal|må|bør|ønskes|should|must|needs to|has to)\b))"
    r"(?P<numbers>\d{1,2}(?: (?:og |and |samt )?\d{1,2})*)"
    r"(?: (?:skal|må gerne|bør|ønskes|må godt|kan godt|kan))? (?:stryges|slettes|fjernes|udgå|strøget|slettet|fjernet"
    r"|ud|væk"
    r"|(?:should|must|needs to|has to|to) (?:be (?:struck|removed|deleted|taken out)|go)|(?:removed|struck"
    r"|deleted|out)"
    r"|should not (?:stand|be)(?: there| here| in the summary)?"
    r"|ikke stå(?: der| her| i referatet)?)(?: (?:tak|af referatet|fra referatet))?"
)
# What stands first in words under a question that go behind the answer that stands there.
ADDS = re.compile(
    r"\s*(?:(?:tilføjelse|supplement|p\.?s\.?|addition)"
    r"(?: (?:til|to)(?: (?:spørgsmål|spm\.?|nr\.?|question))?(?: \d{1,2})?)?"
    r"|(?:mere|også|more|also) (?:til|på|to|on|for)(?: (?:spørgsmål|spm\.?|nr\.?|question))? \d{1,2})"
    r"\s*:\s*(?=\S)",
    re.IGNORECASE,
)
