"""The OpenAPI document, and the page to read it."""

import json
import re

from jsonschema_rs import validator_for

from tests.api.test_access import tries
from tests.support.html import flaw
from tests.support.people import Browser
from tests.support.programs import API
from tests.support.shops import BusyShop
from tests.whole_product.test_page_weight import links


def test_document_names_every_route_and_no_other(shop: BusyShop, anybody: Browser) -> None:
    document = anybody.get(f"{API}/openapi.json").get_json()
    assert document["openapi"].startswith("3.1")
    told = {
        (path, method.upper())
        for path, operations in document["paths"].items()
        for method in operations
        if method != "parameters"
    }
    rules = shop.app.url_map.iter_rules()
    there = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method)
        for rule in rules
        if rule.endpoint.startswith(("api.", "stores."))
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert told == there
    assert len(told) >= 15


def test_every_answer_is_as_the_document_says(shop: BusyShop, anybody: Browser) -> None:
    document = anybody.get(f"{API}/openapi.json").get_json()
    text = json.dumps(document)
    for route, method, answer in tries(shop, shop.till):
        rule = next(one for one in shop.app.url_map.iter_rules() if one.endpoint == route.endpoint)
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        told = document["paths"][path][method.lower()]["responses"][str(answer.status_code)]
        schema = told["content"][answer.mimetype]["schema"]
        if answer.is_json:
            whole = {**json.loads(text), **schema}
            validator_for(whole).validate(answer.get_json())


def test_anybody_can_read_the_document_as_a_page(anybody: Browser) -> None:
    page = anybody.get(f"{API}/docs")
    assert page.status_code == 200
    assert flaw(page.text) is None
    assert all(path.startswith("/static/") for path in links(page)), "nothing comes from elsewhere"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    for word in ("POST /api/v1/queues/{queue_id}/call", 'href="#Customer"', 'id="Customer"'):
        assert word in page.text
