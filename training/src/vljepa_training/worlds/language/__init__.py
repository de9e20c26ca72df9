"""What is said about the training worlds: captions, questions and answers, names of classes.

A clip is an episode and the index of its last frame. All texts come from templates in two sets of
wordings, `train` and `unseen`; all chance comes from the generator that is passed in.
"""

from .captions import captions
from .clip import clip_event
from .events import class_prompts
from .paraphrases import Restated, paraphrases, restated
from .questions import KINDS, Question, questions
from .wording import WORDINGS

__all__ = [
    'KINDS',
    'WORDINGS',
    'Question',
    'Restated',
    'captions',
    'class_prompts',
    'clip_event',
    'paraphrases',
    'questions',
    'restated',
]
