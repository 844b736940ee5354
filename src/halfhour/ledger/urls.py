from django.urls import path

from halfhour.ledger.views import contacts, imports

app_name = "ledger"
urlpatterns = [
    path("", imports.imports, name="imports"),
    path("upload/", imports.upload, name="upload"),
    path("imports/<int:number>/", imports.one_import, name="import"),
    path("imports/<int:number>/look/", imports.look, name="look"),
    path("imports/<int:number>/start/", imports.start, name="start"),
    path("imports/<int:number>/rejected.csv", imports.rejected, name="rejected"),
    path("imports/<int:number>/file/", imports.raw, name="raw"),
    path("contacts/", contacts.contacts, name="contacts"),
    path("contacts/<int:pk>/", contacts.contact, name="contact"),
]
