import pytest

from organizations import places
from telemetry.retention import retention
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def company():
    """A company whose plant has a line of its own: each may say how long samples are kept."""
    company = factories.organization("Company")
    plant = places.create_organization(name="Plant", parent=company)
    line = places.create_organization(name="Line", parent=plant)
    return company, plant, line


def test_a_metric_that_says_nothing_is_kept_as_the_settings_say(settings, company):
    settings.RETENTION_DAYS = 30
    metric = factories.metric(factories.device(company[0]))

    assert retention().days(metric.id) == 30


def test_the_nearest_organization_above_that_says_so_decides(settings, company):
    settings.RETENTION_DAYS = 30
    places.change_organization(company[0], retention_days=100)
    places.change_organization(company[1], retention_days=200)
    metrics = [factories.metric(factories.device(organization)).id for organization in company]

    kept = retention()

    assert [kept.days(metric) for metric in metrics] == [100, 200, 200]
    assert kept.longest() == 200


def test_what_the_metric_says_goes_before_its_organization(company):
    places.change_organization(company[0], retention_days=100)
    metric = factories.metric(factories.device(company[2]), retention_days=7)

    assert retention().days(metric.id) == 7


def test_a_change_of_the_organization_is_seen_the_next_time(company):
    metric = factories.metric(factories.device(company[2]))
    places.change_organization(company[0], retention_days=100)
    assert retention().days(metric.id) == 100

    places.change_organization(company[0], retention_days=50)

    assert retention().days(metric.id) == 50


def test_while_nothing_changes_only_the_organizations_and_the_metrics_own_words_are_read(company, django_assert_num_queries):
    places.change_organization(company[0], retention_days=100)
    factories.metric(factories.device(company[2]))
    retention()

    with django_assert_num_queries(2):
        retention()
