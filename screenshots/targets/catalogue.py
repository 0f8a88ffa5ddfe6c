"""A shop's search that keeps every answer it ever gave. Articles know each other, so what is not kept is freed by the collector only."""
import json
import time
from collections import OrderedDict, deque

MOST = 30_000


class Article:
    def __init__(self, number, price):
        self.number = number
        self.price = price
        self.related = []


class Search:
    def __init__(self, text, articles):
        self.text = text
        self.articles = articles


class Catalogue:
    def __init__(self):
        self.searches = {}
        self.prices = OrderedDict()
        self.log = deque(maxlen=5000)

    def price(self, number):
        number %= 4000
        if number not in self.prices:
            self.prices[number] = json.loads('{"amount": %d.99, "currency": "EUR", "taxes": [0.19, 0.07]}' % number)
        return self.prices[number]

    def articles(self, number):
        found = [Article(number + i, self.price(number + i)) for i in range(6)]
        for article in found:
            article.related.extend(found[:3])
        return found

    def search(self, number):
        text = "article %d" % number
        self.log.append("%d searched for %s" % (number, text))
        self.searches[text] = Search(text, self.articles(number))
        return len(self.searches)


catalogue = Catalogue()
number = 0
while True:
    for _ in range(12):
        number += 1
        catalogue.articles(number)
        if catalogue.search(number) > MOST:
            catalogue.searches.clear()
    time.sleep(0.04)
