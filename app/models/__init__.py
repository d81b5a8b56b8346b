"""The tables and their verbs. Verbs never commit: a route commits once, a job once an item."""

from app.models.admission import Pass
from app.models.change import Change
from app.models.customer import Answer, Customer, State
from app.models.ended_session import EndedSession
from app.models.join_code import JoinCode
from app.models.lost_ticket import WrongTries
from app.models.options import BoardShows, PhoneAsked
from app.models.outgoing_mail import Kind, OutgoingMail
from app.models.owner import Owner
from app.models.party import Party
from app.models.program import Program, Scope
from app.models.queue import Queue
from app.models.store import Store
from app.models.total import Quarter, Total
from app.models.tv import Tv
from app.models.webhook import Webhook
from app.models.webhook_delivery import WebhookDelivery

__all__ = [
    "Answer",
    "BoardShows",
    "Change",
    "Customer",
    "EndedSession",
    "JoinCode",
    "Kind",
    "OutgoingMail",
    "Owner",
    "Party",
    "Pass",
    "PhoneAsked",
    "Program",
    "Quarter",
    "Queue",
    "Scope",
    "State",
    "Store",
    "Total",
    "Tv",
    "Webhook",
    "WebhookDelivery",
    "WrongTries",
]
