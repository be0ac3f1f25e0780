"""The links of e-mails, as mail programs and browsers follow them."""

import pytest

from accord.kit import clock
from accord.kit.ids import new_id

PERSON = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"}
ADDRESS = "https://plan.example/a?b=c&d=e"


@pytest.fixture
def browser(open_client):
    client = open_client("")
    client.headers.update(PERSON)
    return client


@pytest.fixture
def links(platform):
    return platform.links


@pytest.fixture
async def state(database):
    async def read(message_id):
        columns = "status, open_count, click_count, opened_at IS NOT NULL, clicked_at IS NOT NULL"
        return tuple(
            await database.pool.fetchrow(f"SELECT {columns} FROM communications WHERE id = $1", message_id)
        )

    return read


@pytest.fixture
async def opted_out(database):
    async def read():
        return [row[0] for row in await database.pool.fetch("SELECT channel FROM opt_outs ORDER BY channel")]

    return read


def path_of(link):
    return link.removeprefix("http://localhost:8000")


class TestTheOpenPixel:
    async def test_is_an_image_that_nobody_keeps(self, browser, links, message):
        answer = await browser.get(path_of(links.pixel(await message())))

        assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
        assert answer.content.startswith(b"GIF89a")
        assert answer.headers["cache-control"] == "no-store"

    async def test_tells_of_an_open_once_for_a_moment(self, browser, links, message, state):
        made = await message()

        for _ in range(3):
            await browser.get(path_of(links.pixel(made)))

        status, opens, _, opened, _ = await state(made)
        assert (status, opened) == ("opened", True)
        assert 1 <= opens <= 2

    async def test_counts_no_machine(self, browser, links, message, state):
        made = await message()

        await browser.get(path_of(links.pixel(made)), headers={"User-Agent": "Mozilla/5.0"})
        await browser.get(path_of(links.pixel(made)), headers={"Sec-Purpose": "prefetch"})

        assert await state(made) == ("delivered", 0, 0, False, False)

    async def test_of_a_message_that_is_gone_is_an_image_still(self, browser, links):
        assert (await browser.get(path_of(links.pixel(new_id())))).status_code == 200


class TestTheClickRedirect:
    async def test_leads_on_and_tells_of_the_click(self, browser, links, message, state):
        made = await message()

        answer = await browser.get(path_of(links.click(made, ADDRESS)))

        assert (answer.status_code, answer.headers["location"]) == (302, ADDRESS)
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert await state(made) == ("clicked", 0, 1, False, True)

    async def test_leads_on_when_the_message_is_gone(self, browser, links):
        answer = await browser.get(path_of(links.click(new_id(), ADDRESS)))

        assert answer.headers["location"] == ADDRESS

    @pytest.mark.parametrize("token", ["x", "https:%2F%2Fevil.example", "AAAA" * 40, "..%2f..%2fu", "%00"])
    async def test_leads_nowhere_else(self, browser, token):
        answer = await browser.get(f"/t/c/{token}")

        assert answer.status_code == 404
        assert "location" not in answer.headers


class TestUnsubscribing:
    @pytest.fixture
    def link(self, links, customer):
        return path_of(links.unsubscribe(new_id(), customer.id))

    async def test_is_done_by_one_post_of_a_machine(self, browser, link, opted_out):
        answer = await browser.post(link, data={"List-Unsubscribe": "One-Click"})

        assert answer.status_code == 200
        assert await opted_out() == ["email"]

    async def test_may_be_done_again(self, browser, link, opted_out):
        answers = [await browser.post(link) for _ in range(3)]

        assert [answer.status_code for answer in answers] == [200] * 3
        assert await opted_out() == ["email"]

    @pytest.mark.parametrize("method", ["GET", "HEAD"])
    async def test_is_not_done_by_looking(self, browser, link, opted_out, method):
        answer = await browser.request(method, link)

        assert answer.status_code == 200
        assert await opted_out() == []

    async def test_offers_a_page_that_needs_no_script(self, browser, link):
        answer = await browser.get(link)

        assert '<form method="post">' in answer.text
        assert "script" not in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")

    @pytest.mark.parametrize(
        ("accepted", "told"),
        [
            ("fr-CA,fr;q=0.9,en;q=0.8", "Se désabonner"),
            ("de,en;q=0.5,fr;q=0.4", "Unsubscribe"),
            ("sw", "Unsubscribe"),
            ("q=;;,\xff;q=x", "Unsubscribe"),
        ],
    )
    async def test_speaks_the_language_of_the_browser(self, browser, link, accepted, told):
        page = (await browser.get(link, headers={"Accept-Language": accepted.encode("latin-1")})).text

        assert f"<h1>{told}</h1>" in page

    async def test_takes_another_than_our_link_for_none(self, browser, opted_out):
        for path in ("/u/x", "/u/" + "A" * 64, "/u/"):
            assert (await browser.post(path)).status_code == 404
        assert await opted_out() == []


