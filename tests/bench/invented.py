"""Invented institutions: the same ones on every machine, none of them real."""

import datetime
from itertools import accumulate
from random import Random

SEED = 20071231
FIRST_DAY = datetime.date(2007, 4, 1)

# How many organisations a country has among a thousand, roughly; every other country has few.
LARGE = {
    "IN": 95, "BD": 50, "PH": 48, "ID": 46, "MX": 60, "PE": 52, "BO": 34, "EC": 36, "CO": 34,
    "NG": 40, "KE": 36, "ET": 24, "UG": 26, "GH": 24, "TZ": 24, "BJ": 22, "SN": 22, "ML": 18,
    "BF": 18, "MA": 12, "EG": 14, "BR": 28, "GT": 16, "HN": 14, "NI": 16, "SV": 12, "DO": 10,
    "HT": 8, "FR": 14, "KH": 14, "VN": 16, "NP": 18, "PK": 20, "AM": 8, "GE": 8, "MD": 6,
    "CM": 14, "TG": 12, "NE": 8, "RW": 10, "MG": 10, "US": 6,
}  # fmt: skip
KINDS = {"mfi": 70, "network": 8, "support": 22}
STATUSES = {"published": 94, "draft": 3, "archived": 3}

STARTS = (  # noqa: SIM905  (words, to be read and added to)
    "ka la ma na ta sa ba da fa ga ha ja pa ra va wa za ko lo mo no to so bo do fo go ho jo po "
    "ki li mi ni ti si bi di fi gi hi pi ri vi ku lu mu nu tu su bu du fu gu hu pu ru ze xo qui "
    "cha che tla tza gua hue yo ya mba ndo nga kwa bre cri dra pla"
).split()
ENDS = (  # noqa: SIM905
    "ra na ma la ya ri mi ni li ti ro no lo mo to ru nu tu su bu les nes res mas nas lan pan tan "
    "wan kan ndi nde mba ngo kwe tepec cingo pampa marca coya yacu gram pur nagar vati dara stan"
).split()

# Forms of a name in each language: {p} an invented place, {a} an activity, {b} whom it serves.
FORMS = {
    "en": (
        "{p} Microfinance Bank", "{p} Credit Union", "{p} {a} Trust", "{p} Rural Bank",
        "{a} for {b} of {p}", "{p} {b} {a} Society", "{p} Savings and Credit Cooperative",
        "Association for {a} in {p}", "{p} Development Foundation", "{p} and {p2} {a} Network",
    ),
    "fr": (
        "Caisse d’épargne et de crédit de {p}", "Mutuelle {a} {p}", "Crédit mutuel de {p}",
        "Association des {b} de {p}", "Fonds {a} {p}", "Union des {b} de {p} et de {p2}",
        "Institution de microfinance {p}", "Réseau {a} de {p}", "Fondation {p}",
    ),
    "es": (
        "Caja rural de ahorro y crédito {p}", "Cooperativa {a} {p}", "Fundación {a} {p}",
        "Asociación de {b} de {p}", "Banco comunal {p}", "Financiera {p}", "Red {a} de {p}",
        "Microcrédito {p}", "Entidad de desarrollo {a} {p} y {p2}",
    ),
    "pt": (
        "Banco do povo de {p}", "Cooperativa de crédito {p}", "Associação de {b} de {p}",
        "Instituição comunitária de crédito {p}", "Agência de {a} de {p}", "Fundo {a} {p}",
    ),
}  # fmt: skip
ACTIVITIES = {
    "en": ("Enterprise", "Livelihood", "Savings", "Community", "Self-Help", "Opportunity"),
    "fr": ("Entraide", "Solidarité", "Épargne", "Initiative", "Développement", "Espoir"),
    "es": ("Solidaria", "Comunitaria", "Emprender", "Esperanza", "Campesina", "Integral"),
    "pt": ("Solidário", "Fomento", "Desenvolvimento", "Esperança", "Comunitário"),
}
SERVED = {
    "en": ("Women", "Farmers", "Workers", "Artisans", "Families", "Traders"),
    "fr": ("femmes", "paysans", "artisans", "familles", "producteurs", "commerçantes"),
    "es": ("mujeres", "campesinos", "artesanos", "familias", "productores", "comerciantes"),
    "pt": ("mulheres", "agricultores", "artesãos", "famílias", "produtores"),
}
DESCRIPTIONS = {
    "en": (
        "Lends to {b} in and around {p} since {year}, in groups and alone.",
        "Trains its members in keeping accounts, and measures what becomes of them each year.",
        "Savings come first: no loan without six months of them.",
        "Most of its clients are women who live from trade, farming and handicraft.",
    ),
    "fr": (
        "Prête aux {b} de {p} et des environs depuis {year}, en groupe ou seul.",
        "Forme ses membres à la tenue de comptes et mesure chaque année ce qu’ils deviennent.",
        "L’épargne d’abord : aucun prêt sans six mois d’épargne.",
        "La plupart de ses clients sont des femmes qui vivent du commerce et de l’artisanat.",
    ),
    "es": (
        "Presta a {b} de {p} y sus alrededores desde {year}, en grupo o individualmente.",
        "Capacita a sus socios en llevar cuentas y mide cada año su progreso.",
        "El ahorro primero: ningún préstamo sin seis meses de ahorro.",
        "La mayoría de sus clientes son mujeres que viven del comercio y de la artesanía.",
    ),
}
SOURCES = ("Annual report", "Minutes of the general assembly", "List of members")

