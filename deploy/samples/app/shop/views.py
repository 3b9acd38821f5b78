"""The shop's JSON interface."""

from collections import Counter, deque

from django.http import Http404, HttpResponse, JsonResponse

from shop import promotions
from shop.catalogue import CATALOGUE
from shop.page import Node

PAGE_SIZE = 40
RECENT_PAGES = deque(maxlen=32)  # what this worker answered last; bounds what a worker keeps


def healthz(request):
    """Ready. Touches nothing, so that a probe is no visitor."""
    return HttpResponse("ok", content_type="text/plain")


def product_list(request):
    """One page of a category: ``?category=0..11&page=0..``."""
    category = CATALOGUE.categories[_number(request, "category", len(CATALOGUE.categories))]
    first = PAGE_SIZE * _number(request, "page", len(category.products) // PAGE_SIZE + 1)
    page = Node("page").add(title=category.name, total=len(category.products))
    for number in category.products[first : first + PAGE_SIZE]:
        _teaser(page, CATALOGUE.products[number])
    return _answer(page)


def product_detail(request, product_id):
    """One product with its variants and its neighbours on the shelf."""
    if product_id >= len(CATALOGUE.products):
        raise Http404("no product %d: the catalogue has 0 to %d" % (product_id, len(CATALOGUE.products) - 1))
    product = CATALOGUE.products[product_id]
    page = Node("page").add(title=product.title, summary=product.summary)
    Node("attributes", parent=page).add(**product.attributes)
    for variant in product.variants:
        fields = variant._asdict()
        fields["category"] = variant.category.name
        Node("variants[]", parent=page).add(**fields)
    shelf = product.category.products
    place = product_id // len(CATALOGUE.categories)
    for number in shelf[max(0, place - PAGE_SIZE // 2) : place + PAGE_SIZE // 2]:
        _teaser(page, CATALOGUE.products[number])
    return _answer(page)


def barcode(request, code):
    """What a scanner at the till shows: the variant with this barcode, and the product that it belongs to."""
    variant = CATALOGUE.barcodes.get(code)
    if variant is None:
        raise Http404("no variant has the barcode %d" % code)
    return product_detail(request, variant.product_number)


def search(request):
    """Newest products whose titles have all words of ``?q=``, with counts by category and brand."""
    words = request.GET.get("q", "").lower().split()
    postings = [CATALOGUE.words.get(word, ()) for word in words]
    found = set.intersection(*map(set, postings)) if postings else ()
    hits = [CATALOGUE.products[number] for number in sorted(found)[:PAGE_SIZE]]
    page = Node("page").add(title=" ".join(words), total=len(found))
    for product in hits:
        _teaser(page, product)
    facets = Node("facets", parent=page)
    for facet, values in (("category", [p.category.name for p in hits]), ("brand", [p.brand for p in hits])):
        for value, count in Counter(values).most_common():
            Node(facet + "[]", parent=facets).add(name=value, count=count)
    return _answer(page)


def _number(request, name, limit):
    """The query parameter ``name``: a whole number from 0 to ``limit`` - 1, 0 when it is not given."""
    text = request.GET.get(name, "0")
    if not text.isdecimal() or int(text) >= limit:
        raise Http404("%s=%s: give a whole number from 0 to %d" % (name, text, limit - 1))
    return int(text)


def _teaser(page, product):
    teaser = Node("products[]", parent=page).add(
        number=product.number,
        sku=product.sku,
        title=product.title,
        brand=product.brand,
        price=product.price,
        currency=product.currency,
        rating=product.rating,
        reviews=product.review_count,
    )
    Node("attributes", parent=teaser).add(**product.attributes)
    for variant in product.variants:
        offer = Node("variants[]", parent=teaser)
        offer.add(
            barcode=variant.barcode,
            colour=variant.colour,
            size=variant.size,
            price=variant.price,
            currency=offer.inherited("currency"),
            stock=variant.stock,
            warehouse=variant.warehouse,
        )


def _answer(page):
    for promotion in promotions.current():
        Node("promotions[]", parent=page).add(**promotion)
    Node("alsoViewed", [recent["title"] for recent in RECENT_PAGES], page)
    data = page.as_data()
    RECENT_PAGES.append(data)
    return JsonResponse(data)
