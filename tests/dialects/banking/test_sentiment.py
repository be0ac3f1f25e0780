import pytest

from accord.app.server import front_of
from accord.intelligence.local import LocalSentiment
from accord.kit.ids import new_id
from dialects.conftest import customer_token, sign

CUSTOMER = {
    "firstName": "Amina",
    "lastName": "Otieno",
    "email": "amina@example.com",
    "phoneNumber": "+254700000001",
    "segment": "Retail",
}
KEYS = {
    *("id", "customerId", "interactionId", "caseId", "sentimentType", "sentimentScore", "textAnalyzed"),
    *("analyzedDate", "keyPhrases"),
}
PATH = "/sentimentanalysis/analyze"
KEY = {"Idempotency-Key": "once"}


@pytest.fixture
async def customer_id(banking):
    return (await banking.post("/customers", json=CUSTOMER)).json()["id"]


@pytest.fixture
def body(customer_id):
    """The document's, as printed."""
    return {
        "customerId": customer_id,
        "text": "I am very happy with the service provided",
        "interactionId": "optional-interaction-id",
        "caseId": "optional-case-id",
    }


async def interaction_of(banking, customer_id):
    new = {"customerId": customer_id, "channel": "Email", "subject": "Card", "description": "Asked about it"}
    return (await banking.post("/interactions", json=new)).json()["id"]


async def case_of(banking, customer_id):
    new = {"customerId": customer_id, "title": "Card", "description": "Kept", "category": "Cards"}
    return (await banking.post("/cases", json=new)).json()["id"]


class TestAnalysingAText:
    async def test_answers_as_the_document_prints(self, banking, body, customer_id):
        answer = await banking.post(PATH, json=body)

        shown = answer.json()
        assert (answer.status_code, shown.keys()) == (200, KEYS)
        assert {key: shown[key] for key in KEYS - {"id", "analyzedDate"}} == {
            "customerId": customer_id,
            "interactionId": None,
            "caseId": None,
            "sentimentType": "Positive",
            "sentimentScore": 0.8,
            "textAnalyzed": "I am very happy with the service provided",
            "keyPhrases": "happy, service, provided",
        }

    @pytest.mark.parametrize(
        ("text", "word", "score"),
        [
            ("I cannot log into my account", "Negative", 0.2),
            ("I am unhappy with this", "Negative", 0.2),
            ("not happy at all", "Negative", 0.2),
            (
                "This is unacceptable, the worst service ever!!! My lawyer will call",
                "VeryNegative",
                0.05,
            ),
            ("What are your opening hours?", "Neutral", 0.5),
        ],
    )
    async def test_scores_as_the_contract_says(self, banking, body, text, word, score):
        shown = (await banking.post(PATH, json=body | {"text": text})).json()

        assert (shown["sentimentType"], shown["sentimentScore"]) == (word, score)

    async def test_of_stop_words_has_no_key_phrases(self, banking, body):
        shown = (await banking.post(PATH, json=body | {"text": "I am with you"})).json()

        assert shown["keyPhrases"] == ""

    async def test_names_the_interaction_and_the_case_it_is_about(self, banking, body, customer_id):
        interaction_id = await interaction_of(banking, customer_id)
        case_id = await case_of(banking, customer_id)

        shown = (
            await banking.post(PATH, json=body | {"interactionId": interaction_id, "caseId": case_id})
        ).json()

        assert (shown["interactionId"], shown["caseId"]) == (interaction_id, case_id)

    @pytest.mark.parametrize("nothing", [None, "", "optional-case-id", " optional-interaction-id "])
    async def test_takes_words_for_nothing(self, banking, body, nothing):
        answer = await banking.post(PATH, json=body | {"interactionId": nothing, "caseId": nothing})

        assert (answer.status_code, answer.json()["interactionId"]) == (200, None)

    @pytest.mark.parametrize(
        ("field", "kind"), [("customerId", "Customer"), ("interactionId", "Interaction"), ("caseId", "Case")]
    )
    async def test_about_something_unknown_is_404(self, banking, body, field, kind):
        unknown = str(new_id())

        answer = await banking.post(PATH, json=body | {field: unknown})

        assert (answer.status_code, answer.json()) == (
            404,
            {"error": f"{kind} with ID {unknown} not found", "statusCode": 404},
        )
        assert (await banking.get("/sentimentanalysis")).json() == []

    async def test_names_every_wrong_field_at_once(self, banking):
        answer = await banking.post(PATH, json={"text": " ", "interactionId": "17", "caseId": "soon"})

        assert answer.status_code == 400
        fields = [detail["field"] for detail in answer.json()["details"]]
        assert fields == ["customerId", "text", "interactionId", "caseId"]

    async def test_takes_texts_up_to_the_limit(self, banking, body):
        assert (await banking.post(PATH, json=body | {"text": "word " * 1999 + "words"})).status_code == 200
        assert (await banking.post(PATH, json=body | {"text": "x" * 10_001})).status_code == 400

    async def test_needs_its_permission(self, open_client, body):
        reader = open_client("/banking/api", sign(["crm:read:sentiment"]))

        assert (await reader.post(PATH, json=body)).status_code == 403

    async def test_again_with_the_same_key_keeps_one(self, banking, body):
        answers = [await banking.post(PATH, json=body, headers={"Idempotency-Key": "k"}) for _ in range(2)]

        assert answers[0].json() == answers[1].json()
        assert len((await banking.get("/sentimentanalysis")).json()) == 1


