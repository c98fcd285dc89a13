"""One invented talk in every format: who says what is the same in all of them."""

from __future__ import annotations

import json

QUESTION = "How did you begin to build tools for other people?"
ANSWER = "I built a small tool for the laundry room. Real people used it, and they complained a lot."
FOLLOW_UP = "What would you do differently today?"
LATER = "I would ask for help much sooner. A colleague solves in five minutes what costs me three days."

PLAIN = f"""Ada Example on starting small

Sam: {QUESTION}

Ada: {ANSWER}

They taught me more than any course did (laughs).

Nobody had told me that before.

{FOLLOW_UP}

Ada: {LATER}
"""

FRONT_MATTER = f"""---
title: "Ada Example: starting small"
short: Starting small
guests:
- adaexample
ids:
  youtube: abcdefghijk
dateadded: 2024-05-02
transcript:
- header: 'Beginnings: a first tool'
- line: {QUESTION}
  sec: 12
  time: 0:12
  who: Sam
- line: {ANSWER}
  sec: 20
  time: 0:20
  who: Ada
- line: {FOLLOW_UP}
- header: Help
- line: {FOLLOW_UP}
  sec: 95
  who: Sam.
- line: {LATER}
  sec: 99
  who: Ada
- line: Ada
  sec: 120
  who: This is a whole sentence, which cannot be the name of anybody at all.
---

Notes that nobody said.
"""

WEB_VTT = f"""WEBVTT - Ada Example

NOTE made by hand

1
00:12.000 --> 00:19.500 align:start
<v Sam>{QUESTION}

00:00:20.250 --> 00:00:31.000
<v.loud Ada Example>{ANSWER[:24]}</v>

00:00:31.000 --> 00:00:40.000
<v Ada Example><i>{ANSWER[25:]}</i>

00:01:35.000 --> 00:01:38.000
<v Sam>{FOLLOW_UP}

00:01:39.000 --> 00:01:50.000
<v Ada Example>{LATER}
"""

SRT = f"""1
00:00:12,000 --> 00:00:19,500
Sam: {QUESTION}

2
00:00:20,250 --> 00:00:31,000
Ada: {ANSWER[:24]}

3
00:00:31,000 --> 00:00:40,000
{ANSWER[25:]}

4
00:01:35,000 --> 00:01:38,000
Sam: {FOLLOW_UP}

5
00:01:39,000 --> 00:01:50,000
Ada: {LATER}

6
00:01:50,000 --> 00:01:55,000
Was that so at your place, too?
"""

PODCAST = json.dumps(
    {
        "version": "1.0.0",
        "segments": [
            {"speaker": "Sam", "startTime": 12, "endTime": 19.5, "body": QUESTION},
            {"speaker": "Ada", "startTime": 20.25, "endTime": 31, "body": ANSWER[:24]},
            {"startTime": 31, "endTime": 40, "body": ANSWER[25:]},
            {"speaker": "Sam", "startTime": 95, "endTime": 98, "body": FOLLOW_UP},
            {"speaker": "Ada", "startTime": 99, "endTime": 110, "body": LATER},
        ],
    }
)

SAMPLES = {
    "plain text": ("talk.txt", PLAIN),
    "Markdown with front matter": ("talk.md", FRONT_MATTER),
    "WebVTT": ("talk.vtt", WEB_VTT),
    "SRT": ("talk.srt", SRT),
    "podcast JSON": ("talk.json", PODCAST),
}