# A word that only these have, at any size of the directory, and one that very many have.
RARE_WORD, RARE_AT = "Zacualpan", (117, 211, 503)
COMMON_WORD = "credit"


class Invented:
    """The institutions from number ``first`` on, as plain values."""

    def __init__(self, countries: list[str], first: int) -> None:
        self.random = Random(SEED + first)
        self.countries = countries
        self.weights = list(accumulate(LARGE.get(code, 1.2) for code in countries))

    def institution(self, number: int) -> dict:
        draw = self.random
        language = draw.choices(("en", "fr", "es", "pt"), (40, 25, 28, 7))[0]
        place = RARE_WORD if number in RARE_AT else self.place()
        words = {
            "p": place,
            "p2": self.place(),
            "a": draw.choice(ACTIVITIES[language]),
            "b": draw.choice(SERVED[language]),
        }
        name = draw.choice(FORMS[language]).format(**words)
        founded = draw.randrange(1965, 2025)
        return {
            "name": name,
            "acronym": acronym(name) if draw.random() < 0.45 else "",
            "kind": draw.choices(list(KINDS), list(KINDS.values()))[0],
            "country": draw.choices(self.countries, cum_weights=self.weights)[0],
            "status": draw.choices(list(STATUSES), list(STATUSES.values()))[0],
            "year_founded": founded if draw.random() < 0.6 else None,
            "website": f"https://{number}.example.org/" if draw.random() < 0.5 else "",
            "language": language if draw.random() < 0.8 else "",
            **self.descriptions(words, founded),
        } | ({"status": "published"} if number in RARE_AT else {})

    def place(self) -> str:
        middle = self.random.choice(STARTS) if self.random.random() < 0.45 else ""
        return (self.random.choice(STARTS) + middle + self.random.choice(ENDS)).capitalize()

    def descriptions(self, words: dict[str, str], founded: int) -> dict[str, str]:
        """In one language or more, for every fifth."""
        draw = self.random
        if draw.random() >= 0.2:
            return {}
        found = {}
        for language in draw.sample(list(DESCRIPTIONS), draw.choices((1, 2, 3), (6, 3, 1))[0]):
            values = words | {"year": founded, "b": draw.choice(SERVED[language])}
            sentences = draw.sample(DESCRIPTIONS[language], draw.randrange(2, 5))
            text = " ".join(sentences).format(**values)
            found[f"description_{language}"] = text
        return found

    def alternate_names(self, name: str) -> list[dict[str, str]]:
        """For one in eight, what it was called or is called elsewhere."""
        draw = self.random
        if draw.random() >= 0.125:
            return []
        language = draw.choice(list(FORMS))
        words = {
            "p": name.split()[-1],
            "p2": self.place(),
            "a": draw.choice(ACTIVITIES[language]),
            "b": draw.choice(SERVED[language]),
        }
        other = draw.choice(FORMS[language]).format(**words)
        kind = draw.choices(("former", "translation", "spelling"), (5, 4, 1))[0]
        return [{"name": other, "kind": kind}] if other != name else []

    def memberships(self) -> list[dict]:
        """One period for most; two, an end, or no known start for some."""
        draw = self.random
        start = FIRST_DAY + datetime.timedelta(days=int(draw.triangular(0, 6500, 500)))
        source = draw.choice(SOURCES)
        if draw.random() < 0.1:
            return [{"attested_on": start.replace(day=1), "source": source}]
        if draw.random() < 0.85:
            return [{"start": start, "source": source}]
        end = start + datetime.timedelta(days=draw.randrange(100, 1500))
        periods = [{"start": start, "end": end, "source": source}]
        if draw.random() < 0.4:
            again = end + datetime.timedelta(days=draw.randrange(30, 900))
            periods.append({"start": again, "source": source})
        return periods


def acronym(name: str) -> str:
    letters = "".join(word[0] for word in name.replace("’", " ").split() if len(word) > 2)
    return letters.upper()[:12]
