"""The catalogue: about 200 MB of Python objects, the same ones every time, built when this module is imported.

Newest products come first, as shops show them, so what visitors ask for is the head of it.
"""

import random
from array import array
from typing import NamedTuple

SEED = 20170117
PRODUCT_COUNT = 84_000
VARIANTS_PER_PRODUCT = 3
SEARCHABLE = 20_000  # the newest ones

ADJECTIVES = "brass oak slim classic heavy folding outdoor quiet compact vintage matte modular".split()
NOUNS = "lamp chair shelf kettle hammer bicycle tent rug clock drill basket mirror bench ladder jug tray".split()
MATERIALS = "steel oak walnut wool linen glass copper ceramic leather bamboo".split()
COLOURS = "black white red green blue grey sand olive navy amber".split()
BRANDS = ["Brand %02d" % n for n in range(60)]
WAREHOUSES = ["Hall %s" % letter for letter in "ABCDEFGH"]
COUNTRIES = "DE FR IT PL SE DK NL PT CZ JP".split()


class Category:
    """A shelf of the shop. ``products`` holds the identifiers of what stands on it, newest first."""

    def __init__(self, number):
        self.number = number
        self.name = NOUNS[number].capitalize() + "s"
        self.products = array("I")


class Variant(NamedTuple):
    """One orderable form of a product. Money in cents, lengths in millimetres, mass in grams."""

    barcode: int
    product_number: int
    category: Category
    colour: str
    size: str
    material: str
    finish: str
    price: int
    list_price: int
    currency: str
    tax_class: str
    stock: int
    reserved: int
    warehouse: str
    backup_warehouse: str
    lead_days: int
    pack_size: int
    width: int
    height: int
    depth: int
    mass: int
    origin: str
    customs_code: str
    active: bool


class Product(NamedTuple):
    """A product as the shop shows it. Money in cents; ``rating`` in tenths of a star, 0 to 50."""

    number: int
    sku: str
    title: str
    summary: str
    category: Category
    brand: str
    supplier: str
    model_year: int
    price: int
    list_price: int
    currency: str
    tax_class: str
    unit: str
    origin: str
    warranty_months: int
    rating: int
    review_count: int
    return_days: int
    searchable: bool
    new: bool
    clearance: bool
    tags: tuple
    attributes: dict
    variants: tuple


def build_variant(number, ordinal, category, price, draw):
    return Variant(
        4_000_000_000_000 + number * VARIANTS_PER_PRODUCT + ordinal,
        number,
        category,
        COLOURS[(number + ordinal) % 10],
        "SML"[ordinal],
        MATERIALS[draw % 10],
        "matte" if draw & 1 else "gloss",
        price + 100 * ordinal,
        price + price // 5,
        "EUR",
        "reduced" if draw & 2 else "standard",
        draw % 200,
        draw % 7,
        WAREHOUSES[draw % 8],
        WAREHOUSES[(draw + 1) % 8],
        1 + draw % 14,
        1 + draw % 6,
        200 + draw % 900,
        100 + draw % 700,
        50 + draw % 400,
        300 + draw % 9000,
        COUNTRIES[draw % 10],
        "9403",
        True,
    )


def build_product(number, categories, generator):
    draw = generator.getrandbits(20)
    category = categories[number % len(categories)]
    adjective = ADJECTIVES[draw % len(ADJECTIVES)]
    material = MATERIALS[draw % 10]
    noun = NOUNS[category.number]
    price = 500 + draw % 90_000
    return Product(
        number,
        "%s-%06d" % (noun[:2].upper(), number),
        "%s %s %s, model %d" % (adjective, material, noun, number),
        "A %s %s of %s." % (adjective, noun, material),
        category,
        BRANDS[draw % 60],
        BRANDS[(draw + 7) % 60],
        1990 + draw % 35,
        price,
        price + price // 5,
        "EUR",
        "standard",
        "piece",
        COUNTRIES[draw % 10],
        24,
        draw % 51,
        draw % 240,
        30,
        number < SEARCHABLE,
        number < 500,
        draw % 11 == 0,
        (adjective, material, noun),
        {"colour": COLOURS[draw % 10], "material": material, "care": "dry", "warranty": "2 years", "assembly": "no"},
        tuple([build_variant(number, n, category, price, draw) for n in range(VARIANTS_PER_PRODUCT)]),
    )


class Catalogue:
    """All products, their categories, and the ways to find them.

    ``words`` has, for each word of a title, the numbers of the searchable products with it, ascending. ``barcodes`` has the
    variant that a scanner reads.
    """

    def __init__(self, seed, count):
        generator = random.Random(seed)
        self.categories = [Category(number) for number in range(12)]
        self.products = [build_product(number, self.categories, generator) for number in range(count)]
        self.barcodes = {}
        self.words = {word: array("I") for word in ADJECTIVES + MATERIALS + NOUNS}
        for product in self.products:
            product.category.products.append(product.number)
            for variant in product.variants:
                self.barcodes[variant.barcode] = variant
            if product.searchable:
                for tag in product.tags:
                    self.words[tag].append(product.number)


CATALOGUE = Catalogue(SEED, PRODUCT_COUNT)
