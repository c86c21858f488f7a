-- Queries as analysts of ThinkingEngine write them. "-- name" begins one; "-- rows: n" is what it must
-- give, where a count is certain; "-- first: json" its first row; "-- error: text" what it must say.

-- events in the whole range
-- first: [31106]
SELECT count(*) FROM ta.v_event_1 WHERE "$part_date" BETWEEN '2024-01-01' AND '2024-06-30'

-- events per name
-- rows: 19
-- first: ["product_view", 6851]
SELECT "#event_name", count(*) AS times FROM v_event_1 WHERE "$part_date" >= '2024-01-01' GROUP BY "#event_name" ORDER BY times DESC

-- daily active users
-- rows: 31
SELECT "$part_date" AS day, count(DISTINCT "#user_id") AS dau FROM v_event_1 WHERE "$part_date" BETWEEN '2024-03-01' AND '2024-03-31' GROUP BY 1 ORDER BY 1

-- approximate daily active users
-- rows: 7
SELECT "$part_date", approx_distinct("#user_id") FROM v_event_1 WHERE "$part_date" BETWEEN '2024-03-01' AND '2024-03-07' GROUP BY "$part_date"

-- weekly users by date_trunc
SELECT date_trunc('week', "#event_time") AS week, count(DISTINCT "#user_id") FROM hive.ta.v_event_1 WHERE "$part_date" BETWEEN '2024-02-01' AND '2024-02-29' GROUP BY date_trunc('week', "#event_time") ORDER BY week

-- events by hour of day
-- rows: 15
SELECT hour("#event_time") h, count(*) FROM v_event_1 WHERE "$part_date" > '2024-01-01' GROUP BY hour("#event_time") ORDER BY h

-- purchases per user
SELECT "#user_id", count(*) AS purchases FROM v_event_1 WHERE "$part_event" = 'purchase' AND "$part_date" >= '2024-01-01' GROUP BY "#user_id" HAVING count(*) >= 2 ORDER BY purchases DESC, "#user_id" LIMIT 20

-- the payment incident planted in the data
-- first: [117, 26, 22.2]
WITH e AS (SELECT "#user_id" AS u, "#event_name" AS name, "#event_time" AS t FROM v_event_1 WHERE "$part_date" BETWEEN '2024-05-19' AND '2024-06-07'), p AS (SELECT a.u, max(if(b.t IS NOT NULL, 1, 0)) AS bought FROM e a LEFT JOIN e b ON a.u = b.u AND b.name = 'purchase' AND b.t > a.t AND b.t <= a.t + interval '1' day WHERE a.name = 'payment_details' GROUP BY a.u) SELECT count(*), sum(bought), round(100e0 * sum(bought) / count(*), 1) FROM p

-- conversion by platform
SELECT platform, count_if("#event_name" = 'purchase') * 1.00 / count(DISTINCT session_id) AS rate FROM v_event_1 WHERE "$part_date" >= '2024-01-01' GROUP BY platform ORDER BY rate DESC

-- new users per cohort
SELECT user_cohort, count(*) FROM v_user_1 GROUP BY user_cohort ORDER BY user_cohort

-- users joined to events
SELECT u.user_lifecycle, count(*) AS events, count(DISTINCT e."#user_id") AS users FROM v_event_1 e JOIN v_user_1 u ON e."#user_id" = u."#user_id" WHERE e."$part_date" >= '2024-06-01' GROUP BY u.user_lifecycle ORDER BY 1

-- users without a purchase
SELECT count(*) FROM v_user_1 u LEFT JOIN (SELECT DISTINCT "#user_id" FROM v_event_1 WHERE "$part_event" = 'purchase' AND "$part_date" > '2024-01-01') e ON u."#user_id" = e."#user_id" WHERE e."#user_id" IS NULL

-- next-day retention
WITH a AS (SELECT DISTINCT "#user_id", date("#event_time") AS d FROM v_event_1 WHERE "$part_date" BETWEEN '2024-03-01' AND '2024-03-14') SELECT a.d, count(DISTINCT a."#user_id") AS base, count(DISTINCT b."#user_id") AS kept FROM a LEFT JOIN a b ON a."#user_id" = b."#user_id" AND b.d = date_add('day', 1, a.d) GROUP BY a.d ORDER BY a.d

-- first event of each user
SELECT "#user_id", min_by("#event_name", "#event_time") AS first_event, min("#event_time") AS at FROM v_event_1 WHERE "$part_date" >= '2024-01-01' GROUP BY "#user_id" ORDER BY "#user_id" LIMIT 5

