-- Trino's interval day to second as text: days, then hours, minutes, seconds and milliseconds.
CREATE MACRO trino_interval_text(i) AS
    printf('%d %02d:%02d:%02d.%03d',
        (epoch_ms(i) // 86400000)::BIGINT, (abs(epoch_ms(i)) // 3600000 % 24)::BIGINT,
        (abs(epoch_ms(i)) // 60000 % 60)::BIGINT, (abs(epoch_ms(i)) // 1000 % 60)::BIGINT,
        (abs(epoch_ms(i)) % 1000)::BIGINT);
