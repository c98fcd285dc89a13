"""What is said to a bot, or to anybody, that asks the record nothing: greetings, thanks, questions about the bot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

_STRETCHED = re.compile(r"(.)\1{2,}")
_NAMES = re.compile(r"(?:NAME )+")


def _phrases(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(f"(?:{pattern}) ") for pattern in patterns)


# What is said to a bot, or to anybody, without asking about the record, as patterns of bare words; "NAME" is the person
# interviewed. A message that such phrases make up is small talk; "who is NAME" is none.
_BOT = (
    "(?:(?:a |an |the |NAME|him|her)?(?:actual |human |live |living |real )*(?:ai|alive|artificial intelligence"
    "|being|bot|chat ?bot"
    "|chat ?gpt|computer|conscious|gpt|human|language model|llm|machine|people|person|program|real|robot|sentient"
    "|software)"
    "|(?:a |an |the )?(?:ai |chat |discord )?(?:bot|program)|the real NAME|NAME|him|her)"
)
_YOU = "(?:you|u|ya|this bot|the bot|this ai|the ai|this thing|that bot)"
_ASKED_POLITELY = (
    "(?:(?:can|could|may|might|would|will) (?:i|you) (?:please )?(?:ask|know|tell me|say)|(?:please )?tell me"
    "|do you mind if i ask"
    "|i(?:m| am)? (?:just )?(?:curious|wondering|wonder)|i(?:d| would) (?:like|love) to know"
    "|clear something up)(?: if| whether| to know if)?"
)
_CHITCHAT = _phrases(
    # greetings
    "(?:hi|hello|hey|heya|heyo|hiya|hallo|yo|sup|wass?up|howdy|aloha|ciao|greetings|welcome)(?: back)?",
    "(?:what|whats|what is)(?: (?:up|good|new|happening|going on|cooking))",
    r"(?:(?:very )?good )?(?:morning|afternoon|evening|night|day)|goodnight|gm|gn"
    r"|happy (?:\w+day|new year|weekend|easter)",
    "(?:how|hows)(?: (?:are|is|have|do|goes|were|was))? (?:you(?: all)?|ya|u|it|things|life|everything|(?:your"
    "|the) (?:day|weekend|week|morning"
    "|evening|night)|everyone|everybody)(?: (?:been|do|doing|doin|feeling|going|goin|hanging|holding up))?",
    "how(?:ve| have)? (?:you|ya) (?:been|doing|doin)|how you are|how goes it",
    "(?:nice|pleased|good|great|happy|glad|lovely) to (?:meet|see) you|long time no see",
    "(?:are )?(?:you|u) (?:ok|okay|good|alright|there|here|around|online|up|awake|asleep|on|busy|working|alive)",
    "(?:is )?(?:anyone|anybody|someone|somebody) (?:there|here|home|around|online)",
    "(?:can|do|could) you hear me|does (?:this|it) (?:bot )?work|is (?:this|it)(?: thing| bot)? (?:working|on)"
    "|it works|test(?:ing)?|ping|pong",
    # thanks and praise, blame and noises
    "(?:many |special |big |a thousand )?(?:thanks|thank you|thank u|cheers|tysm|tyvm|props|kudos)(?: (?:so"
    "|very) much| a (?:lot|bunch|ton|million))?"
    "(?: for (?:all |the |this |that |your |such |a |an |helping|answering|chatting|being|quick |great |good |nice "
    "|helpful |kind )*"
    "(?:help|assist(?:ance)?|info(?:rmation)?|answers?|advice|reply|replies|response|quotes?|links?|time|tips?|chat"
    "|talk|work|effort|support|me|us|here"
    "|out)?(?: me| us| with me| out)?)?",
    "(?:i )?(?:really |much )?appreciated?(?: (?:it|that|this|you|the help|your help))?|i owe you(?: one)?"
    "|youre a (?:life ?saver|legend|star)",
    "(?:i )?(?:got it|get it|see|understand|understood)|gotcha|(?:that |this |it )?(?:makes|made) (?:total |perfect "
    "|a lot of )?sense",
    "(?:that|this|it)(?: (?:was|is)|s)? (?:really |very |super |so |quite |pretty )?(?:helps?|helped|helpful|useful"
    "|great|cool|nice|awesome|amazing|fun|funny"
    "|perfect|interesting|it|all|fine|good|bad|wrong|stupid|enough)",
    "(?:very |super |so |really |pretty )?(?:helpful|useful|great|good|nice|cool|awesome|amazing|perfect|excellent"
    "|brilliant|fantastic|interesting|sweet"
    "|wow|neat|bad|stupid|dumb|lame|boring)(?: (?:answer|bot|job|one|work|stuff|point|question|quote|talk|chat"
    "|to know|idea|luck))?|well done",
    "(?:i )?(?:love|like|hate) (?:it|this|that|you|this bot)|(?:you are|youre|you) (?:so |really |very |the |a "
    "|an )*(?:great|awesome|best|cool|funny|smart|stupid"
    "|dumb|useless|wrong|amazing|nice|sweet|helpful|idiot|genius|rock|suck)",
    "ok|okay|okey|k|kk|alright|all right|fine|sure|yes|yeah|yea|yep|yup|no|nope|nah|maybe|right|exactly|true|agreed"
    "|indeed|same|cool cool",
    "lol|lmao|rofl|(?:ha){1,6}h?|(?:he){2,5}|xd|hm+|oh|ah|aha|ooh|um|uh|uhm|oops|ouch|meh|bruh|omg|wtf|gg|brb|afk|np"
    "|smh|idk|welp|yay|boo",
    "no (?:problem|worries|thanks|thank you)|never ?mind|nvm|forget it|(?:i(?:m| am) )?(?:so )?(?:sorry|sry)|my bad"
    "|excuse me|(?:you are|youre) welcome|(?:oops )?wrong (?:channel|chat|server|thread|window)|my mistake",
    "(?:i(?:m| am) )?(?:back|here|new here|new|bored|tired|happy|sad|so bored)|congrats|congratulations"
    "|happy birthday|shut up|go away|stop(?: it)?|be quiet",
    # farewells
    "bye(?: bye)?|good ?bye|farewell|see (?:you|ya|u)(?: (?:around|later|soon|tomorrow|then|next time|again))?|cya"
    "|laters?|ttyl|peace(?: out)?|take care"
    r"|until next time|talk to you (?:later|soon)|have (?:a|an) (?:\w+ )?(?:day|one|evening|night|weekend|week|time)"
    "|sleep well|sweet dreams",
    "(?:i )?(?:really )?(?:it was |this was |that was |its been )?(?:a )?(?:really )?(?:enjoyed|nice|good|great"
    "|lovely|fun|pleasure|pleasant)(?: as always)?"
    "(?: our| this| the| to)? (?:talk(?:ing)?|chat(?:ting)?|conversation|speak(?:ing)?)(?: (?:to|with) you)?",
    # who or what the bot is
    f"(?:{_ASKED_POLITELY} )?(?:what|who|whos|whats)(?: exactly)?(?: are| is)? (?:you|u|this|this bot|the bot"
    "|this thing)|who am i (?:talking|speaking) (?:to|with)",
    f"(?:{_ASKED_POLITELY} )?(?:are|r|is|were|am i (?:talking|speaking|chatting) (?:to|with)) ?(?:you|u|this|that|it"
    "|he|she)? ?(?:really |actually |secretly |just |truly "
    f"|even |only )*{_BOT}(?: or (?:just )?{_BOT})?",
    f"{_ASKED_POLITELY} (?:you|this) (?:are|is|were) (?:really |actually )?{_BOT}|you (?:are |re )?{_BOT}"
    f"|you re {_BOT}|youre {_BOT}",
    f"(?:{_ASKED_POLITELY} )?(?:what|whats)(?: is| was)?(?: exactly| exactly is)? (?:your|you|ur)(?: real| full"
    "| given| actual)? names?(?: again)?|your name(?: is)?"
    "|(?:can|may) i (?:have|know|get|ask) your name|do you have a (?:nick)?name|what (?:do|should|can|may) (?:i|we"
    "|people) call you"
    "|what do you (?:call yourself|go by)|do you mind if i ask your name",
    "who(?: was| is| has)? (?:made|makes|built|created|creates|programmed|programs|wrote|designed|runs|owns|trained"
    f"|developed|invented|operates) {_YOU}",
    "(?:who|what)(?: is|s) (?:your|behind) (?:creator|maker|designer|developer|owner|author|programmer|purpose"
    f"|function|{_YOU}|you)|who (?:were|are) you (?:made"
    "|built|created|designed|programmed|trained|run) by|(?:when|where|how|why) were you (?:made|built|created"
    "|programmed|designed|trained)",
    "(?:please )?(?:introduce yourself|tell me (?:more |something |a bit )?about (?:yourself|you))"
    "|what are you (?:good )?for|do you (?:sleep|dream|eat|like me|love me|know me"
    "|remember me|have (?:any )?(?:feelings|emotions))|(?:will you )?marry me|(?:can we |lets "
    "|will you )?be (?:my )?friends?",
    # what it can be asked, and how
    "what are you able to (?:do|answer|tell me|help with)",
    "(?:(?:can|could|would) you )?(?:please )?(?:(?:give|show|tell) me )?(?:a few |any |an? |more |some )?"
    "(?:example|sample) questions?",
    "help(?: me)?(?: out)?|(?:i |we )?need (?:some |your )?help|(?:can|could|will|would) you (?:please )?help(?: me"
    "| us)?(?: out)?|show (?:me )?(?:help|commands|menu)"
    "|start|begin|menu|info|about|(?:list )?commands?(?: list)?|instructions|usage|faq|manual|tutorial"
    "|what are (?:the|your) commands|what commands are there",
    f"(?:{_ASKED_POLITELY} )?what(?: else| all)?(?: (?:kinds?|sorts?|types?|categories|range) of)?(?: (?:things?"
    "|stuff|questions?|subjects?|topics?|info|information))?"
    " (?:can|may|should|could|do|would|am|are) (?:i|we|you|people) (?:ask|allowed to ask|supposed to ask|say|do"
    "|answer|answering|help|know|talk|tell|cover|offer|capable of"
    f"(?: (?:doing|answering))?)(?: {_YOU}| me| here| us)?(?: (?:with|about|for me|on|to))?(?: here)?",
    f"how (?:do|can|should|does|could|would|may) (?:i|we|this|it|one|{_YOU}) (?:use|work|ask|start|talk|begin"
    "|function|help|get started)(?: me| to)?"
    f"(?: {_YOU}| this| it| here)?|how (?:to|2) (?:use|ask|start)(?: {_YOU}| this| it)?",
    "(?:can|may|could) (?:i|we) (?:please )?(?:ask|talk|chat)(?: (?:to |with )?you)?(?: (?:something|anything"
    "|a question|some questions|a few questions|things|about anything))?"
    "|(?:i(?:ve)? )?(?:have|got) (?:a|some|one|another) (?:quick )?questions?(?: for you)?|(?:a "
    "|one )?(?:quick )?question",
    "(?:talk|speak|chat) (?:to|with) me|say (?:something|anything|hi|hello)(?: funny| nice)?|lets (?:talk|chat)"
    "|let us (?:talk|chat)",
    "(?:do you know|do you have|have you heard|know|tell|tell me|can you tell me|could you tell me|give me"
    "|i want to hear|got) (?:any |a |an |some |your |another |good |great |best "
    r"|funny |funniest )*jokes?(?: about (?:\w+ ){0,2}\w+)?|(?:another )?joke|make me laugh|(?:tell me "
    "|say )?something funny|tell me something(?: interesting)?|sing(?: me)?(?: a song)?",
    "(?:what|whats)(?: is)? (?:the )?(?:time|date|weather(?: like)?)|what (?:time|day) is it|how(?: i)?s the weather",
)
_PADDING = _phrases(
    "there|all|every(?:one|body)|guys|folks|people|team|friends?|mate|buddy|bro|dude|man|sir|maam|(?:mr |dear "
    "|hey )?(?:bot|robot|ai)|NAME|again|today|tonight|now"
    "|then|please|so much|so|very much|a lot|really|too|just|and|but|well|anyway|actually|by the way|to you|you|u|in"
    "|my|for (?:that|this|now)|here|as always|lately|still|yet|with me|the"
)
_MOST_WORDS = 16
_POINTS_BACK = frozenset("it that this".split())  # noqa: SIM905 - words


def is_chitchat(words: Sequence[str], names: AbstractSet[str], *, is_reply: bool = False) -> bool:
    """Whether bare words are phrases of small talk and nothing else; a message without words is as well.

    `names`: words that name the people interviewed. In a reply, "what is this?" asks about what was said before.
    """
    if len(words) > _MOST_WORDS or (is_reply and not _POINTS_BACK.isdisjoint(words)):
        return False
    shortened = (_STRETCHED.sub(r"\1", word) for word in words)  # "hellooo", "thanksss"
    said = _NAMES.sub("NAME ", "".join(f"{'NAME' if word in names else word} " for word in shortened))
    start, talks = 0, not words
    while start < len(said):
        end = _longest(_CHITCHAT, said, start)
        talks |= end > start
        end = max(end, _longest(_PADDING, said, start))
        if end == start:
            return False
        start = end
    return talks


def _longest(phrases: Sequence[re.Pattern[str]], said: str, start: int) -> int:
    """Return where the longest phrase ends that begins here; `start` where none does."""
    return max((found.end() for phrase in phrases if (found := phrase.match(said, start))), default=start)
