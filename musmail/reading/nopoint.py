"""No point: what people answer to the opening or the agenda that takes leave or has nothing to add."""

import re

from musmail.reading.sentences import meant, sentences

# What "vi ses" leaves behind stands first.
_NO_POINT = re.compile(
    "|".join(
        f"(?:{one})"
        for one in (
            r"(?:så |på |til )*(?:(?:man|tirs|ons|tors|fre)dag|i morgen)|(?:på|til) (?:mødet|samtalen|mus)",
            r"(?:nej|nix|næ|nope|no)(?: (?:tak|ikke noget|ingenting))?",
            r"(?:nej )?(?:jeg |vi |der )?(?:har |er )?(?:ingen|ikke (?:nogen|flere|yderligere)|intet|ikke noget)"
            r"(?: (?:flere|yderligere|andre|nye|mere|andet))?"
            r"(?: (?:punkter|kommentarer|bemærkninger|spørgsmål|emner|tilføjelser|at tilføje|til dagsordenen))*"
            r"(?: (?:herfra|fra mig|fra min side|lige nu|i øvrigt|til det|så))*",
            r"(?:no )?(?:i |we )?(?:have |there is )?(?:no|nothing)(?: (?:more|further|other|else))?"
            r"(?: (?:points?|comments?|remarks?|questions?|to add|from me|for now))*",
            r"(?:vi ses|vi tales ved|vi snakkes ved|vi tales|see you|talk to you)"
            r"(?: (?:så|der|til|på|om|i|then|on|at|there))*"
            r"(?: (?:(?:man|tirs|ons|tors|fre)dag|mandag|morgen|samtalen|mødet|mus|næste|uge|tomorrow|next|week"
            r"|(?:mon|tues|wednes|thurs|fri)day))*",
            r"(?:det |dem |svarene )?(?:læser jeg|kigger jeg på|ser jeg på)(?: (?:det|dem|igennem|lige|senere|snart"
            r"|i aften"
            r"|i morgen|i dag|i weekenden|inden mødet|inden samtalen|inden|på|torsdag|fredag))*",
            r"jeg (?:læser|kigger|ser)(?: på)? (?:det|dem|svarene)(?: (?:igennem|lige|senere|snart|i aften|i morgen"
            r"|i dag"
            r"|i weekenden|inden mødet|inden samtalen|inden))*",
            r"i (?:will |ll )?(?:read|look at) (?:it|them)(?: (?:later|tonight|tomorrow|before the (?:talk|meeting)))*",
            r"(?:jeg )?(?:ser|glæder mig|look(?:ing)?)(?: (?:frem|forward))?(?: (?:til|to))?"
            r"(?: (?:det|mødet|samtalen|snakken|it|the|talk|meeting|torsdag|fredag|mandag|tirsdag|onsdag))*",
            # Which answer is to be said more about only its number tells.
            r"(?:kan du |vil du |please )?(?:uddybe?|elaborate|expand)(?: (?:tak|please|gerne|venligst|lidt))*",
        )
    )
)


def no_point(text: str) -> bool:
    """Tell whether words say nothing that could be talked about: "nej", "ingen kommentarer", "vi ses torsdag"."""
    return all(_NO_POINT.fullmatch(one.words) for one in meant(sentences(text)))
