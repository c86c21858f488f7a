-- Trino functions that DuckDB lacks or means otherwise. The translator calls trino_<name> for every
-- macro found here. Overloads by type are few, because the engine cannot choose among them for an
-- aggregate; typeof() and cast_to_type() serve where the result allows it. A parameter named more than once in a
-- body is copied that often, which the translator takes into account.

-- A failure in words. A cast that fails, not error(), because TRY takes only what is not volatile.
CREATE MACRO trino_fail(t) AS CAST('trino: ' || t AS INTEGER);

-- ---- numbers

CREATE MACRO trino_e() AS exp(1e0);
CREATE MACRO trino_nan() AS CAST('NaN' AS DOUBLE);
CREATE MACRO trino_infinity() AS CAST('Infinity' AS DOUBLE);
CREATE MACRO trino_to_base(x, radix) AS lower(to_base(x, radix));
CREATE MACRO trino_from_base(s, radix) AS CAST(list_reduce(
    list_transform(string_split(lower(s), ''),
        lambda c: CAST(strpos('0123456789abcdefghijklmnopqrstuvwxyz', c) - 1 AS BIGINT)),
    lambda a, b: a * radix + b) AS BIGINT);
CREATE MACRO trino_width_bucket
    (x, bins) AS CAST(len(list_filter(bins, lambda b: b <= x)) AS BIGINT),
    (x, low, high, n) AS CAST(least(greatest(floor((x - low) * n / (high - low)) + 1, 0), n + 1) AS BIGINT);
CREATE MACRO trino_bit_count(x, bits) AS
    bit_count(CASE WHEN x < 0 AND bits < 64 THEN trino_fail('sandbox: bit_count of a negative number needs 64 bits: ' || x)
                   ELSE CAST(x AS BIGINT) END);
CREATE MACRO trino_bitwise_and(a, b) AS a & b;
CREATE MACRO trino_bitwise_or(a, b) AS a | b;
CREATE MACRO trino_bitwise_xor(a, b) AS xor(a, b);
CREATE MACRO trino_bitwise_not(a) AS ~a;
CREATE MACRO trino_bitwise_left_shift(a, n) AS CAST(a AS BIGINT) << n;
CREATE MACRO trino_bitwise_right_shift(a, n) AS
    CASE WHEN a < 0 THEN trino_fail('sandbox: a logical shift of a negative number is not available: ' || a)
         ELSE CAST(a AS BIGINT) >> n END;
CREATE MACRO trino_bitwise_right_shift_arithmetic(a, n) AS CAST(a AS BIGINT) >> n;

-- ---- conversion

-- A double as Trino writes it, 1.235E2, from the engine's own shortest text, 123.5 or 1.2e+20.
CREATE MACRO trino_exponent(t) AS
    coalesce(TRY_CAST(nullif(regexp_extract(t, 'e([+-]?\d+)', 1), '') AS INTEGER), 0)
    + CASE WHEN regexp_matches(t, '^-?0\.') THEN -length(regexp_extract(t, '\.(0*)', 1)) - 1
           ELSE length(regexp_extract(t, '^-?(\d+)', 1)) - 1 END;
CREATE MACRO trino_digits(t) AS
    ltrim(replace(regexp_extract(t, '^-?([\d.]+)', 1), '.', ''), '0');
CREATE MACRO trino_double_text(t) AS
    CASE WHEN t IN ('nan', '-nan') THEN 'NaN' WHEN t = 'inf' THEN 'Infinity' WHEN t = '-inf' THEN '-Infinity'
         WHEN TRY_CAST(t AS DOUBLE) = 0 THEN '0.0E0'
         ELSE CASE WHEN starts_with(t, '-') THEN '-' ELSE '' END || left(trino_digits(t), 1) || '.'
              || coalesce(nullif(rtrim(trino_digits(t)[2:], '0'), ''), '0') || 'E' || trino_exponent(t) END;
CREATE MACRO trino_time_text(t) AS
    CASE WHEN strpos(t, '.') > 0 THEN left(rpad(t, 23, '0'), 23) ELSE t || '.000' END;