class TestThePreferencePage:
    @pytest.fixture
    def link(self, links, customer):
        return path_of(links.preferences(customer.id, since=clock.now()))

    @pytest.fixture
    def form(self):
        return {
            "allow": ["email", "sms"],
            "prefer": ["sms"],
            "quiet_start": "21:30",
            "quiet_end": "07:00",
            "timezone": "Asia/Kolkata",
        }

    async def test_shows_what_holds(self, browser, link):
        page = (await browser.get(link)).text

        assert 'name="allow" value="whatsapp" checked' in page
        assert 'name="quiet_start" value="22:00"' in page
        assert "<option selected>UTC</option>" in page

    async def test_prefers_nothing_for_whoever_never_said(self, browser, engagement, customer, link, form):
        page = (await browser.get(link)).text
        assert [f'name="prefer" value="{each}">' in page for each in ("email", "sms", "whatsapp")] == [
            True
        ] * 3

        await browser.post(link, data=form | {"prefer": []})
        shown = (await engagement.get(f"/preferences/{customer.id}")).json()
        assert (shown["preferred_channels"], shown["quiet_hours_start"]) == ([], "21:30")

    async def test_shows_what_is_preferred(self, browser, engagement, customer, link):
        wish = {"client_id": str(customer.id), "preferred_channels": ["sms"]}
        await engagement.post("/preferences", json=wish)

        page = (await browser.get(link)).text
        assert 'name="prefer" value="sms" checked' in page
        assert 'name="prefer" value="email">' in page

    async def test_offers_the_time_zones_that_have_a_name_everywhere(self, browser, link):
        page = (await browser.get(link)).text

        assert ("<option>Asia/Kolkata</option>" in page, "localtime" in page) == (True, False)

    async def test_saves_what_is_chosen(self, browser, engagement, customer, link, form):
        page = await browser.post(link, data=form)

        assert (page.status_code, "Your choices are saved." in page.text) == (200, True)
        shown = (await engagement.get(f"/preferences/{customer.id}")).json()
        assert shown["preferred_channels"] == ["sms"]
        assert (shown["opt_out_email"], shown["opt_out_sms"], shown["opt_out_whatsapp"]) == (
            False,
            False,
            True,
        )
        assert (shown["quiet_hours_start"], shown["timezone"]) == ("21:30", "Asia/Kolkata")

    async def test_keeps_the_order_and_what_it_does_not_offer(
        self, browser, engagement, customer, link, form
    ):
        wish = {"client_id": str(customer.id), "preferred_channels": ["whatsapp", "sms", "email"]}
        await engagement.post("/preferences", json=wish)

        await browser.post(link, data=form | {"prefer": ["email", "whatsapp"]})

        shown = (await engagement.get(f"/preferences/{customer.id}")).json()
        assert shown["preferred_channels"] == ["whatsapp", "email"]

    async def test_speaks_the_customers_language(self, browser, engagement, customer, link, form):
        wish = {"client_id": str(customer.id), "language_preference": "fr"}
        await engagement.post("/preferences", json=wish)

        page = (await browser.get(link, headers={"Accept-Language": "en"})).text
        saved = (await browser.post(link, data=form)).text

        assert ('<html lang="fr">' in page, "Vos préférences" in page) == (True, True)
        assert "Vos choix sont enregistrés." in saved

    async def test_is_the_customers_own_doing(self, browser, database, link, form):
        await browser.post(link, data=form)

        kinds = await database.pool.fetch("SELECT DISTINCT actor_kind, via FROM events")
        assert [tuple(row) for row in kinds] == [("customer", "link")]

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"quiet_start": "25:00"}, "Times are written as 22:00."),
            ({"timezone": "Mars/Olympus <b>"}, "This time zone is not known."),
        ],
    )
    async def test_tells_what_is_wrong_and_saves_nothing(self, browser, link, form, opted_out, wrong, told):
        page = await browser.post(link, data=form | wrong)

        assert (page.status_code, told in page.text, "<b>" in page.text) == (400, True, False)
        assert await opted_out() == []

    @pytest.mark.parametrize("content", [b"\xff\xfe", b"a=1&" * 60, b"x" * 20_000])
    async def test_takes_no_other_form(self, browser, link, content):
        assert (await browser.post(link, content=content)).status_code == 400

    async def test_of_a_customer_who_is_gone_does_not_work(self, browser, links):
        link = path_of(links.preferences(new_id(), since=clock.now()))

        assert (await browser.get(link)).status_code == 404
