"""Every write to the ledger."""

from halfhour.ledger.actions.erasing import erase_customer_ids
from halfhour.ledger.actions.importing import ImportProgress, Stage, import_history
from halfhour.ledger.actions.uploads import choose_options, hand_to_job, store_file, store_upload

__all__ = [
    "ImportProgress",
    "Stage",
    "choose_options",
    "erase_customer_ids",
    "hand_to_job",
    "import_history",
    "store_file",
    "store_upload",
]
