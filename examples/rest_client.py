"""The REST API from another program: python examples/rest_client.py http://127.0.0.1:8000 [TOKEN]."""

import json
import sys

import httpx


def main(address: str, token: str = "") -> None:
    """Adds an article, asks it with a stream, and takes it away again."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        sent = {"text": "Flood in Tarn\n\nMayor Ada Quell said on Monday that the dam had held."}
        (article,) = client.post("/v1/articles", json=sent).raise_for_status().json()
        print(f"added: {article['title']}")
        asked = {"question": "What did Ada Quell say?", "articles": [article["id"]]}
        with client.stream("POST", "/v1/ask/stream", json=asked) as events:
            for line in events.iter_lines():
                if line.startswith("data: "):
                    for sentence in json.loads(line[6:]).get("sentences", ()):
                        print(sentence["text"])
        client.delete(f"/v1/articles/{article['id']}").raise_for_status()


if __name__ == "__main__":
    main(*sys.argv[1:])
