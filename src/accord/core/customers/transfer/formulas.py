"""Texts that a spreadsheet would compute, made harmless in SQL."""

# A text is a formula to a spreadsheet when it begins with + - = @, their wide forms, tab, LF or CR. One that
# begins with quotes and such a character is guarded too, since the import takes a quote off. Most texts begin
# with a letter, and are let through by one comparison of numbers: a pattern would cost six times as much.
_IS_PLAIN = "ascii({0}) BETWEEN 65 AND 65290"
_IS_FORMULA = r"""ascii({0}) IN (9, 10, 13, 39, 43, 45, 61, 64, 65291, 65293, 65309, 65312)
        AND {0} ~ '^''*[-+=@\t\n\r\uFF0B\uFF0D\uFF1D\uFF20]'"""


def guarded(text_: str, shown: str | None = None) -> str:
    """`shown` (the text itself), behind a quote when the text begins like a formula."""
    shown = shown or text_
    plain, formula = _IS_PLAIN.format(text_), _IS_FORMULA.format(text_)
    return f"CASE WHEN {plain} THEN {shown} WHEN {formula} THEN '''' || {shown} ELSE {shown} END"
