"""Who comes to the demo store. Made up; the telephone numbers are ones that are never given out."""

from random import Random

NAMES = (
    "陳怡君",
    "林志偉",
    "王美玲",
    "山田花子",
    "佐藤健",
    "김민준",
    "이서연",
    "Nguyễn Thị Lan",
    "Trần Văn Minh",
    "Siti Rahmawati",
    "Budi Santoso",
    "Maria Clara Reyes",
    "Somchai Srisuk",
    "Priya Nair",
    "Arjun Mehta",
    "Fatima Begum",
    "Imran Qureshi",
    "زهرا احمدی",
    "محمد الحسن",
    "Leila Haddad",
    "Omar Benali",
    "נועה לוי",
    "Ayşe Yılmaz",
    "Emre Demir",
    "Amina Diallo",
    "Kwame Mensah",
    "Chinedu Okafor",
    "Wanjiru Kamau",
    "Thabo Nkosi",
    "Selam Tesfaye",
    "Zanele Dube",
    "Олена Шевченко",
    "Иван Петров",
    "Ελένη Παππά",
    "Agnieszka Nowak",
    "Tomáš Dvořák",
    "Ágnes Szabó",
    "Ana Popescu",
    "Jovan Jovanović",
    "Matti Virtanen",
    "Ingrid Johansen",
    "Björn Lindqvist",
    "Sigríður Jónsdóttir",
    "Niamh O’Sullivan",
    "Rhys Evans",
    "Charlotte Hughes",
    "Camille Dubois",
    "Lukas Schneider",
    "Giulia Ferrari",
    "Lucía Fernández",
    "João Pereira",
    "Mariana Souza",
    "Carlos Ramírez",
    "Valentina Rojas",
    "Mateo Quispe",
    "Destiny Jackson",
    "Ethan Campbell",
    "Noor Singh",
    "Mele Tupou",
    "Aroha Ngata",
)


def phone(chance: Random) -> str:
    """Somebody's number, or none: two in five don't say.

    From the ranges kept for films: Ofcom's of Great Britain, 555-01xx of North America.
    """
    if chance.random() < 0.4:
        return ""
    british = f"+44 7700 900{chance.randrange(1000):03}"
    american = f"+1 202-555-01{chance.randrange(100):02}"
    return chance.choice((british, american))
