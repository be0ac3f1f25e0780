"""Texts that a spreadsheet would compute, made harmless in SQL."""

# A text is a formula to a spreadsheet when it begins with + - = @, their wide forms, tab, LF or CR. One that begins
# with quotes and such a character is guarded too, since the import takes a quote off. First characters are compared
# as numbers, and most are letters: a pattern for every text would cost six times as much.
_IS_PLAIN = "ascii({0}) BETWEEN 65 AND 65290"
_IS_FORMULA = "ascii({0}) IN (9, 10, 13, 43, 45, 61, 64, 65291, 65293, 65309, 65312)"
_IS_QUOTED_FORMULA = r"ascii({0}) = 39 AND {0} ~ '^''+[-+=@\t\n\r\uFF0B\uFF0D\uFF1D\uFF20]'"


def guarded(text_: str, shown: str | None = None) -> str:
    """`shown` (the text itself), behind a quote when the text begins like a formula."""
    shown = shown or text_
    plain, formula, quoted = (each.format(text_) for each in (_IS_PLAIN, _IS_FORMULA, _IS_QUOTED_FORMULA))
    return f"CASE WHEN {plain} THEN {shown} WHEN {formula} OR {quoted} THEN '''' || {shown} ELSE {shown} END"
