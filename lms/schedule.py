"""What runs when, and what the worker can do: the only such list. Loaded by the worker alone, for it brings WeasyPrint along."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from huey import crontab

from lms.accounts import jobs as accounts
from lms.accounts.importing import clearing
from lms.accounts.importing import jobs as importing
from lms.assessment import jobs as assessment
from lms.assessment.operations import analysing, previewing, regrading
from lms.catalogue import jobs as catalogue
from lms.catalogue.library.operations import clear_old as clear_old_uploads
from lms.certification import jobs as certification
from lms.certification.operations import bulk, employment, lining_up
from lms.certification.operations import importing as importing_past
from lms.classroom.operations import register, surveying
from lms.compliance import jobs as compliance
from lms.core import academy, kept_files
from lms.core.config import Config
from lms.core.jobs import Doing, Job
from lms.core.storage import Storage
from lms.credentials import jobs as credentials
from lms.fieldchecks.mystery import jobs as mystery
from lms.fieldchecks.spotchecks import jobs as spot_checks
from lms.notifications import jobs as notifications
from lms.notifications.channels.email import DELIVER
from lms.privacy import jobs as privacy
from lms.studio import jobs as studio
from lms.studio.office import jobs as office
from lms.studio.office.operations import READ as READ_OFFICE
from lms.studio.office.operations import clear_old as clear_old_office_files
from lms.studio.operations import publishing
from lms.studio.questions.clearing import clear_old as clear_old_sheets
from lms.studio.transfer import exporting, loading, planning, uploading
from lms.wiring import CONTENT_PARTS

When = Callable[[datetime], bool]


def jobs(config: Config, storage: Storage) -> Mapping[str, Job]:
    """Every kind of recorded work, and the function that does it."""
    return {
        **importing.JOBS,
        **privacy.work(config.data, storage),
        accounts.SEND_RESET: accounts.send_reset_to,
        analysing.ANALYSE: assessment.ANALYSE,
        catalogue.LOAD_SHIPPED: catalogue.loading(CONTENT_PARTS, storage),
        certification.LOOK_AGAIN: certification.look_again,
        importing_past.APPLY: importing_past.apply_batch,
        bulk.GRANT: bulk.grant_batch,
        bulk.UNDO: bulk.undo_batch,
        lining_up.MOVE_UP: certification.move_up,
        compliance.JUDGE: compliance.judge,
        employment.LOOK: employment.look,
        "credentials.draw": credentials.drawing(storage),
        DELIVER: notifications.deliver,
        kept_files.LET_GO: kept_files.letting_go(storage),
        **mystery.work(storage),
        READ_OFFICE: office.reading(storage),
        publishing.PUBLISH: studio.publishing(CONTENT_PARTS, storage),
        exporting.EXPORT: exporting.packing_work(storage),
        uploading.PLAN: planning.planning(CONTENT_PARTS, storage),
        loading.LOAD: loading.loading(CONTENT_PARTS, storage),
        previewing.PREVIEW: assessment.PREVIEW,
        regrading.REGRADE: assessment.regrade,
        register.SETTLE: register.settle,
        notifications.TELL_CLASSES: notifications.tell_classes,
        notifications.TELL_DUE: notifications.tell_due,
        notifications.TELL_EXPIRING: notifications.tell_expiring,
    }


def periodic(config: Config) -> Mapping[str, tuple[When, Doing]]:
    """What runs by the clock: name, when (Huey's crontab, UTC), and the function, each run in a transaction of its own."""
    return {
        "begin_the_day": (_is_midnight, certification.begin_the_day),
        "clear_old_certification_lists": (_is_midnight, importing_past.forget_old),
        "clear_old_imports": (_is_midnight, clearing.clear_old),
        "clear_question_sheets": (_is_midnight, clear_old_sheets),
        "clear_office_files": (_is_midnight, clear_old_office_files),
        "clear_content_exports": (_is_midnight, exporting.clear_old),
        "clear_content_loads": (_is_midnight, uploading.clear_old),
        "clear_old_uploads": (crontab(minute="37"), clear_old_uploads),
        "clear_old_previews": (_is_midnight, assessment.clear_old_previews),
        "close_overdue_attempts": (crontab(), assessment.close_overdue),
        "count_opinions": (_is_midnight, surveying.count_opinions),
        "count_mystery_checks": (crontab(minute="7"), mystery.close_due),
        "end_days_of_calls": (_is_midnight, spot_checks.end_days_of_calls),
        "erase_people": (crontab(minute="17"), privacy.erase_due),
        "forget_registrations": (_is_midnight, accounts.forget_registrations),
        "forget_letters_to_strangers": (_is_midnight, notifications.forget_strangers),
        "judge_companies": (_is_early, compliance.begin_the_day),
        "judge_what_moved": (crontab(minute="*/5"), compliance.judge_what_moved),
        "remove_personal_files": (crontab(minute="*/10"), privacy.removing_files(config.data)),
        "tell_what_draws_near": (_is_an_hour_of_the_day, notifications.begin_telling),
        "wake_messages": (crontab(), notifications.wake),
    }


def _is_midnight(at: datetime) -> bool:
    """The first minute of the academy's day."""
    return _local(at) == (0, 0)


def _is_early(at: datetime) -> bool:
    """After what midnight brings was done: levels lapse first, then companies are judged."""
    return _local(at) == (0, 30)


def _is_an_hour_of_the_day(at: datetime) -> bool:
    """Once an hour while people are up, so that no telephone rings at night and an hour's outage costs an hour."""
    hour, minute = _local(at)
    return 8 <= hour <= 20 and minute == 0


def _local(at: datetime) -> tuple[int, int]:
    """Hour and minute on the academy's clock, in the time zone of this moment; Huey asks every minute, in UTC."""
    zone = ZoneInfo(academy.current().time_zone)
    local = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(zone)
    return local.hour, local.minute