-- last platform of each user
SELECT "#user_id", max_by(platform, "#event_time") FROM v_event_1 WHERE "$part_date" >= '2024-01-01' GROUP BY 1 ORDER BY 1 LIMIT 5

-- numbered events of a session
SELECT session_id, "#event_name", row_number() OVER (PARTITION BY session_id ORDER BY "#event_time") AS n FROM v_event_1 WHERE "$part_date" = '2024-03-13' ORDER BY session_id, n LIMIT 50

-- time to the next event
SELECT "#event_name", avg(date_diff('second', "#event_time", next_time)) AS seconds FROM (SELECT "#event_name", "#event_time", lead("#event_time") OVER (PARTITION BY session_id ORDER BY "#event_time") AS next_time FROM v_event_1 WHERE "$part_date" BETWEEN '2024-03-01' AND '2024-03-31') t WHERE next_time IS NOT NULL GROUP BY "#event_name" ORDER BY seconds DESC

-- transitions between events
SELECT a, b, count(*) AS n FROM (SELECT "#event_name" AS a, lead("#event_name") OVER (PARTITION BY session_id ORDER BY "#event_time") AS b FROM v_event_1 WHERE "$part_date" >= '2024-05-01') WHERE b IS NOT NULL GROUP BY a, b ORDER BY n DESC LIMIT 10

-- paths as text
SELECT array_join(array_agg("#event_name" ORDER BY "#event_time"), ' > ') AS path FROM v_event_1 WHERE "$part_date" = '2024-03-13' GROUP BY session_id ORDER BY 1 LIMIT 5

-- a funnel by conditional minima
WITH f AS (SELECT "#user_id", min(if("#event_name" = 'cart', "#event_time")) AS t1, min(if("#event_name" = 'purchase', "#event_time")) AS t2 FROM v_event_1 WHERE "$part_date" BETWEEN '2024-04-01' AND '2024-04-30' GROUP BY "#user_id") SELECT count(t1) AS cart, count_if(t2 > t1) AS bought FROM f

-- percentiles of session length
WITH s AS (SELECT session_id, date_diff('second', min("#event_time"), max("#event_time")) AS secs FROM v_event_1 WHERE "$part_date" >= '2024-01-01' GROUP BY session_id) SELECT approx_percentile(secs, 0.5), approx_percentile(secs, 0.9), approx_percentile(secs, array[0.25, 0.75]) FROM s

-- share of all
SELECT "#event_name", count(*) AS n, cast(count(*) AS double) / sum(count(*)) OVER () AS share FROM v_event_1 WHERE "$part_date" >= '2024-01-01' GROUP BY 1 ORDER BY share DESC LIMIT 3

