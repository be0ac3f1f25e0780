"""Files of invented customers: 3 % repeated addresses, 0.5 % bad ones."""

import random
from pathlib import Path

HEADER = "firstName,lastName,email,phone,city,country,totalSpent,orderCount,lastOrderDate,tags"

GIVEN = (
    "Amina",
    "Brahim",
    "Chiara",
    "Dmitri",
    "Esther",
    "Farid",
    "Grace",
    "José",
    "Khadija",
    "Théo",
    "Zoë",
    "Łukasz",
)
STARTS = (
    "Abe",
    "Ben",
    "Con",
    "Dla",
    "Fis",
    "Had",
    "Kam",
    "Lind",
    "Mwa",
    "Otie",
    "Pat",
    "Ros",
    "Schu",
    "Sven",
    "Wek",
)
ENDS = (
    "ali",
    "anja",
    "au",
    "berg",
    "cher",
    "eira",
    "kovic",
    "mini",
    "no",
    "pson",
    "qvist",
    "sen",
    "son",
    "stein",
    "ti",
)
DOMAINS = ("gmail.com", "yahoo.com", "outlook.com", "example.co.ke", "example.ma")
CITIES = ("Nairobi", "Mombasa", "Casablanca", "Fès", "Lisbon", "Lyon", "Leipzig", "Oslo", "Perth")
TAGS = ("vip", "newsletter", "desert", "city", "student", "referral", "corporate", "early")


def write_customers(path: Path, amount: int, *, seed: int = 7) -> None:
    """A CSV file with so many rows; the same for the same seed."""
    draw = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\r\n")
        for number in range(amount):
            file.write(_row(draw, number) + "\r\n")


def _row(draw: random.Random, number: int) -> str:
    given, family = draw.choice(GIVEN), draw.choice(STARTS) + draw.choice(ENDS)
    fate = draw.random()
    owner = draw.randrange(number) if number and fate < 0.03 else number
    domain = DOMAINS[owner % len(DOMAINS)] if fate < 0.995 else "nowhere"
    spent, orders = draw.random() * 5000, draw.randrange(40)
    day = f"2026-{1 + number % 12:02d}-{1 + number % 28:02d}T10:{number % 60:02d}:00Z"
    phone = f"+254 7{number % 100_000_000:08d}"
    tags = f"{TAGS[number % len(TAGS)]};{TAGS[number % 3]}"
    city = CITIES[number % len(CITIES)]
    return f'{given},{family},user{owner}@{domain},{phone},{city},Kenya,{spent:.2f},{orders},{day},"{tags}"'
