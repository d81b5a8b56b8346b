"""Texts everybody who is called: text_whoever_is_called.py https://queue.example.com TOKEN SMS_URL"""

import json
import sys
import time
from urllib.request import Request, urlopen

shop, token, sms_url = sys.argv[1:]
texted, last = set(), ""


def text(phone: str, words: str) -> None:
    """Ask the SMS service; yours may want it in another way."""
    body = json.dumps({"to": phone, "text": words}).encode()
    urlopen(Request(sms_url, body, {"Content-Type": "application/json"}), timeout=10).close()


while True:
    headers = {"Authorization": f"Bearer {token}", "Last-Event-ID": last}
    for line in urlopen(Request(f"{shop}/api/v1/events", headers=headers), timeout=60):
        name, _, value = line.decode().strip().partition(": ")
        if name == "id":
            last = value
        if name != "data":
            continue
        told = json.loads(value)
        if "reason" in told:
            sys.exit(f"No more calls: {told['reason']}.")
        for one in told.get("customers", []):
            call = one["id"], one["called_at"]
            if one["state"] == "called" and one["phone"] and call not in texted:
                texted.add(call)
                text(
                    one["phone"],
                    f"{one['ticket']}: it is your turn at {one['counter'] or one['queue_name']}.",
                )
    time.sleep(2)
