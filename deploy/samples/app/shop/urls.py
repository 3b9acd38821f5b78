from django.urls import path

from shop import views

urlpatterns = [
    path("healthz", views.healthz),
    path("products", views.product_list),
    path("products/<int:product_id>", views.product_detail),
    path("barcodes/<int:code>", views.barcode),
    path("search", views.search),
]