-- running total
SELECT d, n, sum(n) OVER (ORDER BY d ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM (SELECT "$part_date" AS d, count(*) AS n FROM v_event_1 WHERE "$part_date" BETWEEN '2024-01-01' AND '2024-01-31' GROUP BY "$part_date") ORDER BY d

-- seven-day moving average
SELECT d, avg(n) OVER (ORDER BY d ROWS BETWEEN 6 PRECEDING AND CURRENT ROW) AS smooth FROM (SELECT date("#event_time") d, count(*) n FROM v_event_1 WHERE "$part_date" BETWEEN '2024-02-01' AND '2024-02-29' GROUP BY 1) ORDER BY 1

-- top three events of each platform
-- rows: 9
SELECT * FROM (SELECT platform, "#event_name", count(*) AS n, rank() OVER (PARTITION BY platform ORDER BY count(*) DESC) AS r FROM v_event_1 WHERE "$part_date" >= '2024-01-01' GROUP BY platform, "#event_name") WHERE r <= 3 ORDER BY platform, r

-- pivot by count_if
SELECT "$part_date", count_if(platform = 'mobile') AS mobile, count_if(platform = 'desktop') AS desktop, count_if(platform = 'tablet') AS tablet FROM v_event_1 WHERE "$part_date" BETWEEN '2024-06-01' AND '2024-06-07' GROUP BY "$part_date" ORDER BY 1

-- rollup
SELECT platform, user_lifecycle, count(*) FROM v_event_1 WHERE "$part_date" >= '2024-06-01' GROUP BY ROLLUP (platform, user_lifecycle) ORDER BY 1, 2

-- grouping sets
SELECT platform, acquisition_channel, count(*), grouping(platform, acquisition_channel) FROM v_event_1 WHERE "$part_date" >= '2024-06-01' GROUP BY GROUPING SETS ((platform), (acquisition_channel), ())

-- histogram of events per user
SELECT bucket, count(*) FROM (SELECT "#user_id", width_bucket(cast(count(*) AS double), 0, 100, 10) AS bucket FROM v_event_1 WHERE "$part_date" >= '2024-01-01' GROUP BY "#user_id") GROUP BY bucket ORDER BY bucket

-- map of counts
SELECT "$part_date", histogram(platform) FROM v_event_1 WHERE "$part_date" BETWEEN '2024-06-01' AND '2024-06-03' GROUP BY "$part_date" ORDER BY 1

-- map_agg and element_at
SELECT element_at(map_agg(platform, n), 'mobile') FROM (SELECT platform, count(*) AS n FROM v_event_1 WHERE "$part_date" >= '2024-01-01' GROUP BY platform)

-- date dimension joined
-- rows: 10
SELECT d, count(e."#user_id") AS n FROM UNNEST(sequence(date '2024-03-01', date '2024-03-10')) AS t(d) LEFT JOIN v_event_1 e ON e."$part_date" = date_format(t.d, '%Y-%m-%d') AND e."$part_event" = 'purchase' GROUP BY d ORDER BY d

-- unnest of a split text
SELECT word, count(*) FROM v_event_1 CROSS JOIN UNNEST(split("#event_name", '_')) AS t(word) WHERE "$part_date" = '2024-06-01' GROUP BY word ORDER BY 2 DESC, 1

-- unnest with ordinality
SELECT w, i FROM (SELECT 'a_b_c' AS s) CROSS JOIN UNNEST(split(s, '_')) WITH ORDINALITY AS t(w, i) ORDER BY i

-- text formatting of days
SELECT date_format("#event_time", '%Y-%m') AS month, count(*) FROM v_event_1 WHERE "$part_date" >= '2024-01-01' GROUP BY date_format("#event_time", '%Y-%m') ORDER BY month

-- Joda formatting
SELECT format_datetime("#event_time", 'yyyy-MM-dd HH:00') AS h, count(*) FROM v_event_1 WHERE "$part_date" = '2024-06-01' GROUP BY 1 ORDER BY 1

-- a time range on top of the partition
SELECT count(*) FROM v_event_1 WHERE "$part_date" BETWEEN '2024-03-01' AND '2024-03-02' AND "#event_time" >= timestamp '2024-03-01 08:00:00' AND "#event_time" < timestamp '2024-03-02 08:00:00'

-- shifted by a time zone
SELECT date_format(date_add('hour', 8, "#event_time"), '%Y-%m-%d') AS local_day, count(*) FROM v_event_1 WHERE "$part_date" BETWEEN '2024-03-01' AND '2024-03-03' GROUP BY 1 ORDER BY 1

-- cast of a time to text
SELECT substr(cast("#event_time" AS varchar), 1, 10) AS d, count(*) FROM v_event_1 WHERE "$part_date" = '2024-03-01' GROUP BY 1

-- try_cast of a property
SELECT count(*) FROM v_event_1 WHERE "$part_date" >= '2024-01-01' AND try_cast(substr(session_id, 6) AS bigint) % 2 = 0

-- case buckets
SELECT CASE WHEN n < 10 THEN 'few' WHEN n < 50 THEN 'some' ELSE 'many' END AS bucket, count(*) FROM (SELECT "#user_id", count(*) n FROM v_event_1 WHERE "$part_date" >= '2024-01-01' GROUP BY 1) GROUP BY 1 ORDER BY 1

-- in a list of events
SELECT count(*) FROM v_event_1 WHERE "$part_event" IN ('cart', 'purchase') AND "$part_date" >= '2024-01-01'

-- in a subquery
SELECT count(DISTINCT "#user_id") FROM v_event_1 WHERE "$part_date" >= '2024-01-01' AND "#user_id" IN (SELECT "#user_id" FROM v_user_1 WHERE acquisition_channel = 'email')

-- exists
SELECT count(*) FROM v_user_1 u WHERE EXISTS (SELECT 1 FROM v_event_1 e WHERE e."#user_id" = u."#user_id" AND e."$part_event" = 'support_chat' AND e."$part_date" >= '2024-01-01')

-- union of two steps
SELECT 'cart' AS step, count(DISTINCT "#user_id") AS users FROM v_event_1 WHERE "$part_event" = 'cart' AND "$part_date" >= '2024-01-01' UNION ALL SELECT 'purchase', count(DISTINCT "#user_id") FROM v_event_1 WHERE "$part_event" = 'purchase' AND "$part_date" >= '2024-01-01' ORDER BY 1

-- except
SELECT count(*) FROM (SELECT "#user_id" FROM v_user_1 EXCEPT SELECT "#user_id" FROM v_event_1 WHERE "$part_event" = 'purchase' AND "$part_date" >= '2024-01-01')

-- like and regexp
SELECT DISTINCT "#event_name" FROM v_event_1 WHERE "$part_date" >= '2024-01-01' AND "#event_name" LIKE '%\_page' ESCAPE '\' AND regexp_like("#event_name", '^(promo|review)') ORDER BY 1

-- arrays of days per user
SELECT "#user_id", cardinality(array_distinct(array_agg("$part_date"))) AS days FROM v_event_1 WHERE "$part_date" >= '2024-06-01' GROUP BY "#user_id" ORDER BY days DESC, 1 LIMIT 5

-- filter on an array
SELECT count_if(cardinality(filter(names, x -> x = 'purchase')) > 0) FROM (SELECT session_id, array_agg("#event_name") AS names FROM v_event_1 WHERE "$part_date" >= '2024-06-01' GROUP BY session_id)

-- transform and reduce
SELECT session_id, reduce(transform(array_agg("#event_name"), x -> if(x = 'product_view', 1, 0)), 0, (s, x) -> s + x, s -> s) AS views FROM v_event_1 WHERE "$part_date" = '2024-06-01' GROUP BY session_id ORDER BY views DESC, 1 LIMIT 3

-- aggregate with a filter
SELECT count(*) FILTER (WHERE platform = 'mobile'), count(DISTINCT "#user_id") FILTER (WHERE "#event_name" = 'purchase') FROM v_event_1 WHERE "$part_date" >= '2024-01-01'

-- correlated scalar subquery
SELECT u."#user_id", (SELECT count(*) FROM v_event_1 e WHERE e."#user_id" = u."#user_id" AND e."$part_date" >= '2024-01-01') AS n FROM v_user_1 u ORDER BY n DESC LIMIT 3

-- fetch first and offset
-- rows: 5
SELECT "#user_id" FROM v_user_1 ORDER BY "#user_id" OFFSET 10 ROWS FETCH FIRST 5 ROWS ONLY

-- values as a table
SELECT t.code, count(*) FROM (VALUES ('cart', 'c'), ('purchase', 'p')) AS t(name, code) JOIN v_event_1 e ON e."#event_name" = t.name AND e."$part_date" >= '2024-01-01' GROUP BY t.code ORDER BY 1

-- recursion over days
-- first: [7]
WITH RECURSIVE d(x) AS (SELECT date '2024-03-01' UNION ALL SELECT x + interval '1' day FROM d WHERE x < date '2024-03-07') SELECT count(*) FROM d

-- names with blanks and signs
SELECT "#user_id" AS "user id", platform AS "端 平台" FROM v_user_1 ORDER BY 1 LIMIT 1

-- unnamed columns
SELECT count(*), max("#event_time") FROM v_event_1 WHERE "$part_date" = '2024-03-01'

-- money of project 2
SELECT round(sum(sales_value), 2) AS revenue, count(*) AS baskets, count(DISTINCT "#user_id") FROM v_event_2 WHERE "$part_event" = 'purchase' AND "$part_date" BETWEEN '2017-01-01' AND '2017-12-31'

-- average basket by income
SELECT u.income, avg(e.sales_value) AS basket FROM v_event_2 e JOIN v_user_2 u ON u."#user_id" = e."#user_id" WHERE e."$part_date" LIKE '2017-06%' AND e."$part_event" = 'purchase' GROUP BY u.income ORDER BY basket DESC

-- coupon users
SELECT campaign_type, count(DISTINCT "#user_id") FROM v_event_2 WHERE "$part_event" = 'coupon_redeem' AND "$part_date" >= '2017-01-01' GROUP BY campaign_type ORDER BY 1

-- rows kept as nulls
SELECT count(*), count(sales_value), sum(sales_value) FROM v_event_2 WHERE "$part_event" = 'campaign_start' AND "$part_date" > '2016-01-01'

-- month over month
SELECT m, revenue, revenue / lag(revenue) OVER (ORDER BY m) - 1 AS change FROM (SELECT substr("$part_date", 1, 7) AS m, sum(sales_value) AS revenue FROM v_event_2 WHERE "$part_date" BETWEEN '2017-01-01' AND '2017-12-31' GROUP BY 1) ORDER BY m

-- lifetime value deciles
SELECT tile, min(v), max(v) FROM (SELECT v, ntile(10) OVER (ORDER BY v) AS tile FROM (SELECT "#user_id", sum(sales_value) AS v FROM v_event_2 WHERE "$part_date" > '2016-01-01' GROUP BY 1)) GROUP BY tile ORDER BY tile

-- repeat purchases by gap
SELECT date_diff('day', prev, "#event_time") AS gap, count(*) FROM (SELECT "#event_time", lag("#event_time") OVER (PARTITION BY "#user_id" ORDER BY "#event_time") AS prev FROM v_event_2 WHERE "$part_event" = 'purchase' AND "$part_date" LIKE '2017%') WHERE prev IS NOT NULL GROUP BY 1 ORDER BY 2 DESC LIMIT 5

-- two projects at once
SELECT (SELECT count(*) FROM v_user_1) AS one, (SELECT count(*) FROM v_user_2) AS two

-- text of a number
SELECT format('%,d', count(*)) FROM v_event_1 WHERE "$part_date" >= '2024-01-01'

-- days since registration
SELECT "#user_id", date_diff('day', date("#reg_time"), date("#active_time")) AS days FROM v_user_1 ORDER BY days DESC, 1 LIMIT 3

-- difference of days
SELECT max(date("#event_time")) - min(date("#event_time")) FROM v_event_1 WHERE "$part_date" >= '2024-01-01'

-- select star
-- rows: 3
SELECT * FROM v_event_1 WHERE "$part_date" = '2024-03-13' ORDER BY "#event_id" LIMIT 3

-- qualified star with another column
-- rows: 2
SELECT u.*, 1 AS one FROM v_user_1 u ORDER BY "#user_id" LIMIT 2

-- comments and blanks
SELECT /* all */ count(*) -- of them
FROM v_user_1

-- no partition condition
-- error: line 1:22: sandbox: ta.v_event_1 is read without a condition on "$part_date"
SELECT count(*) FROM v_event_1

-- no partition condition in one of two
-- error: is read without a condition on "$part_date"
SELECT count(*) FROM v_event_1 a JOIN v_user_1 u ON a."#user_id" = u."#user_id" WHERE u.platform = 'mobile'

-- unknown column
-- error: line 1:8: Column 'foo' cannot be resolved
SELECT foo FROM v_user_1

-- unknown column in line two
-- error: line 2:7: Column 'foo' cannot be resolved
SELECT 1 FROM v_user_1
WHERE foo = 1

-- unknown qualified column
-- error: line 1:8: Column 'u.foo' cannot be resolved
SELECT u.foo FROM v_user_1 u

-- unknown table
-- error: line 1:15: Table 'hive.ta.v_event_9' does not exist
SELECT * FROM v_event_9 WHERE "$part_date" > '2024'

-- unknown schema
-- error: Schema 'tb' does not exist
SELECT * FROM tb.v_event_1

-- unknown function
-- error: line 1:8: Function 'foo' not registered
SELECT foo(1)

-- single-quoted column
-- error: is read without a condition on "$part_date"
SELECT * FROM v_event_1 WHERE '$part_date' > '2024'

-- unquoted sign
-- error: mismatched input
SELECT #user_id FROM v_user_1

-- back-ticks
-- error: line 1:8: backquoted identifiers are not supported
SELECT `#user_id` FROM v_user_1

-- a number with a text
-- error: line 1:50: Cannot apply operator: bigint = varchar(1)
SELECT "#user_id" FROM v_user_1 WHERE "#user_id" = '1'

-- a time with a text
-- error: Cannot apply operator: timestamp(3) > varchar(10)
SELECT count(*) FROM v_event_1 WHERE "$part_date" > '2024' AND "#event_time" > '2024-01-01'

-- missing in group by
-- error: must be an aggregate expression or appear in GROUP BY clause
SELECT platform, count(*) FROM v_user_1

-- two statements
-- error: line 1:9: mismatched input ';'. Expecting: <EOF>
SELECT 1; SELECT 2

-- not a select
-- error: sandbox: only SELECT statements run here
DELETE FROM v_user_1

-- a console variable
-- error: line 1:31: sandbox: variables of the web console
SELECT * FROM v_event_1 WHERE ${PartDate:date1}

-- match_recognize
-- error: is not available in the sandbox
SELECT * FROM v_user_1 MATCH_RECOGNIZE (PARTITION BY platform PATTERN (A+) DEFINE A AS true)

-- explain
-- error: sandbox: only SELECT statements run here
EXPLAIN SELECT 1

-- a function the sandbox lacks
-- error: sandbox: checksum() is not available in the sandbox
SELECT checksum("#user_id") FROM v_user_1
