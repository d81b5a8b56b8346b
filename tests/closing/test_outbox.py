"""Mails as files, where a deployer asked for them: no longer than reports are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app import clock as clocks
from app.extensions import db
from app.mail import delivery, outbox, smtp
from app.models import OutgoingMail
from tests.support.jobs import deliver
from tests.support.people import Owner


def test_mails_in_the_outbox_go_when_reports_must(app: Flask, owner: Owner, tmp_path: Path) -> None:
    settings = replace(app.config["SETTINGS"], smtp=None, data_dir=tmp_path, report_keep_hours=2)
    owner.submit("/store/close", {})
    with app.app_context():
        deliver(smtp.sender(settings))
        written = sorted(outbox.folder(settings).iterdir())
        assert [mail.suffix for mail in written] == [".eml"]
        now = clocks.now()
        delivery.forget_old(settings, now + timedelta(hours=1, minutes=59))
        assert sorted(outbox.folder(settings).iterdir()) == written
        delivery.forget_old(settings, now + timedelta(hours=2, minutes=1))
        assert list(outbox.folder(settings).iterdir()) == []


def test_mail_that_a_crash_cut_short_goes_with_the_others(
    app: Flask, owner: Owner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    settings = replace(app.config["SETTINGS"], smtp=None, data_dir=tmp_path, report_keep_hours=2)
    owner.submit("/store/close", {})
    with app.app_context():
        monkeypatch.setattr(Path, "rename", crash)
        with pytest.raises(KeyboardInterrupt):
            delivery.deliver_one(smtp.sender(settings), settings.mail_from, clocks.now())
        assert len(list(outbox.folder(settings).iterdir())) == 1
        delivery.forget_old(settings, clocks.now() + timedelta(hours=2, minutes=1))
        assert list(outbox.folder(settings).iterdir()) == []


def test_file_that_cannot_be_deleted_keeps_no_report(
    app: Flask,
    owner: Owner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def refuse(*_: object, **_more: object) -> None:
        raise PermissionError(13, "Permission denied")

    settings = replace(app.config["SETTINGS"], data_dir=tmp_path, report_keep_hours=2)
    outbox.folder(settings).mkdir()
    (outbox.folder(settings) / "report-of-another-user.eml").touch()
    owner.submit("/store/close", {})
    with app.app_context():
        for mail in OutgoingMail.reports():
            mail.attempts = 1
        db.session.commit()
        monkeypatch.setattr(Path, "unlink", refuse)
        delivery.forget_old(settings, clocks.now() + timedelta(hours=2, minutes=1))
        assert OutgoingMail.reports() == []
    assert "a mail in the outbox can't be deleted (Permission denied)" in caplog.text


def test_no_page_names_a_folder_of_the_server(app: Flask, owner: Owner, tmp_path: Path) -> None:
    kept = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(kept, smtp=None, data_dir=tmp_path)
    try:
        for path in ("/open", "/store/close", "/password/forgot"):
            page = owner.get(path).text
            assert str(tmp_path) not in page
            assert "outbox" not in page
        assert "mails are kept as files" in owner.get("/store/close").text
    finally:
        app.config["SETTINGS"] = kept
