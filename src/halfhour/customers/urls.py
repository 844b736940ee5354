from django.urls import path

from halfhour.customers.views import beside, customers, keeping, merging, organisations, settings

app_name = "customers"
urlpatterns = [
    path("", customers.customers, name="customers"),
    path("new/", customers.add, name="add"),
    path("bring-in/", keeping.bring_in, name="bring_in"),
    path("<int:number>/", customers.customer, name="customer"),
    path("<int:number>/edit/", customers.edit, name="edit"),
    path("<int:number>/addresses/", beside.add_address, name="add_address"),
    path("<int:number>/addresses/<int:pk>/remove/", beside.remove_address, name="remove_address"),
    path("<int:number>/notes/", beside.add_note, name="add_note"),
    path("<int:number>/notes/<int:pk>/remove/", beside.remove_note, name="remove_note"),
    path("<int:number>/merge/", merging.merge, name="merge"),
    path("<int:number>/unmerge/<int:pk>/", merging.unmerge, name="unmerge"),
    path("<int:number>/export/", keeping.export, name="export"),
    path("<int:number>/erase/", keeping.erase, name="erase"),
    path("duplicates/", merging.duplicates, name="duplicates"),
    path("duplicates/<int:number>/<int:other>/apart/", merging.apart, name="apart"),
    path("organisations/", organisations.organisations, name="organisations"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/remove/", organisations.remove, name="remove_organisation"),
    path("fields/", settings.fields, name="fields"),
    path("fields/new/", settings.field, name="new_field"),
    path("fields/<slug:key>/", settings.field, name="field"),
    path("retention/", keeping.retention, name="retention"),
]
