package dev.gleaner.actuator.proposal;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.gleaner.actuator.database.TimeColumn;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * The current state of a finding for people.
 *
 * @param lastConfirmed end of the last hour, or time of the last reading, for which the analyzer confirmed it; null when it
 *     never did
 * @param alsoFoundBy the other findings on its resource that are open, in doubt or acted on
 * @param countedIn id of the finding whose dollars count for the resource: of several in the same state the largest, since
 *     the resource is paid for once
 * @param counted what it adds to the total of the findings in its state, USD a month; null if its saving is not known
 */
public record FindingState(
        Kind state,
        @Nullable Instant lastConfirmed,
        List<Other> alsoFoundBy,
        String countedIn,

        @JsonFormat(shape = JsonFormat.Shape.STRING) @Nullable
        BigDecimal counted) {

    /** With all that findings on other resources save too: each finding on these names the same charge. */
    private static final String READ = "select " + CountedSavings.Item.COLUMNS + """
            , f.rule, finding_state(f) as state, c.through
              from finding f left join confirmation c on c.finding_id = f.id
             where f.id in (:ids)
                or (f.status in ('open', 'in-doubt') and (f.target in (:targets) or f.charge ->> 'of' in
                  (select coalesce(charge ->> 'of', resource) from finding
                    where target in (:targets) and status in ('open', 'in-doubt'))))
            """;

    /** The finding with the larger saving counts; among equal ones or those without a price, always the same. */
    private static final Comparator<Row> COUNTS =
            Comparator.comparing(Row::weight).thenComparing(Row::id, Comparator.reverseOrder());

    public FindingState {
        alsoFoundBy = List.copyOf(alsoFoundBy);
    }

    /** Kind of the state. */
    public enum Kind {
        /** The waste exists, and no action on it is in force. */
        OPEN,
        /** A provisional hour contradicts it; nobody is asked before the final verdict. */
        IN_DOUBT,
        /** An action on its target is in force. */
        ACTED_ON,
        /** The waste is gone. */
        RESOLVED,
        /** The data do not suffice for a verdict. */
        INSUFFICIENT,
        /** A provisional finding that a final one replaced, or that did not last. */
        WITHDRAWN;

        /** Name in JSON and in the database. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Returns the kind with this name, if it exists. */
        public static Optional<Kind> of(String text) {
            return Stream.of(values()).filter(kind -> kind.text().equals(text)).findFirst();
        }
    }

    /** Another finding on the same resource. */
    public record Other(String id, String rule, Kind state) {}

    private record Row(
            String id,
            String rule,
            String resource,
            Optional<CountedSavings.Item> saving,
            Kind state,
            @Nullable Instant through) {

        static Row of(Tuple row) {
            return new Row(
                    row.get("id", String.class),
                    row.get("rule", String.class),
                    row.get("resource", String.class),
                    CountedSavings.Item.of(row),
                    Kind.of(row.get("state", String.class)).orElseThrow(),
                    TimeColumn.instant(row, "through"));
        }

        /** Its saving; an unknown one is less than any other. */
        BigDecimal weight() {
            return saving.map(CountedSavings.Item::monthly).orElse(BigDecimal.ONE.negate());
        }

        boolean isLive() {
            return state == Kind.OPEN || state == Kind.IN_DOUBT || state == Kind.ACTED_ON;
        }
    }

    static Uni<Map<String, FindingState>> of(Mutiny.Session session, Collection<FindingRow> findings) {
        return session.createNativeQuery(READ, Tuple.class)
                .setParameter("ids", findings.stream().map(FindingRow::id).toList())
                .setParameter(
                        "targets",
                        findings.stream().map(FindingRow::target).distinct().toList())
                .getResultList()
                .map(rows -> of(rows.stream().map(Row::of).toList()));
    }

    private static Map<String, FindingState> of(List<Row> rows) {
        Map<String, List<Row>> byResource = rows.stream().collect(Collectors.groupingBy(Row::resource));
        Map<String, BigDecimal> counted = counted(rows);
        return rows.stream()
                .collect(Collectors.toMap(
                        Row::id,
                        row -> of(
                                row,
                                byResource.getOrDefault(row.resource(), List.of()),
                                row.isLive()
                                        ? counted.get(row.id())
                                        : row.saving()
                                                .map(CountedSavings.Item::monthly)
                                                .orElse(null))));
    }

    /** By id, of each state by itself. */
    private static Map<String, BigDecimal> counted(List<Row> rows) {
        Map<String, BigDecimal> counted = new HashMap<>();
        rows.stream()
                .filter(Row::isLive)
                .collect(Collectors.groupingBy(
                        Row::state, Collectors.flatMapping(row -> row.saving().stream(), Collectors.toList())))
                .values()
                .forEach(items -> counted.putAll(CountedSavings.of(items)));
        return counted;
    }

    private static FindingState of(Row row, List<Row> onResource, @Nullable BigDecimal usd) {
        Row counted = onResource.stream()
                .filter(other -> other.state() == row.state() && row.isLive())
                .max(COUNTS)
                .orElse(row);
        List<Other> others = onResource.stream()
                .filter(other -> other.isLive() && !other.id().equals(row.id()))
                .sorted(COUNTS.reversed())
                .map(other -> new Other(other.id(), other.rule(), other.state()))
                .toList();
        return new FindingState(row.state(), row.through(), others, counted.id(), usd);
    }
}