CREATE MACRO trino_varchar(x) AS
    CASE typeof(x)
        WHEN 'DOUBLE' THEN trino_double_text(CAST(x AS VARCHAR))
        WHEN 'TIMESTAMP' THEN trino_time_text(CAST(x AS VARCHAR))
        WHEN 'TIMESTAMP WITH TIME ZONE' THEN
            trino_time_text(regexp_replace(CAST(x AS VARCHAR), '\+00$', '')) || ' UTC'
        ELSE CAST(x AS VARCHAR) END;
CREATE MACRO trino_whole_text(t) AS
    CASE WHEN regexp_full_match(t, '[+-]?\d+') THEN t ELSE t || ' is not a whole number' END;
CREATE MACRO trino_to_bigint(x) AS
    CASE typeof(x)
        WHEN 'VARCHAR' THEN
            CAST(CASE WHEN typeof(x) = 'VARCHAR' THEN trino_whole_text(CAST(x AS VARCHAR)) END AS BIGINT)
        WHEN 'DOUBLE' THEN CAST(round(TRY_CAST(CAST(x AS VARCHAR) AS DOUBLE)) AS BIGINT)
        ELSE CAST(x AS BIGINT) END;
CREATE MACRO trino_to_integer(x) AS
    CASE typeof(x)
        WHEN 'VARCHAR' THEN
            CAST(CASE WHEN typeof(x) = 'VARCHAR' THEN trino_whole_text(CAST(x AS VARCHAR)) END AS INTEGER)
        WHEN 'DOUBLE' THEN CAST(round(TRY_CAST(CAST(x AS VARCHAR) AS DOUBLE)) AS INTEGER)
        ELSE CAST(x AS INTEGER) END;
CREATE MACRO trino_typeof(x) AS
    CASE typeof(x) WHEN 'TIMESTAMP' THEN 'timestamp(3)' WHEN 'HUGEINT' THEN 'bigint'
        WHEN 'TIMESTAMP WITH TIME ZONE' THEN 'timestamp(3) with time zone' WHEN 'FLOAT' THEN 'real'
        WHEN 'BLOB' THEN 'varbinary' WHEN 'INTERVAL' THEN 'interval day to second'
        ELSE lower(regexp_replace(regexp_replace(typeof(x), '^(.*)\[\]$', 'array(\1)'),
             '^(.*)\[\]\)$', 'array(\1))')) END;

