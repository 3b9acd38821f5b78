"""What the measurements rest on: the same catalogue every time, and pages that only the collector can free."""

import gc
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "app"))

from shop.catalogue import CATALOGUE, SEED, Catalogue  # noqa: E402
from shop.page import Node  # noqa: E402


class TheCatalogue(unittest.TestCase):
    def test_is_the_same_every_time(self):
        again = Catalogue(SEED, 50)
        self.assertEqual([p.title for p in again.products], [p.title for p in CATALOGUE.products[:50]])

    def test_finds_a_variant_by_its_barcode(self):
        variant = CATALOGUE.products[41].variants[2]
        self.assertIs(CATALOGUE.barcodes[variant.barcode], variant)
        self.assertEqual(variant.product_number, 41)

    def test_finds_products_by_the_words_of_their_titles(self):
        for number in CATALOGUE.words["oak"][:20]:
            self.assertIn("oak", CATALOGUE.products[number].title)


class APage(unittest.TestCase):
    def test_becomes_objects_values_and_arrays(self):
        page = Node("page").add(title="Lamps")
        Node("products[]", parent=page).add(number=1)
        Node("products[]", parent=page).add(number=2)
        self.assertEqual(page.as_data(), {"title": "Lamps", "products": [{"number": 1}, {"number": 2}]})

    def test_inherits_from_the_nodes_above(self):
        page = Node("page").add(currency="EUR")
        offer = Node("offer", parent=page).add(price=3)
        self.assertEqual((offer.inherited("price"), offer.inherited("currency"), offer.inherited("size")), (3, "EUR", None))

    def test_is_freed_by_the_collector_alone(self):
        gc.collect()
        page = Node("page").add(title="Lamps")
        del page
        self.assertGreaterEqual(gc.collect(), 2)


if __name__ == "__main__":
    unittest.main()
