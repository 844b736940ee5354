"""Dates in Russian without the mark of the year, whose point would meet the sentence's own, and
hours of two digits wherever they stand."""

DATE_FORMAT = "j E Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j E Y, H:i"
YEAR_MONTH_FORMAT = "F Y"
SHORT_DATETIME_FORMAT = "d.m.Y, H:i"
