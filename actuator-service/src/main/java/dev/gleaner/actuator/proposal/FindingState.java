package dev.gleaner.actuator.proposal;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.gleaner.actuator.database.TimeColumn;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.Tuple;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
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
 */
public record FindingState(Kind state, @Nullable Instant lastConfirmed, List<Other> alsoFoundBy, String countedIn) {

    private static final String READ = """
            select f.id, f.rule, f.resource, f.monthly, finding_state(f) as state, c.through
              from finding f left join confirmation c on c.finding_id = f.id
             where f.id in (:ids) or (f.target in (:targets) and f.status in ('open', 'in-doubt'))
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
            @Nullable BigDecimal monthly,
            Kind state,
            @Nullable Instant through) {

        static Row of(Tuple row) {
            return new Row(
                    row.get("id", String.class),
                    row.get("rule", String.class),
                    row.get("resource", String.class),
                    row.get("monthly", BigDecimal.class),
                    Kind.of(row.get("state", String.class)).orElseThrow(),
                    TimeColumn.instant(row, "through"));
        }

        /** Its saving; an unknown one is less than any other. */
        BigDecimal weight() {
            return monthly == null ? BigDecimal.ONE.negate() : monthly;
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
        return rows.stream()
                .collect(Collectors.toMap(Row::id, row -> of(row, byResource.getOrDefault(row.resource(), List.of()))));
    }

    private static FindingState of(Row row, List<Row> onResource) {
        Row counted = onResource.stream()
                .filter(other -> other.state() == row.state() && row.isLive())
                .max(COUNTS)
                .orElse(row);
        List<Other> others = onResource.stream()
                .filter(other -> other.isLive() && !other.id().equals(row.id()))
                .sorted(COUNTS.reversed())
                .map(other -> new Other(other.id(), other.rule(), other.state()))
                .toList();
        return new FindingState(row.state(), row.through(), others, counted.id());
    }
}
