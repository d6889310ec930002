"""Who belongs to the network."""

from members.choices import Kind, Language, NameKind, Role, Status, WorkingLanguage
from members.models.alternate_name import AlternateName
from members.models.change import Change
from members.models.contact import Contact, Message
from members.models.import_batch import ImportBatch, ImportRow
from members.models.loaded import LoadedRecord
from members.models.membership import Membership
from members.models.merging import DuplicatePair, Merge
from members.models.organisation import Organisation
from members.models.page import Page
from members.models.place import Country, Region
from members.models.question import Answer, ChangedField, ChangeRequest, Decision, Question
from members.models.search_word import SearchWord
from members.models.staff_list import MemberInstitution, SupportOrganisation
from members.models.tally import Tally
from members.models.website_check import WebsiteCheck, WebsiteOutcome

__all__ = [
    "AlternateName",
    "Answer",
    "Change",
    "ChangeRequest",
    "ChangedField",
    "Contact",
    "Country",
    "Decision",
    "DuplicatePair",
    "ImportBatch",
    "ImportRow",
    "Kind",
    "Language",
    "LoadedRecord",
    "MemberInstitution",
    "Membership",
    "Merge",
    "Message",
    "NameKind",
    "Organisation",
    "Page",
    "Question",
    "Region",
    "Role",
    "SearchWord",
    "Status",
    "SupportOrganisation",
    "Tally",
    "WebsiteCheck",
    "WebsiteOutcome",
    "WorkingLanguage",
]
