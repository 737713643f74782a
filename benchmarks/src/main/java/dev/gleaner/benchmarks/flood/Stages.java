package dev.gleaner.benchmarks.flood;

import java.sql.SQLException;
import java.time.Instant;
import java.util.Map;

/** What the audit says of where the time of decisions went. */
final class Stages {

    /** Entries of one action by kind; those of no action have none. */
    private static final String TOOK = """
            with entry as (
              select cast(detail as jsonb) ->> 'action' as action, kind, min(at) as at from audit_entry
               where kind in ('decided', 'claimed', 'intent', 'called') group by 1, 2),
            stage as (
              select * from (values ('1 until it is taken up', 'decided', 'claimed'),
                                    ('2 until its intent is written', 'claimed', 'intent'),
                                    ('3 until AWS took the call', 'intent', 'called')) s (name, first, second)),
            took as (
              select stage.name, extract(epoch from b.at - a.at) * 1000 as millis
                from stage join entry a on a.kind = stage.first join entry b on b.kind = stage.second and b.action = a.action
                join entry d on d.kind = 'decided' and d.action = a.action
               where d.at between '""";

    private static final String PERCENTILES = """
            )
            select name, lpad(round(percentile_cont(0.5) within group (order by millis)::numeric, 1)::text, 12)
                      || lpad(round(percentile_cont(0.99) within group (order by millis)::numeric, 1)::text, 13)
              from took group by name
            """;

    private Stages() {}

    /** The percentiles of each stage, p50 and p99 in milliseconds, of what was decided between these times. */
    static Map<String, String> between(Surroundings surroundings, Instant from, Instant to) throws SQLException {
        return surroundings.pairs(TOOK + from + "' and '" + to + "'" + PERCENTILES);
    }
}
