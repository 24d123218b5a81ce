"""A language model as a server on loopback plays it: in order, odd and hostile."""

import json

from tests.replay.replaying import Play, json_play

KEY = "sk-loopback-0123456789"
PATH = "/v1/chat/completions"
TEXT = (
    "液冷概念股走强\n"
    "2025年2月13日，依米康、川润股份股价收盘上涨。"
    "其中老牌的依米康走高，5.61%是它的成绩；川润股份公司回应投资者，液冷收入占比只有一成。\n"
    "机器人方面，有投资者把走强归到数据中心的用电上。\n"
)
PUBLISHED = "2025-02-14"


def find(kind, quote, **said):
    """One find in the form that the schema asks for."""
    texts = dict.fromkeys(("stock", "value", "first", "last", "words", "by"))
    return {"kind": kind, "quote": quote, **texts, **said}


GOOD = (
    find("cause", "把走强归到数据中心的用电上", words="数据中心的用电"),
    find("return", "依米康走高，5.61%是它的成绩", stock="依米康", value="5.61"),
    find("return", "5.61%是它的成绩", stock="依米康", value="6.15"),
    find("denial", "液冷收入占比只有一成", stock="川润股份"),
    find("cause", "因为人工智能大涨", words="人工智能"),
)


def content(*finds):
    return json.dumps({"finds": list(finds)}, ensure_ascii=False)


def answer(text, *, finish="stop", usage=True, **options):
    """Answer of the documented shape around a text."""
    whole = {
        "id": "x",
        "object": "chat.completion",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text},
                "finish_reason": finish,
            }
        ],
    }
    if usage:
        whole["usage"] = {"prompt_tokens": 900, "completion_tokens": 100, "total_tokens": 1000}
    return json_play(whole, **options)


def first_then(first, then):
    """One answer to the first request, another one to all further ones."""
    asked = []

    def play(request):
        asked.append(request)
        return first if len(asked) == 1 else then

    return play


def refusing_schema(then):
    """A server that knows no response_format."""

    def play(request):
        if "response_format" in json.loads(request.body):
            return json_play({"error": {"message": "response_format"}}, status=400)
        return then

    return play


def echoing(request):
    """Answer that says back every header that came, as a careless gateway does."""
    return Play(json.dumps(request.headers), status=200)


def echoing_find(request):
    """Answer in the right shape whose words are the key."""
    key = request.headers["authorization"]
    return answer(content(find("cause", key, words=key), find(key, key), key))