-- Trino's interval day to second as text: days, then hours, minutes, seconds and milliseconds.
CREATE MACRO trino_interval_text(i) AS
    printf('%d %02d:%02d:%02d.%03d',
        CAST(epoch_ms(i) // 86400000 AS BIGINT), CAST(abs(epoch_ms(i)) // 3600000 % 24 AS BIGINT),
        CAST(abs(epoch_ms(i)) // 60000 % 60 AS BIGINT), CAST(abs(epoch_ms(i)) // 1000 % 60 AS BIGINT),
        CAST(abs(epoch_ms(i)) % 1000 AS BIGINT));

-- ---- text. Sizes are limited, because one huge text is outside the engine's memory limit.

CREATE MACRO trino_size(n, most) AS
    CASE WHEN n > most THEN trino_fail('sandbox: a size of ' || n || ' is over the limit of ' || most)
         WHEN n < 0 THEN trino_fail('a size must not be negative: ' || n) ELSE CAST(n AS INTEGER) END;
CREATE MACRO trino_small(l, most) AS
    CASE WHEN CASE WHEN len(l) > most
        THEN trino_fail('sandbox: a list of ' || len(l) || ' values among lists within lists; the limit here is ' || most)
        ELSE 1 END = 1 THEN l END;
CREATE MACRO trino_short(v, most) AS
    CASE WHEN CASE WHEN strlen(CAST(v AS VARCHAR)) > most
        THEN trino_fail('sandbox: a value that is copied or grows is over ' || most || ' characters' || left(CAST(v AS VARCHAR), 0))
        ELSE 1 END = 1 THEN v END;
CREATE MACRO trino_substr
    (s, n) AS substr(s, CASE WHEN n = 0 OR -n > length(s) THEN 2147483647 ELSE n END),
    (s, n, l) AS substr(s, CASE WHEN n = 0 OR -n > length(s) THEN 2147483647 ELSE n END, l);
CREATE MACRO trino_strpos
    (s, t) AS strpos(s, t),
    (s, t, n) AS CASE WHEN len(string_split(s, t)) <= n THEN 0
        ELSE length(array_to_string(string_split(s, t)[1:n], t)) + 1 END;
CREATE MACRO trino_replace
    (s, f) AS replace(s, f, ''),
    (s, f, t) AS replace(s, f, CASE WHEN strlen(s) // greatest(strlen(f), 1) * strlen(t) > 200000
        THEN CAST(trino_fail('sandbox: replace would make more than 200 kB of ' || left(t, 20)) AS VARCHAR) ELSE t END);
CREATE MACRO trino_lpad(s, n, p) AS lpad(s, trino_size(n, 1000000), p);
CREATE MACRO trino_rpad(s, n, p) AS rpad(s, trino_size(n, 1000000), p);
CREATE MACRO trino_split
    (s, d) AS string_split(s, d),
    (s, d, n) AS CASE WHEN len(string_split(s, d)) <= n THEN string_split(s, d)
        ELSE list_append(string_split(s, d)[1:n - 1], array_to_string(string_split(s, d)[n:], d)) END;
CREATE MACRO trino_split_part(s, d, n) AS
    CASE WHEN len(string_split(s, d)) < n THEN NULL ELSE split_part(s, d, n) END;
CREATE MACRO trino_split_to_map(s, d, e) AS map_from_entries(
    list_transform(string_split(s, d), lambda p: row(split_part(p, e, 1), split_part(p, e, 2))));
CREATE MACRO trino_reverse(s VARCHAR) AS reverse(s), (s) AS list_reverse(s);
CREATE MACRO trino_levenshtein_distance(a, b) AS
    levenshtein(a, CASE WHEN length(a) * (length(b) - 1) > 1000000
        THEN CAST(trino_fail('The combined inputs for Levenshtein distance are too large' || left(a, 0)) AS VARCHAR)
        ELSE b END);
CREATE MACRO trino_regexp_extract
    (s, p) AS CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p) END,
    (s, p, g) AS CASE WHEN regexp_matches(s, p) THEN regexp_extract(s, p, g) END;
CREATE MACRO trino_regexp_count(s, p) AS CAST(len(regexp_extract_all(s, p)) AS BIGINT);

-- ---- time

CREATE MACRO trino_plus(x, i) AS cast_to_type(x + i, x);
CREATE MACRO trino_minus_interval(x, i) AS cast_to_type(x - i, x);
CREATE MACRO trino_minus(a DATE, b DATE) AS to_days(CAST(a - b AS INTEGER)), (a, b) AS a - b;
CREATE MACRO trino_minus_days(a, b) AS to_days(CAST(CAST(a AS DATE) - CAST(b AS DATE) AS INTEGER));
CREATE MACRO trino_date_trunc(u, x) AS cast_to_type(date_trunc(u, x), x);
CREATE MACRO trino_to_iso8601(x) AS
    CASE typeof(x)
        WHEN 'DATE' THEN CAST(x AS VARCHAR)
        WHEN 'TIMESTAMP' THEN replace(trino_time_text(CAST(x AS VARCHAR)), ' ', 'T')
        WHEN 'TIMESTAMP WITH TIME ZONE' THEN
            replace(trino_time_text(regexp_replace(CAST(x AS VARCHAR), '\+00$', '')), ' ', 'T') || 'Z'
        ELSE CAST(trino_fail('Unexpected parameters for function to_iso8601' || left(typeof(x), 0)) AS VARCHAR) END;
CREATE MACRO trino_from_unixtime(x) AS to_timestamp(CAST(x AS DOUBLE));
CREATE MACRO trino_to_unixtime(x) AS CAST(epoch(x) AS DOUBLE);
CREATE MACRO trino_millisecond(x) AS millisecond(x) % 1000;
CREATE MACRO trino_current_timezone() AS 'UTC';

-- ---- arrays

CREATE MACRO trino_at(a, i) AS
    a[CASE WHEN i > len(a) THEN trino_fail('Array subscript must be less than or equal to array length: '
                || i || ' > ' || len(a))
           WHEN i = 0 THEN trino_fail('SQL array indices start at 1' || left(CAST(i AS VARCHAR), 0))
           WHEN i < 0 THEN trino_fail('Array subscript is negative: ' || i) ELSE i END];
CREATE MACRO trino_key(k VARCHAR) AS CAST(trino_fail('Key not present in map: ' || k) AS VARCHAR),
    (k) AS trino_fail('Key not present in map: ' || k);
CREATE MACRO trino_map_at(m, k) AS
    CASE WHEN m IS NULL THEN NULL WHEN map_contains(m, k) THEN m[k]
         ELSE m[trino_key(k)] END;
CREATE MACRO trino_element_at(a, i) AS a[i];
CREATE MACRO trino_distinct(a) AS
    CASE WHEN len(a) > 2000 THEN list_distinct(a)
         ELSE list_filter(a, lambda x, i: list_position(a, x) = i) END;
CREATE MACRO trino_array_distinct(a) AS trino_distinct(a);
CREATE MACRO trino_array_sort(a) AS list_sort(a, 'ASC', 'NULLS LAST');
CREATE MACRO trino_array_join
    (a, d) AS array_to_string(a, d),
    (a, d, n) AS array_to_string(
        list_transform(a, lambda x: coalesce(CAST(x AS VARCHAR), n)), d);
CREATE MACRO trino_array_position(a, x) AS
    CASE WHEN a IS NULL OR x IS NULL THEN NULL ELSE CAST(coalesce(list_position(a, x), 0) AS BIGINT) END;
CREATE MACRO trino_array_remove(a, x) AS list_filter(a, lambda e: e IS DISTINCT FROM x);
CREATE MACRO trino_array_intersect(a, b) AS
    trino_distinct(list_filter(a, lambda e: list_contains(b, e)));
CREATE MACRO trino_array_union(a, b) AS trino_distinct(a || b);
CREATE MACRO trino_array_except(a, b) AS
    trino_distinct(list_filter(a, lambda e: NOT list_contains(b, e)));
CREATE MACRO trino_arrays_overlap(a, b) AS list_has_any(a, b);
CREATE MACRO trino_slice(a, s, n) AS
    CASE WHEN s > 0 THEN a[s:s + n - 1] WHEN s < 0 THEN a[len(a) + s + 1:len(a) + s + n]
         ELSE a[trino_fail('SQL array indices start at 1' || left(CAST(s AS VARCHAR), 0)):1] END;
CREATE MACRO trino_trim_array(a, n) AS a[1:len(a) - n];
CREATE MACRO trino_repeat(x, n) AS list_transform(
    range(CASE WHEN n * strlen(CAST(x AS VARCHAR)) > 200000
               THEN trino_fail('sandbox: repeat would make more than 200 kB: ' || n || ' times')
               ELSE trino_size(n, 10000) END), lambda i: x);
CREATE MACRO trino_entries(n) AS
    CASE WHEN n > 10000 THEN trino_fail('result of sequence function must not have more than 10000 entries' || left(CAST(n AS VARCHAR), 0))
         ELSE 0 END;
CREATE MACRO trino_sequence_whole(a, b) AS
    generate_series(a, b + trino_entries(abs(b - a) + 1), CASE WHEN a <= b THEN 1 ELSE -1 END);
CREATE MACRO trino_sequence_days(a, b) AS
    list_transform(generate_series(a, b + trino_entries(abs(b - a) + 1),
        CASE WHEN a <= b THEN INTERVAL 1 DAY ELSE INTERVAL '-1' DAY END), lambda d: CAST(d AS DATE));
CREATE MACRO trino_sequence
    (a BIGINT, b BIGINT) AS trino_sequence_whole(a, b),
    (a DATE, b DATE) AS trino_sequence_days(a, b),
    (a BIGINT, b BIGINT, s BIGINT) AS generate_series(a, b + trino_entries((b - a) // s + 1), s),
    (a DATE, b DATE, s INTERVAL) AS list_transform(generate_series(a,
        b + trino_entries(epoch(CAST(b AS TIMESTAMP) - CAST(a AS TIMESTAMP)) / epoch(s)), s),
        lambda d: CAST(d AS DATE)),
    (a TIMESTAMP, b TIMESTAMP, s INTERVAL) AS generate_series(a,
        b + to_days(trino_entries(epoch(b - a) / epoch(s))), s);

-- ---- maps

CREATE MACRO trino_map() AS MAP {}, (k, v) AS map(k, v);
CREATE MACRO trino_pairs_map(l) AS
    CASE WHEN len(list_distinct(list_transform(l, lambda e: e.k))) = len(l)
         THEN map_from_entries(list_transform(l, lambda e: row(e.k, e.v)))
         ELSE map_from_entries(list_transform(list_distinct(list_transform(l, lambda e: e.k)),
              lambda x: row(x, list_filter(l, lambda e: e.k = x)[1].v))) END;
CREATE MACRO trino_pairs_multimap(l) AS
    map_from_entries(list_transform(list_distinct(list_transform(l, lambda e: e.k)),
        lambda x: row(x, list_transform(list_filter(l, lambda e: e.k = x), lambda e: e.v))));

-- ---- JSON. Text that is not JSON gives NULL, as in Trino.

CREATE MACRO trino_json_text(j) AS CASE WHEN json_valid(CAST(j AS VARCHAR)) THEN CAST(j AS VARCHAR) END;
CREATE MACRO trino_json_extract(j, p) AS json_extract(trino_json_text(j), p);
CREATE MACRO trino_json_extract_scalar(j, p) AS
    CASE WHEN json_type(trino_json_text(j), p) IN ('OBJECT', 'ARRAY') THEN NULL
         ELSE json_extract_string(trino_json_text(j), p) END;
CREATE MACRO trino_json_parse(s) AS CAST(s AS JSON);
CREATE MACRO trino_json_format(j) AS CAST(j AS VARCHAR);
CREATE MACRO trino_json_array_length(j) AS
    CASE WHEN json_type(trino_json_text(j)) = 'ARRAY'
         THEN CAST(json_array_length(trino_json_text(j)) AS BIGINT) END;
CREATE MACRO trino_json_array_get(j, i) AS json_extract(trino_json_text(j), i);
CREATE MACRO trino_json_array_contains(j, x) AS
    list_contains(json_extract_string(trino_json_text(j), '$[*]'), CAST(x AS VARCHAR));
CREATE MACRO trino_json_size(j, p) AS
    CASE json_type(trino_json_text(j), p) WHEN 'OBJECT' THEN CAST(len(json_keys(j, p)) AS BIGINT)
         WHEN 'ARRAY' THEN CAST(json_array_length(j, p) AS BIGINT) WHEN 'NULL' THEN 0 ELSE 0 END;

-- ---- addresses

CREATE MACRO trino_url_part(u, g) AS
    nullif(regexp_extract(u, '^(?:([^:/?#]+):)?(?://([^/?#:]*)(?::(\d+))?)?([^?#]*)(?:\?([^#]*))?(?:#(.*))?', g), '');
CREATE MACRO trino_url_extract_protocol(u) AS trino_url_part(u, 1);
CREATE MACRO trino_url_extract_host(u) AS trino_url_part(u, 2);
CREATE MACRO trino_url_extract_port(u) AS CAST(trino_url_part(u, 3) AS BIGINT);
CREATE MACRO trino_url_extract_path(u) AS coalesce(trino_url_part(u, 4), '');
CREATE MACRO trino_url_extract_query(u) AS trino_url_part(u, 5);
CREATE MACRO trino_url_extract_fragment(u) AS trino_url_part(u, 6);
CREATE MACRO trino_url_extract_parameter(u, n) AS
    list_transform(list_filter(string_split(trino_url_part(u, 5), '&'), lambda p: split_part(p, '=', 1) = n),
        lambda p: url_decode(replace(p[length(n) + 2:], '+', ' ')))[1];
CREATE MACRO trino_url_encode(s) AS replace(url_encode(s), '%20', '+');
CREATE MACRO trino_url_decode(s) AS url_decode(replace(s, '+', ' '));

-- ---- bytes

CREATE MACRO trino_md5(b) AS unhex(md5(b));
CREATE MACRO trino_sha1(b) AS unhex(sha1(b));
CREATE MACRO trino_sha256(b) AS unhex(sha256(b));
