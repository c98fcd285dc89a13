"""What a community's channels sound like, made up line by line: what is no question to everyone, and what is one."""

from __future__ import annotations

# Anybody can see that these are not put to everyone.
NOT_ASKED = r"""
lol
haha same
good morning everyone
morning all, happy friday
welcome to the server!
brb lunch
that talk was amazing, thanks for sharing
I passed my data engineering exam yesterday!!
just got my first offer, I can't believe it
finally deployed my model to production
a Master's is a waste of money imo
my manager is on vacation until monday
this week was brutal
what a game yesterday
what a great session, thank you
what an answer
how nice is that
how cool is that!
when I was at university nobody talked about ML
when in doubt, ship it
when the tests pass on the first try
is what it is
do it!
do not skip the statistics part
have fun at the meetup
have a nice weekend folks
has been a pleasure
can confirm
can relate
will do
would recommend
would love that
could not agree more
could be worse
should be fixed now
where there is a will there is a way
who needs sleep anyway
who cares?
who knows?
so what?
what?
huh?
why not?
really?
seriously?
right?
you know?
ok?
??
?
wait, what?
lol what?
are you serious?
are you kidding me?
is this a joke?
how dare you?
how about no
why though lol
why me
I mean, it's just regression, right?
Berlin is expensive, isn't it?
PhDs are overrated, don't you think?
you can do that without a degree, no?
we all start somewhere, right?
That was the easy part, huh?
SQL is enough for most of it, yeah?
tabs are better than spaces, aren't they?
nobody reads the docs, do they?
everybody writes a blog now, eh?
it works on my machine, okay?
the homework is due on monday, correct?
@anna how did you solve homework 3?
@Peter is the deadline on friday?
hey @maria, should I do a master's?
thanks @bob! how long did it take you?
<@1234567890> should I do a Master's?
<@!1234567890> what do you think of PhDs?
<@&998877> is there a call today?
should I ask in <#123456789>?
Anna, can you review my PR?
Anna, should I do a PhD?
peter, are you coming tonight?
John, what is your opinion on bootcamps?
Thanks John, what time does it start?
thx Maria, and where do I find the slides?
Hi Tom, how was the interview?
hey Sarah! how is the new job?
Hello Priya, did you get the offer?
ok Lars, when do you start?
sorry Ben, what did you mean by senior?
congrats Mei! how long did you study?
yes Omar, how did you know?
Dmitry: how did you prepare for it?
> should I do a Master's?
> is a PhD worth it?\nno, never
I don't think so\n> should I learn Python first?
"should I do a Master's?" is the wrong question
“is it worth it?” they ask me every day
https://example.org/should-i-do-a-phd?utm=1
is this a good course? https://example.org/course
how to get into data science https://example.org/post
should I take discord.gg/abcdef seriously?
```python\ndef is_senior(years): return years > 5 ?\n```
why does `df.groupby("a")` fail?
what does ```KeyError: 'a'``` mean?
!rank
!play never gonna give you up?
/ask should I do a master's?
$help what can you do?
?help
.ping are you there?
¿Debería hacer un máster?
¿Cómo empiezo en ciencia de datos?
Soll ich einen Master machen?
Wie werde ich Data Scientist?
Lohnt sich eine Promotion noch?
Braucht man Mathematik wirklich?
Стоит ли идти в магистратуру?
Как стать дата сайентистом?
Нужна ли степень, чтобы найти работу?
Dois-je faire un master ?
Comment devenir data scientist ?
Vale a pena fazer um mestrado?
Como faço para mudar de carreira?
Czy warto robić magistra?
Conviene fare un dottorato?
データサイエンティストになるには?
我应该读研究生吗?
هل أحتاج إلى شهادة؟
""".strip().splitlines()

