"""Whether a page is still the same, and pages that renew themselves without JavaScript."""

from playwright.sync_api import Page, expect


def renews_itself(page: Page, seconds: int) -> bool:
    """Whether the browser is told to load the page again every so often."""
    return page.locator(f"meta[http-equiv=refresh][content^='{seconds}']").count() == 1


def renew(page: Page) -> None:
    """Follow the page's own link, for who doesn't want to wait for that."""
    # Playwright looks for roles and texts only where scripts run.
    expect(page.locator("noscript p")).to_contain_text("renews itself every 15 seconds")
    page.locator("noscript a").first.click()


def mark(page: Page) -> None:
    """Leave a mark on a page that neither a reload nor another page would have."""
    page.evaluate("() => { window.mark = true }")


def still_marked(page: Page) -> bool:
    """Whether it is the same page that was marked."""
    return bool(page.evaluate("() => window.mark === true"))
