"""Numbers in Chinese: thousands are set apart, as charts and reports set them."""

THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