class Watching:
    """An analyser that notes how many connections are in use while it is asked."""

    def __init__(self, platform):
        self.platform = platform
        self.seen = []

    async def analyse(self, text):
        pool = self.platform.database.pool
        self.seen.append(pool.get_size() - pool.get_idle_size())
        return await LocalSentiment(["en"]).analyse(text)

    async def close(self):
        pass


@pytest.fixture
def watching(platform):
    """Stands in for the analyser; asked for before the dialects are built."""
    platform.analyser = Watching(platform)
    return platform.analyser


class TestTheAnalyser:
    @pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": "k"}])
    async def test_is_asked_while_no_transaction_is_open(self, watching, banking, body, headers):
        answer = await banking.post(PATH, json=body, headers=headers)

        assert (answer.status_code, watching.seen) == (200, [0])

    async def test_is_not_asked_about_a_request_that_is_refused(self, watching, open_client, body):
        nobody = open_client("/banking/api", sign([]))

        assert (await nobody.post(PATH, json=body)).status_code == 403
        assert watching.seen == []


class TestReadingSentiment:
    async def test_of_a_customer_shows_the_latest_first(self, banking, body, customer_id):
        made = [(await banking.post(PATH, json=body)).json() for _ in range(3)]

        answer = await banking.get(f"/sentimentanalysis/customer/{customer_id}", params={"pageSize": 2})

        assert answer.json() == [made[2], made[1]]
        assert answer.headers["x-total-count"] == "3"

    async def test_by_its_interaction_or_case_or_id(self, banking, body, customer_id):
        interaction_id = await interaction_of(banking, customer_id)
        case_id = await case_of(banking, customer_id)
        await banking.post(PATH, json=body)
        talked = (await banking.post(PATH, json=body | {"interactionId": interaction_id})).json()
        brought = (await banking.post(PATH, json=body | {"caseId": case_id})).json()

        of_interaction = await banking.get(f"/sentimentanalysis/interaction/{interaction_id}")
        of_case = await banking.get(f"/sentimentanalysis/case/{case_id}")

        assert (of_interaction.json(), of_case.json()) == ([talked], [brought])
        assert (await banking.get(f"/sentimentanalysis/{talked['id']}")).json() == talked

    @pytest.mark.parametrize("part", ["", "customer/", "interaction/", "case/"])
    async def test_of_something_unknown_is_404_and_malformed_400(self, banking, part):
        assert (await banking.get(f"/sentimentanalysis/{part}{new_id()}")).status_code == 404
        assert (await banking.get(f"/sentimentanalysis/{part}17")).status_code == 400

    async def test_is_refused_to_another_customers_token(self, banking, open_client, body):
        kept = (await banking.post(PATH, json=body)).json()
        other = await banking.post("/customers", json=CUSTOMER | {"email": "other@example.com"})
        stranger = open_client("/banking/api", customer_token(other.json()["id"]))

        assert (await stranger.get(f"/sentimentanalysis/{kept['id']}")).status_code == 404
        assert (await stranger.get("/sentimentanalysis")).json() == []
        assert (await stranger.post(PATH, json=body)).status_code == 404


class TestDeletingSentiment:
    async def test_answers_nothing_and_forgets_it(self, banking, body):
        path = f"/sentimentanalysis/{(await banking.post(PATH, json=body)).json()['id']}"

        answer = await banking.delete(path)

        assert (answer.status_code, answer.content) == (204, b"")
        assert (await banking.get(path)).status_code == 404
        assert (await banking.delete(path)).status_code == 404


class CountingAnalyser:
    """Has another judge, and counts how often it is asked."""

    def __init__(self, judge):
        self.asked, self.judge = 0, judge

    async def analyse(self, text):
        self.asked += 1
        return await self.judge.analyse(text)


class TestAnalysingATextAgain:
    @pytest.fixture
    def analyser(self, platform):
        platform.analyser = CountingAnalyser(platform.analyser)
        return platform.analyser

    @pytest.fixture
    def app(self, platform, analyser):
        return front_of(platform)[0]

    async def test_with_its_key_asks_nobody(self, banking, body, analyser):
        first, again = [await banking.post(PATH, json=body, headers=KEY) for _ in range(2)]

        assert (again.headers["idempotency-replayed"], again.json()) == ("true", first.json())
        assert analyser.asked == 1

    async def test_with_its_key_and_another_text_asks_nobody(self, banking, body, analyser):
        await banking.post(PATH, json=body, headers=KEY)

        answer = await banking.post(PATH, json=body | {"text": "Awful"}, headers=KEY)

        assert (answer.status_code, analyser.asked) == (422, 1)

    async def test_without_a_key_asks_again(self, banking, body, analyser):
        for _ in range(2):
            await banking.post(PATH, json=body)

        assert analyser.asked == 2
