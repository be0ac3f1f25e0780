import pytest

from accord.core.customers.transfer import FileTooLarge, FileUnreadable, ImportOptions, import_customers

HEAD = "firstName,lastName,email"
ROW = "José,Müller,jose@example.com"


class TestReadingAFile:
    @pytest.mark.parametrize(
        ("encoding", "found"),
        [
            ("utf-8", "utf-8"),
            ("utf-8-sig", "utf-8-sig"),
            ("utf-16", "utf-16"),
            ("utf-32", "utf-32"),
            ("cp1252", "cp1252"),
            ("latin-1", "cp1252"),
        ],
    )
    async def test_detects_the_encoding(self, bring, known, encoding, found):
        report = await bring(f"{HEAD}\r\n{ROW}\r\n".encode(encoding))

        (customer,) = await known()
        assert report.run.encoding == found
        assert (customer.given_name, customer.family_name) == ("José", "Müller")

    async def test_detects_cyrillic_text(self, bring, known):
        names = ["Ирина,Петрова", "Александр,Иванов", "Наталья,Кузнецова", "Дмитрий,Соколов", "Ольга,Попова"]
        rows = [f"{name},a{at}@example.com,Москва" for at, name in enumerate(names)]

        report = await bring("\n".join([f"{HEAD},city", *rows]).encode("cp1251"))

        assert report.run.encoding == "cp1251"
        assert [customer.full_name for customer in await known()] == [
            name.replace(",", " ") for name in names
        ]

    async def test_takes_the_encoding_it_is_told(self, bring, known):
        await bring(f"{HEAD}\nŁukasz,Żak,a@example.com\n".encode("cp1250"), encoding="cp1250")

        assert [customer.full_name for customer in await known()] == ["Łukasz Żak"]

    async def test_looks_for_the_encoding_beyond_the_first_lines(self, bring, known):
        plain = "".join(f"Ann,Otieno,a{at}@example.com\n" for at in range(30_000))

        report = await bring(f"{HEAD}\n{plain}{ROW}\n".encode("cp1252"))

        assert (report.run.failed, (await known())[-1].given_name) == (0, "José")

    @pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
    async def test_detects_the_delimiter(self, bring, known, delimiter):
        content = f'{HEAD},city\n{ROW},"A, B; C|D\tE"\n'
        cells = [line.split(",", 3) for line in content.splitlines()]

        report = await bring("\n".join(delimiter.join(line) for line in cells))

        (customer,) = await known()
        assert (report.run.delimiter, customer.city) == (delimiter, "A, B; C|D\tE")

    async def test_heeds_the_declaration_of_a_spreadsheet_program(self, bring, known):
        report = await bring(f"sep=;\r\n{HEAD.replace(',', ';')}\r\nAnn;Otieno;bad\r\n")

        assert [(each.line, each.record) for each in report.errors] == [(3, 1)]

    async def test_knows_columns_in_any_order_and_spelling(self, bring, known):
        header = "CITY,E-Mail,location.zipCode,last_name,First Name,date_of_birth,Segment,company"

        await bring(f"{header}\nNairobi,a@example.com,00100,Otieno,Ann,1990-05-06,sme,Otieno Ltd\n")

        (customer,) = await known()
        assert (customer.full_name, customer.city, customer.zip_code) == ("Ann Otieno", "Nairobi", "00100")
        assert (str(customer.born_on), customer.bank_segment) == ("1990-05-06", "SME")

    async def test_maps_columns_and_lists_those_it_ignores(self, bring, known):
        content = "Vorname,Nachname,Mail,email,Hobby\nAnn,Otieno,a@example.com,old@example.com,chess\n"
        mapping = {"Vorname": "firstName", "nachname": "family_name", "Mail": "email"}

        report = await bring(content, mapping=mapping)

        (customer,) = await known()
        assert (customer.full_name, customer.email) == ("Ann Otieno", "a@example.com")
        assert report.run.ignored_columns == ["email", "Hobby"]

    async def test_leaves_out_a_column_that_is_mapped_to_nothing(self, bring, known):
        report = await bring(f"{HEAD},notes\n{ROW},secret\n", mapping={"notes": ""})

        assert ((await known())[0].notes, report.run.ignored_columns) == (None, ["notes"])

    async def test_names_columns_as_the_file_does(self, bring):
        report = await bring(
            "Vorname,LASTNAME,Mail\n,B,bad\n", mapping={"Vorname": "firstName", "Mail": "email"}
        )

        assert [error.column for error in report.errors] == ["Vorname", "Mail"]

    async def test_cuts_a_full_name_as_the_core_does(self, bring, known):
        await bring("name,email\nMary Ann Lee,a@example.com\nCher,b@example.com\n")

        names = [(each.given_name, each.family_name, each.full_name) for each in await known()]
        assert names == [("Mary Ann", "Lee", "Mary Ann Lee"), ("Cher", "", "Cher")]

    @pytest.mark.parametrize(
        ("cell", "text"),
        [
            ("'=x", "=x"),
            ("''@x", "'@x"),
            ("'+254700", "+254700"),
            (" '-1 ", "-1"),
            ("''\n1", "'\n1"),
            ("'\t1", "1"),
            ("'tis", "'tis"),
            ("''", "''"),
        ],
    )
    async def test_takes_one_guard_against_formulas_off(self, bring, known, cell, text):
        await bring(f'{HEAD},notes\nAnn,Otieno,a@example.com,"{cell}"\n')

        assert (await known())[0].notes == text


class TestRefusingAFile:
    @pytest.mark.parametrize(
        ("content", "message"),
        [
            ("", "the file is empty or its first line cannot be read"),
            ("\n\n", "the file is empty or its first line cannot be read"),
            ("1,2,3\n4,5,6\n", "the file has no header: its first line names no field of customers"),
            ("firstName,city\n", "required column lastName is missing; required column email is missing"),
            (f"{HEAD},First_Name\n", "columns 'firstName' and 'First_Name' mean the same field"),
        ],
    )
    async def test_says_what_is_wrong_with_the_header(self, bring, content, message):
        with pytest.raises(FileUnreadable) as refused:
            await bring(content)

        assert refused.value.message == message

    @pytest.mark.parametrize(
        ("mapping", "message"),
        [
            ({"Mail": "email"}, "there is no column 'Mail' to map"),
            (
                {"email": "shoe size"},
                "column 'email' is mapped to 'shoe size', which is no field of customers",
            ),
        ],
    )
    async def test_says_what_is_wrong_with_the_mapping(self, bring, mapping, message):
        with pytest.raises(FileUnreadable) as refused:
            await bring(f"{HEAD}\n{ROW}\n", mapping=mapping)

        assert refused.value.message == message

    async def test_refuses_an_unknown_encoding(self, bring):
        with pytest.raises(FileUnreadable):
            await bring(f"{HEAD}\n{ROW}\n", encoding="klingon")

    async def test_refuses_too_many_bytes(self, bring, known):
        with pytest.raises(FileTooLarge):
            await bring(f"{HEAD}\n{ROW}\n", max_bytes=20)

        assert await known() == []

    async def test_refuses_too_many_rows_and_gives_the_run_up(self, committing, tmp_path, database):
        path = tmp_path / "two.csv"
        path.write_text(f"{HEAD}\nA,B,a@example.com\nA,B,b@example.com\n")

        with pytest.raises(FileTooLarge):
            await import_customers(committing, path, ImportOptions(max_rows=1))

        assert await database.pool.fetchval("SELECT status FROM customer_imports") == "discarded"
        assert await database.pool.fetchval("SELECT count(*) FROM customers") == 0
