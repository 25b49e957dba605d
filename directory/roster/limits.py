"""How large a roster may be, stated before it is read."""

MOST_BYTES = 200 << 20  # of the file
MOST_UNPACKED = 512 << 20  # bytes of all parts of a workbook; 100,000 rows of 35 columns have about 200 MB
MOST_STRINGS = 128 << 20  # bytes of a workbook's table of texts, which is held in memory
MOST_PARTS = 5_000  # of a workbook
MOST_ROWS = 100_000  # below the header
MOST_COLUMNS = 500
MOST_MERGED = 10_000  # merged areas of a sheet
MOST_CHARACTERS = 1_000  # of a cell that is read
FIRST_ROWS = 40  # among which the names of the columns are looked for
SAMPLE_ROWS = 1_000  # by whose values columns are dropped whose name says nothing

LIMITS = (
    f"A roster has at most {MOST_ROWS:,} rows, {MOST_COLUMNS} columns and {MOST_BYTES >> 20} MB; a workbook at most "
    f"{MOST_UNPACKED >> 20} MB unpacked. It is CSV with commas, semicolons, tabs or |, or an XLSX workbook."
)