# These ask, but nothing that the record answers: how sure the bot is must keep it silent.
ASKED_OF_OTHERS = """
anyone up for lunch?
anyone here from Lagos?
anyone else's zoom frozen?
does anyone have the link to the slides?
where is the zoom link?
what time is the call today?
is the meetup recorded?
when does the next cohort start?
can someone share the notebook from yesterday?
is homework 3 due today or tomorrow?
how do I submit the project?
which channel is for homework questions?
did the deadline move?
who is going to the conference in Amsterdam?
where can I find the recording of last week?
is the server down for you too?
how do I mute this channel?
can I change my nickname here?
who is the moderator here?
are there any other servers like this?
how old are you all?
what are you having for dinner?
coffee or tea?
how was everyone's weekend?
any plans for the holidays?
did anybody watch the match last night?
who do you think wins the election?
what's the weather like in Berlin today?
how do you make good hummus?
is there a vegetarian place near the office?
what music do you code to?
does anyone play chess here?
what are you reading these days?
which phone should I buy?
is the new macbook worth it?
why is my laptop so slow?
how do I exit vim?
why does pip install fail on windows?
what does error 137 mean in docker?
how can I join two dataframes on a date?
does someone know how to fix CUDA out of memory?
is there a way to cancel a running airflow dag?
how do I revert a merge commit?
what's the difference between left join and inner join?
can xgboost handle missing values?
how do you tune a learning rate?
is 16 GB of RAM enough?
what is your favourite keyboard?
how many people are in this server?
can I post my job ad here?
is it ok to share my youtube channel here?
did you see the news about the layoffs?
will there be a certificate?
how long is the course?
do I need to pay for the course?
do we have a call this week?
what was the password of the wifi again?
could you repeat that please?
what do you mean?
how are you?
what's up?
you ok?
is it just me or is it hot in here?
what should I wear to the meetup?
should I stay or should I go now?
who let the dogs out?
what is love?
is this the real life?
how much does a senior earn in London?
is 70k ok for a mid level role in Munich?
how do I negotiate my salary?
can I work remotely from Portugal?
does this company sponsor visas?
how do I get a work permit for Germany?
should I buy bitcoin now?
am I too old for this at 45?
how do I tell my boss that I am pregnant?
should I sue my employer?
is my landlord allowed to do that?
how do I get over a breakup?
what do I do with a toxic coworker?
do I have ADHD?
""".strip().splitlines()

# Questions to everyone: the gate must let them pass, whatever comes of them.
ASKED = """
Should I do a Master's?
should i do a masters
is a phd worth it
Is it worth getting a PhD for industry?
do i need a degree to become a data scientist
Do you need a PhD to work in ML?
how do I get my first job without experience?
how to get into data science from software engineering
how to start writing
How did you start your blog?
hey all, any advice on interviews?
Hi everyone! How should I prepare for a coding interview?
hello folks, what should a junior focus on first
guys, is freelancing good for beginners?
quick question: startup or big company for the first job?
Question, what do leads do all day?
sorry if this was asked before, but is Kaggle useful?
Thanks for having me! What makes a senior senior?
any tips for giving talks
any advice for someone who switches from Java?
anyone know if side projects matter?
does anyone here regret doing a phd
has anyone switched from analyst to ML engineer?
what's the difference between senior and lead
whats the best way to learn ML
what are good first projects?
which is better, a bootcamp or self study?
where do I find a mentor?
when should I start applying?
who should become a manager?
why do so many projects fail?
shud i learn R or python
wud u hire someone w/o a degree?
wat should i put on my cv
can I become a data scientist without maths?
Can someone without experience get hired?
could a physicist do this job?
am i too late to start?
are certificates worth anything?
are there good reasons to stay an individual contributor?
is there any point in going to meetups?
would you pick a startup again?
should one specialise early?
I got two offers, one from a startup and one from a bank. Which one should I take?
I've been rejected ten times. What am I doing wrong?
Been a developer for ten years. How hard is the switch to data science? Thanks in advance!
I finished three courses and still can't build anything. how do I go on
so what do hiring managers look for?
ok but how do you find time to write
Honestly, is imposter syndrome normal?
Btw, how do you choose what to read?
for to become data scientist, what I must study?
Is statistics really needed, or can I learn it on the job?
PhD or no PhD?
startup or corporate, which is better for juniors?
Is it okay to leave after a year?
masters worth it?
best way to learn statistics?
thoughts on bootcamps?
how much maths do I need?
how many papers do you read in a week?
how long does it take to become senior?
How do you deal with rejection? Asking for a friend.
What would you tell your younger self?
""".strip().splitlines()
