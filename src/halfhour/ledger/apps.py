from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "halfhour.ledger"
    label = "ledger"
